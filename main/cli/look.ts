import type { Terminal } from './terminal.ts';

/** What lines are written for: whether with colour, and how many columns wide (`Infinity` where nothing is a terminal). */
export type Look = Pick<Terminal, 'colour' | 'columns'>;

/** Of standard output: data into a pipe or a file has no colour and no line that is broken, whatever standard error is. */
export function printedLook(terminal: Terminal): Look {
  const { isTTY, columns } = process.stdout;
  return { colour: terminal.colour && isTTY, columns: isTTY && columns > 0 ? columns : Infinity };
}

/** Of standard error. */
export function saidLook(terminal: Terminal): Look {
  return { colour: terminal.colour, columns: process.stderr.isTTY ? terminal.columns : Infinity };
}
