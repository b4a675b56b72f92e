import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Inventory } from '../../../core/hosts/inventory.ts';
import { failure, success, type Result } from '../../../core/result.ts';
import type { Hands } from '../hands.ts';
import { answers, dial } from './dial.ts';
import type { ProcessArguments } from './process.ts';
import type { LabOptions } from './lab-options.ts';
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
import { registrations, runtimeFolder, stateFolder, type Registration } from './runtime-folder.ts';

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
  readonly registration: Registration;

  constructor(registration: Registration) {
    this.registration = registration;
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

  /** Resolves when every machine that has power is up or dead. */
  settled(): Promise<null> {
    return this.#ask({ ask: 'settled' });
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

  async #ask<Q extends Question>(question: Q): Promise<Answers[Q['ask']]> {
    const stream = await this.#open({ open: 'control' });
    try {
      writeLine(stream, question);
      const line = await readLine(stream);
      if (line === null) throw new Error(`The lab ${this.registration.name} ended while it was asked for ${question.ask}.`);
      const reply = JSON.parse(line) as Reply;
      if (!reply.ok) throw new Error(reply.sentence);
      return reply.value as Answers[Q['ask']];
    } finally {
      stream.destroy();
    }
  }

  async #open(opening: Opening, signal?: AbortSignal): Promise<Duplex> {
    const stream = await dial(this.registration.socket);
    const give = (): void => {
      stream.destroy(new LabConnectFailure('ABORT_ERR', 'The connection was given up.'));
    };
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

export interface StartOptions {
  readonly options: LabOptions;
  /** Default: the user's state folder, by the lab's name. */
  readonly folder?: string;
  /** A new world even when the folder holds one. */
  readonly fresh?: boolean;
  readonly listen?: boolean;
  /** Goes down by itself after so long without anybody connected, in milliseconds of real time; left out: stays until it is taken down. */
  readonly idleEndMs?: number;
}

/** The running lab of this name, or undefined. */
export async function findLab(name: string): Promise<PracticeLabClient | undefined> {
  const registration = (await registrations(await runtimeFolder())).find((candidate) => candidate.name === name);
  if (registration === undefined || !isAlive(registration.pid)) return undefined;
  return (await answers(registration.socket)) ? new PracticeLabClient(registration) : undefined;
}

/** Starts a lab's process, which outlives this one. A lab that died is continued as after a power cut. */
export async function startLab(start: StartOptions): Promise<Result<PracticeLabClient>> {
  const { name } = start.options;
  if (!/^[a-z0-9][a-z0-9-]{0,30}$/u.test(name))
    return failure('lab-name', `${name} is no name for a lab.`, 'Use lower-case letters, digits and dashes.');
  if ((await findLab(name)) !== undefined)
    return failure('lab-runs', `The lab ${name} runs already.`, 'Use it, or take it down first.');
  const folder = start.folder ?? stateFolder(name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const given: ProcessArguments = {
    options: start.options,
    folder,
    fresh: start.fresh ?? false,
    listen: start.listen ?? false,
    idleEndMs: start.idleEndMs ?? null,
  };
  const log = await open(join(folder, 'log'), 'a', 0o600);
  const child = spawn(process.execPath, [entryFile(), JSON.stringify(given)], {
    detached: true,
    stdio: ['ignore', 'pipe', log.fd],
    windowsHide: true,
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  const line = await new Promise<string>((resolve) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
    });
    child.on('error', (problem) => {
      resolve(`failed ${problem.message}`);
    });
    child.on('exit', (code) => {
      resolve(`failed It ended with status ${String(code)} before it was ready.`);
    });
  });
  await log.close();
  child.removeAllListeners();
  child.stdout?.destroy();
  child.unref();
  if (line !== 'ready')
    return failure(
      'lab-start',
      `The lab ${name} did not start: ${line.replace(/^failed /u, '')}`,
      `Its log is ${join(folder, 'log')}.`,
    );
  const lab = await findLab(name);
  return lab === undefined
    ? failure('lab-start', `The lab ${name} started and is gone again.`, `Its log is ${join(folder, 'log')}.`)
    : success(lab);
}

/** The compiled entry: beside this file when this is compiled too, else where the compiler puts it. */
function entryFile(): string {
  const here = fileURLToPath(import.meta.url);
  if (here.endsWith('.js')) return join(dirname(here), 'process.js');
  let folder = dirname(here);
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return join(folder, 'dist', 'main', 'labs', 'practice', 'process.js');
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
