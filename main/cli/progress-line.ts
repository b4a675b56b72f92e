import type { WriteStream } from 'node:tty';

const CLEAR = '\u001b[2K\r';

/** A line at the end of a terminal that the next one replaces; nothing where there is no terminal. */
export interface ProgressLine {
  /** Empty: takes the last one away. Nothing is written while the line is held. */
  readonly show: (line: string) => void;
  readonly clear: () => void;
  /** Keeps the line away while somebody types there, until what it returns is called. */
  readonly hold: () => () => void;
}

export function createProgressLine(
  stream: Pick<WriteStream, 'isTTY' | 'columns'> & { write(text: string): unknown },
): ProgressLine {
  let shown = false;
  let held = 0;
  const clear = (): void => {
    if (shown) stream.write(CLEAR);
    shown = false;
  };
  return {
    clear,
    show: (line) => {
      if (!stream.isTTY || held > 0) return;
      clear();
      if (line === '') return;
      const { columns } = stream;
      stream.write(line.slice(0, (columns > 0 ? columns : 100) - 1));
      shown = true;
    },
    hold: () => {
      clear();
      held += 1;
      return () => (held -= 1);
    },
  };
}
