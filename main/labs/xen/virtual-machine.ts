import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { failure, success, type Result } from '../../../core/result.ts';
import { Qmp } from './qmp.ts';

/** A QEMU process. The kernel ends it when the process that started it ends, however that ended. */
export class VirtualMachine {
  readonly name: string;
  readonly pid: number;
  /** Resolves with why it ended, in a sentence. */
  readonly ended: Promise<string>;
  readonly #qmp: Qmp;
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;

  private constructor(name: string, child: ChildProcessByStdio<Writable, Readable, Readable>, qmp: Qmp, ended: Promise<string>) {
    this.name = name;
    this.pid = child.pid ?? 0;
    this.ended = ended;
    this.#child = child;
    this.#qmp = qmp;
  }

  /** Starts QEMU; the machine is put together and waits for `restore` or `go`. Problem: `machine-start` with what QEMU said. */
  static async start(name: string, words: readonly string[]): Promise<Result<VirtualMachine>> {
    const child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', 'qemu-system-x86_64', ...words], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (piece: string) => {
      said = `${said}${piece}`.slice(-4000);
    });
    const ended = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(`QEMU could not be started: ${error.message}`));
      child.once('close', (code, signal) => {
        const how = signal === null ? `status ${String(code)}` : signal;
        resolve(`${name} ended (${how})${said.trim() === '' ? '.' : `: ${said.trim()}`}`);
      });
    });
    const qmp = await Qmp.open(child.stdout, child.stdin);
    if (!qmp.ok) {
      child.kill('SIGKILL');
      return failure('machine-start', await ended);
    }
    return success(new VirtualMachine(name, child, qmp.value, ended));
  }

  /** Lets it run. */
  async go(): Promise<Result<unknown>> {
    return this.#qmp.execute('cont');
  }

  async pause(): Promise<Result<unknown>> {
    return this.#qmp.execute('stop');
  }

  /** Writes its memory and devices to a file; it has to be paused, and stays so. */
  save(file: string): Promise<Result<unknown>> {
    return this.#move('migrate', `exec:cat > ${quoted(file)}`, 'saved');
  }

  /** Gives a machine that was made to be restored what `save` wrote. */
  restore(file: string): Promise<Result<unknown>> {
    return this.#move('migrate-incoming', `exec:cat ${quoted(file)}`, 'restored');
  }

  /** Makes a link up or down: a cable that is plugged in or pulled. */
  setLink(link: string, up: boolean): Promise<Result<unknown>> {
    return this.#qmp.execute('set_link', { name: link, up });
  }

  /** The button that starts a machine anew. */
  reset(): Promise<Result<unknown>> {
    return this.#qmp.execute('system_reset');
  }

  /** Ends it as a power cut does; what its disks were told is on them. */
  async dispose(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null && !(await this.#qmp.execute('quit')).ok)
      this.#child.kill('SIGKILL');
    await this.ended;
  }

  async #move(command: 'migrate' | 'migrate-incoming', uri: string, done: string): Promise<Result<unknown>> {
    for (const [name, given] of [
      ['migrate-set-capabilities', { capabilities: [{ capability: 'events', state: true }] }],
      ['migrate-set-parameters', { 'max-bandwidth': 2 ** 40 }],
    ] as const) {
      const set = await this.#qmp.execute(name, given);
      if (!set.ok) return set;
    }
    const settled = new Promise<string>((resolve) => {
      const stop = this.#qmp.onEvent(({ event, data }) => {
        if (event !== 'MIGRATION') return;
        const { status } = data as { readonly status: string };
        if (status !== 'completed' && status !== 'failed') return;
        stop();
        resolve(status);
      });
      void this.ended.then(() => resolve('ended'));
    });
    const begun = await this.#qmp.execute(command, { uri });
    if (!begun.ok) return begun;
    const status = await settled;
    return status === 'completed'
      ? success(null)
      : failure('machine-memory', `The memory of ${this.name} could not be ${done}: ${status}.`);
  }
}

/** A word for sh. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
