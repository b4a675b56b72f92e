import { createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { assertNever } from '../../../core/result.ts';
import { applyMistake } from './mistakes/apply.ts';
import { ConnectFailure, type PracticeLab } from './lab.ts';
import { readLine, writeLine, type LabStatus, type Opening, type Question, type Reply } from './protocol.ts';

/** Speaks the lab's protocol over streams that somebody accepts, and opens TCP ports on 127.0.0.1 when asked. */
export class LabServer {
  readonly #lab: PracticeLab;
  readonly #down: () => void;
  readonly #failures: string[] = [];
  readonly #listeners = new Map<string, { readonly server: Server; readonly port: number }>();
  readonly #open = new Set<Duplex>();
  #idleMs: number | null = null;
  #idle: NodeJS.Timeout | null = null;

  /** `down` is called when a client asked for the lab's end. */
  constructor(lab: PracticeLab, down: () => void) {
    this.#lab = lab;
    this.#down = down;
    lab.onFailure((problem) => {
      this.#failures.push(problem instanceof Error ? (problem.stack ?? problem.message) : String(problem));
      if (this.#failures.length > 20) this.#failures.shift();
    });
  }

  /** From now on, asks for the lab's end when nothing has been connected for so long, in milliseconds of real time. */
  endWhenIdle(idleMs: number): void {
    this.#idleMs = idleMs;
    this.#rest();
  }

  /** Serves one accepted stream until it ends. */
  async serve(stream: Duplex): Promise<void> {
    this.#use(stream);
    stream.on('error', () => stream.destroy());
    const line = await readLine(stream).catch(() => null);
    if (line === null) {
      stream.destroy();
      return;
    }
    let opening: Opening;
    try {
      opening = JSON.parse(line) as Opening;
    } catch {
      writeLine(stream, { ok: false, code: 'EPROTO', sentence: 'The first line is no JSON.' });
      stream.end();
      return;
    }
    if (opening.open === 'control') await this.#converse(stream);
    else await this.#connect(stream, opening);
  }

  status(): LabStatus {
    const { startedFrom, ...options } = this.#lab.about;
    return {
      name: options.name,
      pid: process.pid,
      options,
      now: new Date(this.#lab.now()).toISOString(),
      startedFrom,
      hosts: this.#lab.status(),
      hostKeys: this.#lab.fingerprints(),
      ports: Object.fromEntries([...this.#listeners].map(([host, { port }]) => [host, port])),
      failures: [...this.#failures],
      idleEndMs: this.#idleMs,
    };
  }

  /** Ports on 127.0.0.1, one for each machine that there is now; those that are open stay. */
  async listen(): Promise<Readonly<Record<string, number>>> {
    for (const { name } of this.#lab.status()) {
      if (this.#listeners.has(name)) continue;
      const server = createServer((socket) => void this.#relay(socket, name));
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(0, '127.0.0.1', resolve);
      });
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('A listening port without a number');
      this.#listeners.set(name, { server, port: address.port });
    }
    return this.status().ports;
  }

  async dispose(): Promise<void> {
    this.#idleMs = null;
    if (this.#idle !== null) clearTimeout(this.#idle);
    for (const stream of this.#open) stream.destroy();
    await Promise.all([...this.#listeners.values()].map(({ server }) => new Promise((resolve) => server.close(resolve))));
    this.#listeners.clear();
  }

  /** A stream that is open is somebody who uses the lab: a question, a session of a run, a person's ssh. */
  #use(stream: Duplex): void {
    this.#open.add(stream);
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#idle = null;
    stream.on('close', () => {
      this.#open.delete(stream);
      this.#rest();
    });
  }

  #rest(): void {
    if (this.#idleMs === null || this.#open.size > 0) return;
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      this.#lab.committed().then(this.#down, (problem: unknown) => {
        this.#lab.fail(problem);
      });
    }, this.#idleMs);
  }

  async #relay(socket: Socket, host: string): Promise<void> {
    this.#use(socket);
    socket.on('error', () => socket.destroy());
    socket.setNoDelay(true);
    try {
      join(socket, await this.#lab.connect(host));
    } catch {
      socket.destroy();
    }
  }

  async #connect(stream: Duplex, opening: Extract<Opening, { open: 'connect' }>): Promise<void> {
    let target: Duplex;
    try {
      target = await this.#lab.connect(opening.host, {
        ...(opening.port === undefined ? {} : { port: opening.port }),
        ...(opening.via === undefined ? {} : { via: opening.via }),
      });
    } catch (problem) {
      if (!(problem instanceof ConnectFailure)) throw problem;
      writeLine(stream, { ok: false, code: problem.code, sentence: problem.message });
      stream.end();
      return;
    }
    writeLine(stream, { ok: true });
    join(stream, target);
  }

  async #converse(stream: Duplex): Promise<void> {
    writeLine(stream, { ok: true });
    for (let line = await readLine(stream).catch(() => null); line !== null; line = await readLine(stream).catch(() => null)) {
      let reply: Reply;
      try {
        reply = { ok: true, value: await this.#answer(JSON.parse(line) as Question) };
      } catch (problem) {
        reply = { ok: false, sentence: problem instanceof Error ? problem.message : String(problem) };
      }
      if (stream.destroyed) return;
      writeLine(stream, reply);
    }
    stream.end();
  }

  async #answer(question: Question): Promise<unknown> {
    switch (question.ask) {
      case 'status':
        return this.status();
      case 'inventory':
        return this.#lab.inventory();
      case 'rack':
        return this.#lab.rack();
      case 'hand':
        return this.#lab.hand(question.verb, question.what);
      case 'power':
        this.#lab.power(question.host, question.verb);
        await this.#lab.committed();
        return null;
      case 'console':
        return this.#lab.console(question.host);
      case 'menu':
        return this.#lab.menu(question.host);
      case 'boot':
        if (!this.#lab.boot(question.host, question.entry))
          throw new Error(`The boot menu of ${question.host} has no such entry.`);
        await this.#lab.committed();
        return null;
      case 'mistake': {
        const made = await applyMistake(this.#lab, question.name);
        await this.#lab.committed();
        return made;
      }
      case 'key':
        this.#lab.addKey(question.line);
        return null;
      case 'listen':
        return this.listen();
      case 'settled':
        await this.#lab.settled();
        return null;
      case 'reset':
        await this.#lab.reset();
        return null;
      case 'down':
        await this.#lab.committed();
        setImmediate(this.#down);
        return null;
      default:
        return assertNever(question);
    }
  }
}

/** Bytes both ways until either end is gone. */
function join(left: Duplex, right: Duplex): void {
  left.pipe(right);
  right.pipe(left);
  for (const [one, other] of [[left, right], [right, left]] as const) {
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
  } // prettier-ignore
}
