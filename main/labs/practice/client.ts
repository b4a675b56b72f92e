import type { Duplex } from 'node:stream';
import type { LabRack } from '../../../core/contract/labs.ts';
import type { Inventory } from '../../../core/hosts/inventory.ts';
import type { Result } from '../../../core/result.ts';
import type { Hands } from '../hands.ts';
import {
  readLine,
  writeLine,
  type Answers,
  type LabStatus,
  type Opening,
  type OpeningAnswer,
  type Question,
  type Reply,
} from './protocol.ts';
import type { Mistake } from './mistakes/mistake.ts';
import type { LabRegistration } from './runtime-folder.ts';

/** A connection to a host of a lab that did not come about; `code` as Node's sockets have it. */
export class LabConnectFailure extends Error {
  readonly code: string;

  constructor(code: string, sentence: string) {
    super(sentence);
    this.name = 'LabConnectFailure';
    this.code = code;
  }
}

/** A practice lab that runs as a process of its own. Each question is a connection of its own; nothing is held open. */
export class PracticeLabClient {
  readonly registration: LabRegistration;
  readonly #dial: () => Promise<Duplex>;

  /** `dial` makes a connection to the lab's process: over its socket, or over a message port. */
  constructor(registration: LabRegistration, dial: () => Promise<Duplex>) {
    this.registration = registration;
    this.#dial = dial;
  }

  /**
   * A stream to a host's SSH server. `via`: as seen from another host. Rejects with LabConnectFailure (ECONNREFUSED, ETIMEDOUT, ENOTFOUND).
   * `signal` gives up waiting.
   */
  async connectHost(
    host: string,
    options: { readonly port?: number; readonly via?: string; readonly signal?: AbortSignal } = {},
  ): Promise<Duplex> {
    const { signal, ...where } = options;
    return this.#open({ open: 'connect', host, ...where }, signal);
  }

  status(): Promise<LabStatus> {
    return this.#ask({ ask: 'status' });
  }

  inventory(): Promise<Inventory> {
    return this.#ask({ ask: 'inventory' });
  }

  /** Cables, controllers and machines, as a person before the rack sees them. */
  rack(): Promise<LabRack> {
    return this.#ask({ ask: 'rack' });
  }

  /** What the serial console of a host showed last. */
  console(host: string): Promise<readonly string[]> {
    return this.#ask({ ask: 'console', host });
  }

  /** Titles of the boot menu's entries, as the host's boot loader would show them now. */
  menu(host: string): Promise<readonly string[]> {
    return this.#ask({ ask: 'menu', host });
  }

  /** Starts the host from an entry of its menu, by its index; null: from the default. */
  boot(host: string, entry: number | null): Promise<null> {
    return this.#ask({ ask: 'boot', host, entry });
  }

  /** Makes a mistake of the catalogue, by its name. */
  mistake(name: string): Promise<Result<Mistake>> {
    return this.#ask({ ask: 'mistake', name });
  }

  power(host: string, verb: 'on' | 'off' | 'reset'): Promise<null> {
    return this.#ask({ ask: 'power', host, verb });
  }

  addKey(line: string): Promise<null> {
    return this.#ask({ ask: 'key', line });
  }

  /** Ports on 127.0.0.1 by host, for ordinary SSH clients. */
  listen(): Promise<Readonly<Record<string, number>>> {
    return this.#ask({ ask: 'listen' });
  }

  /** Resolves when every machine that has power is up or dead; sooner when the signal is set. */
  async settled(signal?: AbortSignal): Promise<void> {
    try {
      await this.#ask({ ask: 'settled' }, signal);
    } catch (thrown) {
      if (signal?.aborted !== true) throw thrown;
    }
  }

  reset(): Promise<null> {
    return this.#ask({ ask: 'reset' });
  }

  hands(): Hands {
    const hand = (verb: 'pull' | 'plug' | 'fail' | 'recover') => (what: string) => this.#ask({ ask: 'hand', verb, what });
    return { pull: hand('pull'), plug: hand('plug'), fail: hand('fail'), recover: hand('recover') };
  }

  /** Ends the lab's process; what it was stays on disk. Resolves when it is gone. */
  async stop(): Promise<void> {
    await this.#ask({ ask: 'down' });
    while (isAlive(this.registration.pid)) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  /** `signal` gives up waiting for the answer. */
  async #ask<Q extends Question>(question: Q, signal?: AbortSignal): Promise<Answers[Q['ask']]> {
    const stream = await this.#open({ open: 'control' }, signal);
    const give = (): void => void stream.destroy();
    if (signal?.aborted === true) give();
    signal?.addEventListener('abort', give, { once: true });
    try {
      writeLine(stream, question);
      const line = await readLine(stream);
      if (line === null) throw new Error(`The lab ${this.registration.name} ended while it was asked for ${question.ask}.`);
      const reply = JSON.parse(line) as Reply;
      if (!reply.ok) throw new Error(reply.sentence);
      return reply.value as Answers[Q['ask']];
    } finally {
      signal?.removeEventListener('abort', give);
      stream.destroy();
    }
  }

  async #open(opening: Opening, signal?: AbortSignal): Promise<Duplex> {
    const stream = await this.#dial();
    const give = (): void => {
      stream.destroy(new LabConnectFailure('ABORT_ERR', 'The connection was given up.'));
    };
    if (signal?.aborted === true) give();
    signal?.addEventListener('abort', give, { once: true });
    try {
      writeLine(stream, opening);
      const line = await readLine(stream);
      if (line === null) throw new LabConnectFailure('ECONNRESET', `The lab ${this.registration.name} closed the connection.`);
      const answer = JSON.parse(line) as OpeningAnswer;
      if (answer.ok) return stream;
      throw new LabConnectFailure(answer.code, answer.sentence);
    } catch (problem) {
      stream.destroy();
      throw problem;
    } finally {
      signal?.removeEventListener('abort', give);
    }
  }
}

/** Whether a process runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
