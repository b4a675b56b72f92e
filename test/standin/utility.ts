import { fork, type ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ForkOptions, MessagePortMain, UtilityProcess } from 'electron';
import { strict } from './provide.ts';
import { HandedPorts, StandInPort, type OverPipe } from './ports.ts';

const BOOTSTRAP = fileURLToPath(new URL('./utility-child.js', import.meta.url));

/** A utility process: a child of Node's own, whose pipe carries messages and the ports that were handed over. */
class StandInUtility extends EventEmitter implements Pick<UtilityProcess, 'kill' | 'pid' | 'postMessage' | 'stderr' | 'stdout'> {
  readonly #child: ChildProcess;
  readonly #ports: HandedPorts;

  constructor(modulePath: string, words: readonly string[], options: ForkOptions) {
    super();
    const stdio = options.stdio ?? 'inherit';
    const [, out = 'inherit', err = 'inherit'] = (typeof stdio === 'string' ? [stdio, stdio, stdio] : stdio) as (
      'pipe' | 'ignore' | 'inherit'
    )[];
    this.#child = fork(BOOTSTRAP, [modulePath, ...words], {
      execPath: process.execPath,
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', out, err, 'ipc'],
      ...(options.env === undefined ? {} : { env: options.env as NodeJS.ProcessEnv }),
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    });
    this.#ports = new HandedPorts((message) => this.#send(message));
    this.#child.on('message', (message: OverPipe) => {
      if (message.kind === 'message') this.emit('message', message.data);
      else this.#ports.hear(message, true);
    });
    this.#child.once('spawn', () => this.emit('spawn'));
    this.#child.once('exit', (code) => {
      this.#ports.closeAll();
      this.emit('exit', code ?? 1);
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get stdout(): NodeJS.ReadableStream | null {
    return this.#child.stdout;
  }

  get stderr(): NodeJS.ReadableStream | null {
    return this.#child.stderr;
  }

  postMessage(data: unknown, transfer: MessagePortMain[] = []): void {
    const ports = transfer.map((port) => {
      if (!(port instanceof StandInPort)) throw new Error('A port of another make was handed over.');
      return this.#ports.handOver(port);
    });
    this.#send({ kind: 'message', data, ports });
  }

  kill(): boolean {
    return this.#child.kill();
  }

  #send(message: OverPipe): void {
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }
}

/** `utilityProcess.fork`. */
export function forkUtility(modulePath: string, words: string[] = [], options: ForkOptions = {}): UtilityProcess {
  return strict<object>('utilityProcess', new StandInUtility(modulePath, words, options)) as UtilityProcess;
}
