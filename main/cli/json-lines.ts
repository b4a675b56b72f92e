import { OutputClosed, type Terminal } from './terminal.ts';

/** Lines of JSON on standard output, in order. When they cannot be written any more, that is told once, and nothing more is written. */
export interface JsonLines {
  readonly print: (line: string) => void;
  /** Resolves when all of it was handed over. False: not all of it was. */
  readonly handedOver: () => Promise<boolean>;
}

/** `lost`: called when nobody reads them any more, or the disk that they go to is full. */
export function jsonLines(terminal: Terminal, lost: () => void): JsonLines {
  let whole = true;
  let written: Promise<void> = Promise.resolve();
  const write = async (line: string): Promise<void> => {
    if (!whole) return;
    try {
      await terminal.print(`${line}\n`);
    } catch (error) {
      whole = false;
      if (!(error instanceof OutputClosed) && error instanceof Error)
        terminal.say(`Standard output cannot be written any more: ${error.message}`);
      lost();
    }
  };
  return {
    print: (line) => {
      written = written.then(() => write(line));
    },
    handedOver: async () => {
      await written;
      return whole;
    },
  };
}
