import { spawn } from 'node:child_process';
import { entry } from './command.ts';

export interface AtTerminalOptions {
  readonly data: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A command at a terminal of its own, with somebody who types: script(1) makes the terminal. */
export class AtTerminal {
  #seen = '';
  #waiting: (() => void)[] = [];
  #exit: number | null = null;
  readonly #child;
  /** Exit status, when it has ended. */
  readonly ended: Promise<number | null>;

  constructor(words: readonly string[], options: AtTerminalOptions) {
    const command = [process.execPath, entry, ...words].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
    const { XENPATH_OPERATOR: _operator, ...inherited } = process.env;
    this.#child = spawn('script', ['-qefc', command, '/dev/null'], {
      env: { ...inherited, TERM: 'dumb', XENPATH_DATA: options.data, ...options.environment },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#seen += text;
      this.#wake();
    });
    this.ended = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('close', (code) => {
        this.#exit = code ?? -1;
        this.#wake();
        resolve(code);
      });
    });
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** All that the terminal showed. */
  get seen(): string {
    return this.#seen;
  }

  type(keys: string): void {
    this.#child.stdin.write(keys);
  }

  /** Until the terminal shows a text, after what was waited for before. */
  async shows(text: string, from = 0): Promise<number> {
    for (;;) {
      const at = this.#seen.indexOf(text, from);
      if (at >= 0) return at + text.length;
      if (this.#exit !== null) throw new Error(`It ended with ${this.#exit} before it showed “${text}”:\n${this.#seen}`);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  dispose(): void {
    this.#child.stdin.destroy();
    this.#child.kill('SIGKILL');
  }
}
