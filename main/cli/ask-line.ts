import { closeSync, constants, openSync, readSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';

export interface LineQuestion {
  readonly input: ReadStream;
  readonly output: WriteStream;
  readonly question: string;
  /** What is typed is not shown. */
  readonly hidden: boolean;
  /** Ends the question from outside. */
  readonly signal: AbortSignal | undefined;
  /** Called at Ctrl-C, which the terminal gives to us as a key while it asks. */
  readonly interrupt: () => void;
}

/**
 * Asks for one line on a terminal. What was typed before the question was there is no answer to it, and is dropped. Null at the end of input (Ctrl-D). Throws
 * an `AbortError` at Ctrl-C and when the signal is aborted.
 */
export async function askLine({ input, output, question, hidden, signal, interrupt }: LineQuestion): Promise<string | null> {
  signal?.throwIfAborted();
  // Without this a line that is not ended yet would stay with the terminal and become the beginning of the answer.
  input.setRawMode(true);
  dropTypeAhead(input);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  if (hidden) output.write(question);
  const lines = createInterface({ input, output: hidden ? silent : output, terminal: true });
  const given = new AbortController();
  try {
    return await new Promise<string | null>((resolve, reject) => {
      const stopped = (): void => reject(new DOMException('The question was left.', 'AbortError'));
      lines.once('SIGINT', () => {
        stopped();
        interrupt();
      });
      lines.once('close', () => resolve(null));
      signal?.addEventListener('abort', stopped, { signal: given.signal });
      lines.question(hidden ? '' : question, resolve);
    });
  } finally {
    given.abort();
    lines.close();
    if (hidden) output.write('\n');
  }
}

/** Reads away what the terminal holds already. The process's own terminal only: elsewhere nothing is known to wait. */
function dropTypeAhead(input: ReadStream): void {
  while (input.read() !== null);
  let terminal: number | null = null;
  try {
    terminal = openSync('/dev/tty', constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    const scrap = Buffer.alloc(4096);
    while (readSync(terminal, scrap) > 0);
  } catch {
    // Nothing is left (EAGAIN), or there is no such terminal, as on Windows.
  } finally {
    if (terminal !== null) closeSync(terminal);
  }
}
