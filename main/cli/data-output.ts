import type { Terminal } from './terminal.ts';

/** Prints data: one JSON value with `--json`, else lines for a person. */
export async function printData(terminal: Terminal, json: boolean, data: unknown, lines: () => readonly string[]): Promise<void> {
  const text = json ? JSON.stringify(data, null, 2) : lines().join('\n');
  if (text !== '') await terminal.print(`${text}\n`);
}

/** Columns wide enough for what is in them, two blanks between; the last one as long as it is. */
export function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 0, cell.length)));
  return rows.map((row) =>
    row
      .map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(widths[index] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
