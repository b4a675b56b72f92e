import type { EditedText } from './text.ts';

/** Draws the whole screen: the lines from `top`, `~` behind the last, the message below, and the cursor. Gives the new top. */
export function drawScreen(
  text: EditedText,
  size: { readonly columns: number; readonly rows: number },
  top: number,
  message: string,
  /** Column of the cursor on the last line while something is typed there. */
  prompt: number | null,
): { readonly top: number; readonly output: string } {
  const height = Math.max(1, size.rows - 1);
  const width = Math.max(1, size.columns);
  let first = Math.min(top, text.row);
  const rowsFrom = (from: number): number =>
    text.lines.slice(from, text.row + 1).reduce((sum, line) => sum + rowsOf(expanded(line), width).length, 0);
  while (rowsFrom(first) > height && first < text.row) first += 1;
  const shown: string[] = [];
  let cursor = { row: 0, column: 0 };
  let at = first;
  for (; at < text.lines.length; at += 1) {
    const rows = rowsOf(expanded(text.lines[at] ?? ''), width);
    if (at === text.row) {
      const before = expanded((text.lines[at] ?? '').slice(0, text.column)).length;
      cursor = { row: shown.length + Math.floor(before / width), column: before % width };
    }
    if (shown.length + rows.length > height) break;
    shown.push(...rows);
  }
  const mark = at < text.lines.length ? '@' : '~';
  while (shown.length < height) shown.push(mark);
  const place =
    prompt === null
      ? `\x1b[${String(Math.min(cursor.row, height - 1) + 1)};${String(cursor.column + 1)}H`
      : `\x1b[${String(size.rows)};${String(Math.min(width, prompt + 1))}H`;
  const lines = [...shown, message.slice(0, width - 1)].map((line, row) => `\x1b[${String(row + 1)};1H${line}\x1b[K`);
  return { top: first, output: lines.join('') + place };
}

function rowsOf(line: string, width: number): readonly string[] {
  const rows: string[] = [];
  for (let at = 0; at === 0 || at < line.length; at += width) rows.push(line.slice(at, at + width));
  return rows;
}

/** Tabs to the next multiple of eight, other control characters as `^X`. */
function expanded(line: string): string {
  let shown = '';
  for (const character of line) {
    if (character === '\t') shown += ' '.repeat(8 - (shown.length % 8));
    else shown += character < ' ' ? `^${String.fromCharCode(character.charCodeAt(0) + 64)}` : character;
  }
  return shown;
}
