import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** What the command line writes to: data on standard output, everything for a person on standard error. */
export interface Terminal {
  readonly interactive: boolean;
  readonly colour: boolean;
  readonly columns: number;
  /** Writes data and resolves when the system has taken it: what was printed was handed over. */
  readonly print: (text: string) => Promise<void>;
  /** The same for bytes, as they are. */
  readonly printBytes: (bytes: Uint8Array) => Promise<void>;
  readonly say: (line: string) => void;
  /** A line that the next one replaces, on a terminal; nothing elsewhere. Empty: takes the last one away. */
  readonly progress: (line: string) => void;
  readonly ask: (question: string) => Promise<string | null>;
  readonly askHidden: (question: string) => Promise<string | null>;
}

const CLEAR = '\u001b[2K\r';

export function processTerminal(options: { readonly colour: boolean }): Terminal {
  const { stdin, stdout, stderr } = process;
  const colour = options.colour && stderr.isTTY && process.env['NO_COLOR'] === undefined && process.env['TERM'] !== 'dumb';
  const columns = stderr.columns;
  let shown = false;
  const clear = (): void => {
    if (shown) stderr.write(CLEAR);
    shown = false;
  };
  const write = (data: string | Uint8Array): Promise<void> =>
    new Promise((resolve, reject) => {
      stdout.write(data, (error) => (error ? reject(error) : resolve()));
    });
  const ask = async (question: string, hidden: boolean): Promise<string | null> => {
    if (!stdin.isTTY) return null;
    clear();
    const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
    if (hidden) stderr.write(question);
    const lines = createInterface({ input: stdin, output: hidden ? silent : stderr, terminal: true });
    try {
      return await lines.question(hidden ? '' : question);
    } finally {
      lines.close();
      if (hidden) stderr.write('\n');
    }
  };
  return {
    interactive: stdin.isTTY && stderr.isTTY,
    colour,
    columns: columns > 0 ? columns : 100,
    print: write,
    printBytes: write,
    say: (line) => {
      clear();
      stderr.write(`${line}\n`);
    },
    progress: (line) => {
      if (!stderr.isTTY) return;
      clear();
      if (line === '') return;
      stderr.write(line.slice(0, (columns > 0 ? columns : 100) - 1));
      shown = true;
    },
    ask: (question) => ask(question, false),
    askHidden: (question) => ask(question, true),
  };
}

export type Tone = 'good' | 'bad' | 'warn' | 'dim' | 'strong';
const CODES: Readonly<Record<Tone, string>> = { good: '32', bad: '31', warn: '33', dim: '2', strong: '1' };

/** Colour beside a word that says the same: never colour alone. */
export function toned(look: Pick<Terminal, 'colour'>, tone: Tone, text: string): string {
  return look.colour ? `\u001b[${CODES[tone]}m${text}\u001b[0m` : text;
}
