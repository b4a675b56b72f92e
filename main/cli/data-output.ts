import { cutText } from './cut-text.ts';
import type { Terminal } from './terminal.ts';

/** Prints data: one JSON value with `--json`, else lines for a person. */
export async function printData(terminal: Terminal, json: boolean, data: unknown, lines: () => readonly string[]): Promise<void> {
  const text = json ? JSON.stringify(data, null, 2) : lines().join('\n');
  if (text !== '') await terminal.print(`${text}\n`);
}

/** How a table is fitted to a terminal. */
export interface TableFit {
  /** Columns of the terminal; `Infinity`: every cell stands whole, as into a pipe. */
  readonly width: number;
  /** Indices of what is never cut, as names that are typed again. */
  readonly whole?: readonly number[];
}

/** Columns wide enough for what is in them, two blanks between; the last one as long as it is. What is too wide for the terminal is cut, the widest first. */
export function table(rows: readonly (readonly string[])[], fit: TableFit = { width: Infinity }): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 0, cell.length)));
  const fitted = fittedWidths(widths, fit);
  return rows.map((row) =>
    row
      .map((cell, index) => {
        const shown = cutText(cell, fitted[index] ?? cell.length);
        return index === row.length - 1 ? shown : shown.padEnd(fitted[index] ?? 0);
      })
      .join('  ')
      .trimEnd(),
  );
}

/** No column is cut to less than this, though the lines be too long then. */
const LEAST = 4;

function fittedWidths(widths: readonly number[], { width, whole = [] }: TableFit): readonly number[] {
  const total = widths.reduce((sum, one) => sum + one, 0) + 2 * Math.max(0, widths.length - 1);
  let over = total - width;
  const fitted = [...widths];
  while (over > 0) {
    const widest = fitted.reduce((best, one, index) => (whole.includes(index) || one <= (fitted[best] ?? 0) ? best : index), -1);
    if (widest === -1 || (fitted[widest] ?? 0) <= LEAST) break;
    fitted[widest] = (fitted[widest] ?? 0) - 1;
    over -= 1;
  }
  return fitted;
}
