import { askLine } from './ask-line.ts';
import { createProgressLine } from './progress-line.ts';

/** What the command line writes to: data on standard output, everything for a person on standard error. */
export interface Terminal {
  readonly interactive: boolean;
  readonly colour: boolean;
  readonly columns: number;
  /** Writes data and resolves when the system has taken it: what was printed was handed over. Throws {@link OutputClosed} when nobody reads it any more. */
  readonly print: (text: string) => Promise<void>;
  /** The same for bytes, as they are. */
  readonly printBytes: (bytes: Uint8Array) => Promise<void>;
  readonly say: (line: string) => void;
  /** A line that the next one replaces, on a terminal; nothing elsewhere. Empty: takes the last one away. */
  readonly progress: (line: string) => void;
  /** Null where nobody can be asked, and at the end of input. Throws an `AbortError` at Ctrl-C and when the signal is aborted. */
  readonly ask: (question: string, signal?: AbortSignal) => Promise<string | null>;
  readonly askHidden: (question: string, signal?: AbortSignal) => Promise<string | null>;
}

/** Thrown where data is printed that nobody reads any more, as into `head` that has seen enough. */
export class OutputClosed extends Error {}

export interface TerminalOptions {
  readonly colour: boolean;
  /** Ctrl-C at a question. */
  readonly interrupt: () => void;
  /** Nobody reads standard output or standard error any more: called with the first write that tells. */
  readonly unread: () => void;
}

export function processTerminal(options: TerminalOptions): Terminal {
  const { stdin, stdout, stderr } = process;
  const colour = options.colour && stderr.isTTY && process.env['NO_COLOR'] === undefined && process.env['TERM'] !== 'dumb';
  const columns = stderr.columns;
  const line = createProgressLine(stderr);
  // A stream whose reader has gone tells so by an event of its own, which would end the process.
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (!isClosed(error)) throw error;
      options.unread();
    });
  }
  const write = (data: string | Uint8Array): Promise<void> =>
    new Promise((resolve, reject) => {
      stdout.write(data, (error) => {
        if (error) reject(isClosed(error) ? new OutputClosed() : error);
        else resolve();
      });
    });
  const ask = async (question: string, hidden: boolean, signal: AbortSignal | undefined): Promise<string | null> => {
    if (!stdin.isTTY) return null;
    const letGo = line.hold();
    try {
      return await askLine({ input: stdin, output: stderr, question, hidden, signal, interrupt: options.interrupt });
    } finally {
      letGo();
    }
  };
  return {
    interactive: stdin.isTTY && stderr.isTTY,
    colour,
    columns: columns > 0 ? columns : 100,
    print: write,
    printBytes: write,
    say: (text) => {
      line.clear();
      stderr.write(`${text}\n`);
    },
    progress: line.show,
    ask: (question, signal) => ask(question, false, signal),
    askHidden: (question, signal) => ask(question, true, signal),
  };
}

/** EIO: the terminal itself has gone. */
function isClosed(error: NodeJS.ErrnoException): boolean {
  return error.code === 'EPIPE' || error.code === 'EIO' || error.code === 'ERR_STREAM_DESTROYED';
}

export type Tone = 'good' | 'bad' | 'warn' | 'dim' | 'strong';
const CODES: Readonly<Record<Tone, string>> = { good: '32', bad: '31', warn: '33', dim: '2', strong: '1' };

/** Colour beside a word that says the same: never colour alone. */
export function toned(look: Pick<Terminal, 'colour'>, tone: Tone, text: string): string {
  return look.colour ? `\u001b[${CODES[tone]}m${text}\u001b[0m` : text;
}
