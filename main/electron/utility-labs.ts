import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { MessageChannelMain, utilityProcess, type UtilityProcess } from 'electron';
import { failure, success, type Result } from '../../core/result.ts';
import { LabConnectFailure, PracticeLabClient } from '../labs/practice/client.ts';
import { prepareStart, type LabProcesses, type StartOptions } from '../labs/practice/lab-processes.ts';
import { PortStream } from '../labs/practice/port-stream.ts';
import type { LabRegistration } from '../labs/practice/runtime-folder.ts';
import type { FromLab, ToLab } from './lab-messages.ts';

const LAB_ENTRY = fileURLToPath(new URL('./lab-entry.js', import.meta.url));

/** How long a lab has to write down what it was before the application ends without it. Milliseconds. */
const LAST_WORDS_MS = 5000;

interface OwnLab {
  readonly child: UtilityProcess;
  registration: LabRegistration;
  /** Its process is no more: whoever still has the client of it is told so, since nothing answers there. */
  gone: boolean;
}

/**
 * Labs as utility processes of the desktop application, spoken to over message channels. They outlive a run, and end with the application: the next one
 * brings them back from their journal as after a power cut. Labs that other processes of the user run (`others`) are found too.
 */
export class UtilityLabs implements LabProcesses {
  readonly stay = false;
  readonly #own = new Map<string, OwnLab>();
  readonly #others: LabProcesses;

  constructor(others: LabProcesses) {
    this.#others = others;
  }

  readonly registrations = async (): Promise<readonly LabRegistration[]> => [
    ...[...this.#own.values()].map(({ registration }) => registration),
    ...(await this.#others.registrations()),
  ];

  readonly find = async (name: string): Promise<PracticeLabClient | undefined> => {
    const own = this.#own.get(name);
    return own === undefined ? this.#others.find(name) : clientOf(own);
  };

  readonly start = async (start: StartOptions): Promise<Result<PracticeLabClient>> => {
    const prepared = await prepareStart(start, this.find);
    if (!prepared.ok) return prepared;
    const { name } = start.options;
    const log = join(prepared.value.folder, 'log');
    const child = utilityProcess.fork(LAB_ENTRY, [], {
      serviceName: `Practice lab ${name}`,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr?.pipe(createWriteStream(log, { flags: 'a', mode: 0o600 }));
    const begun = await new Promise<FromLab>((resolve) => {
      child.on('message', (message: FromLab) => {
        const own = this.#own.get(name);
        if (own?.child === child && message.say === 'ready') own.registration = message.registration;
        else if (message.say === 'ready') this.#own.set(name, { child, registration: message.registration, gone: false });
        resolve(message);
      });
      child.once('exit', (code) => {
        const own = this.#own.get(name);
        if (own?.child === child) {
          own.gone = true;
          this.#own.delete(name);
        }
        resolve({ say: 'failed', sentence: `It ended with status ${code} before it was ready.` });
      });
      say(child, { say: 'start', given: prepared.value });
    });
    const own = this.#own.get(name);
    if (begun.say === 'ready' && own !== undefined) return success(clientOf(own));
    const sentence = begun.say === 'failed' ? begun.sentence : 'It is gone again.';
    return failure('lab-start', `The lab ${name} did not start: ${sentence}`, `Its log is ${log}.`);
  };

  /** Takes all of them down, in order where they answer in time. */
  async dispose(): Promise<void> {
    await Promise.all(
      [...this.#own.values()].map(async (own) => {
        const gone = new Promise<void>((resolve) => own.child.once('exit', () => resolve()));
        const hurry = setTimeout(() => own.child.kill(), LAST_WORDS_MS);
        void clientOf(own)
          .stop()
          .catch(() => own.child.kill());
        await gone;
        clearTimeout(hurry);
      }),
    );
  }
}

function clientOf(own: OwnLab): PracticeLabClient {
  return new PracticeLabClient(own.registration, async () => connect(own));
}

function connect({ child, gone, registration: { name } }: OwnLab): Duplex {
  if (gone) throw new LabConnectFailure('ECONNREFUSED', `The lab ${name} has ended.`);
  const { port1, port2 } = new MessageChannelMain();
  child.postMessage({ say: 'connect' } satisfies ToLab, [port2]);
  const stream = new PortStream(port1);
  // Whoever waits for an answer is told by the stream's end.
  stream.on('error', () => stream.destroy());
  return stream;
}

function say(child: UtilityProcess, message: ToLab): void {
  child.postMessage(message);
}
