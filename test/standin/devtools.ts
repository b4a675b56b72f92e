import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

type Listener = (params: never) => void;

/** One session of the DevTools protocol: with the browser, or with one of its pages. */
export class DevToolsSession {
  readonly #connection: DevTools;
  readonly id: string | undefined;
  readonly #listeners = new Map<string, Listener[]>();

  constructor(connection: DevTools, id: string | undefined) {
    this.#connection = connection;
    this.id = id;
  }

  send<Answer = unknown>(method: string, params: object = {}): Promise<Answer> {
    return this.#connection.send<Answer>(method, params, this.id);
  }

  /** `Params`: what the protocol says that the event carries. */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- names the shape at the place where it is used
  on<Params>(event: string, listener: (params: Params) => void): void {
    const all = this.#listeners.get(event) ?? [];
    all.push(listener);
    this.#listeners.set(event, all);
  }

  hear(event: string, params: unknown): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(params as never);
  }
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly sessionId?: string;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/**
 * Chromium without a display, spoken to over a pipe: it ends when this process does, however that ends. Others may join over the WebSocket whose
 * address it prints.
 */
export class DevTools {
  readonly browser: DevToolsSession;
  /** Address that others may debug it at. */
  readonly address: Promise<string>;
  readonly #child: ChildProcess;
  readonly #sessions = new Map<string, DevToolsSession>();
  readonly #open = new Map<number, { readonly resolve: (value: unknown) => void; readonly reject: (problem: Error) => void }>();
  #last = 0;

  constructor(program: string, words: readonly string[]) {
    this.browser = new DevToolsSession(this, undefined);
    this.#child = spawn(program, [...words, '--remote-debugging-pipe', '--remote-debugging-port=0'], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
      // A group of its own, so that all of its processes can be ended at once.
      detached: true,
    });
    let said = '';
    this.address = new Promise((resolve, reject) => {
      this.#child.stderr?.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        const address = /DevTools listening on (ws:\/\/\S+)/u.exec(said)?.[1];
        if (address !== undefined) resolve(address);
      });
      this.#child.once('exit', () => reject(new Error(`Chromium ended: ${said.slice(-2000)}`)));
      this.#child.once('error', reject);
    });
    let rest = Buffer.alloc(0);
    (this.#child.stdio[4] as Readable).on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      for (let at = rest.indexOf(0); at >= 0; at = rest.indexOf(0)) {
        this.#hear(JSON.parse(rest.subarray(0, at).toString()) as Message);
        rest = rest.subarray(at + 1);
      }
    });
    (this.#child.stdio[3] as Writable).on('error', () => undefined);
  }

  send<Answer>(method: string, params: object, sessionId: string | undefined): Promise<Answer> {
    this.#last += 1;
    const id = this.#last;
    return new Promise<Answer>((resolve, reject) => {
      this.#open.set(id, { resolve: resolve as (value: unknown) => void, reject });
      (this.#child.stdio[3] as Writable).write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  /** A session with one of the browser's pages. */
  async attach(targetId: string): Promise<DevToolsSession> {
    const { sessionId } = await this.browser.send<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true });
    const session = new DevToolsSession(this, sessionId);
    this.#sessions.set(sessionId, session);
    return session;
  }

  kill(): void {
    if (this.#child.pid !== undefined && this.#child.exitCode === null) process.kill(-this.#child.pid, 'SIGKILL');
  }

  #hear({ id, method, params, sessionId, result, error }: Message): void {
    if (id !== undefined) {
      const waiting = this.#open.get(id);
      this.#open.delete(id);
      if (error === undefined) waiting?.resolve(result);
      else waiting?.reject(new Error(error.message));
    } else if (method !== undefined) {
      (sessionId === undefined ? this.browser : this.#sessions.get(sessionId))?.hear(method, params);
    }
  }
}
