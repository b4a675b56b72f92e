import { bytesToText, splitLines, type Line } from './lines.ts';

const CONTEXT = 3;
/** Cells of the comparison's table; files whose changed middle is larger are shown as replaced as a whole there. */
const TABLE_LIMIT = 4_000_000;

interface Change {
  readonly kind: ' ' | '-' | '+';
  readonly line: Line;
}

/**
 * The difference of two texts as diff -u writes it (GNU diffutils' manual, "Detailed Unified"); empty when they are equal.
 * Bytes beyond ASCII are shown as they are in UTF-8 where that is what they are, else as `\xNN`.
 */
export function unifiedDiff(path: string, before: Uint8Array | null, after: Uint8Array): string {
  const changes = compare(splitLines(bytesToText(before ?? new Uint8Array())), splitLines(bytesToText(after)));
  const hunks = hunksOf(changes);
  if (hunks.length === 0) return '';
  return `--- ${before === null ? '/dev/null' : path}\n+++ ${path}\n${hunks.join('')}`;
}

function compare(before: readonly Line[], after: readonly Line[]): readonly Change[] {
  const same = (one: Line | undefined, other: Line | undefined): boolean =>
    one !== undefined && other !== undefined && one.text === other.text && one.end === other.end;
  let head = 0;
  while (head < before.length && same(before[head], after[head])) head += 1;
  let tail = 0;
  while (tail < Math.min(before.length, after.length) - head && same(before.at(-1 - tail), after.at(-1 - tail))) tail += 1;
  const kept = (lines: readonly Line[]): readonly Change[] => lines.map((line) => ({ kind: ' ', line }));
  return [
    ...kept(before.slice(0, head)),
    ...middle(before.slice(head, before.length - tail), after.slice(head, after.length - tail), same),
    ...kept(before.slice(before.length - tail)),
  ];
}

/** Longest common subsequence by the classic table. */
function middle(
  before: readonly Line[],
  after: readonly Line[],
  same: (one: Line | undefined, other: Line | undefined) => boolean,
): readonly Change[] {
  const removed = (lines: readonly Line[]): Change[] => lines.map((line) => ({ kind: '-', line }));
  const added = (lines: readonly Line[]): Change[] => lines.map((line) => ({ kind: '+', line }));
  if (before.length * after.length > TABLE_LIMIT) return [...removed(before), ...added(after)];
  const width = after.length + 1;
  const table = new Uint32Array((before.length + 1) * width);
  const cell = (row: number, column: number): number => table[row * width + column] ?? 0;
  for (let row = before.length - 1; row >= 0; row -= 1) {
    for (let column = after.length - 1; column >= 0; column -= 1) {
      table[row * width + column] = same(before[row], after[column])
        ? cell(row + 1, column + 1) + 1
        : Math.max(cell(row + 1, column), cell(row, column + 1));
    }
  }
  const changes: Change[] = [];
  let row = 0;
  let column = 0;
  while (row < before.length && column < after.length) {
    const [one, other] = [before[row], after[column]];
    if (one === undefined || other === undefined) break;
    if (same(one, other)) {
      changes.push({ kind: ' ', line: one });
      row += 1;
      column += 1;
    } else if (cell(row + 1, column) >= cell(row, column + 1)) {
      changes.push({ kind: '-', line: one });
      row += 1;
    } else {
      changes.push({ kind: '+', line: other });
      column += 1;
    }
  }
  return [...changes, ...removed(before.slice(row)), ...added(after.slice(column))];
}

function hunksOf(changes: readonly Change[]): readonly string[] {
  const touched = changes.flatMap(({ kind }, index) => (kind === ' ' ? [] : [index]));
  const ranges: { from: number; to: number }[] = [];
  for (const index of touched) {
    const last = ranges.at(-1);
    if (last !== undefined && index - CONTEXT <= last.to) last.to = Math.min(index + CONTEXT + 1, changes.length);
    else ranges.push({ from: Math.max(index - CONTEXT, 0), to: Math.min(index + CONTEXT + 1, changes.length) });
  }
  return ranges.map(({ from, to }) => {
    const part = changes.slice(from, to);
    const before = changes.slice(0, from).filter(({ kind }) => kind !== '+').length;
    const after = changes.slice(0, from).filter(({ kind }) => kind !== '-').length;
    const removed = part.filter(({ kind }) => kind !== '+').length;
    const added = part.filter(({ kind }) => kind !== '-').length;
    return `@@ -${range(before, removed)} +${range(after, added)} @@\n${part.map(written).join('')}`;
  });
}

function range(start: number, count: number): string {
  // Of an empty range the line before it is named.
  if (count === 0) return `${start},0`;
  return count === 1 ? String(start + 1) : `${start + 1},${count}`;
}

function written({ kind, line }: Change): string {
  const text = readable(line.end === '\r\n' ? `${line.text}\r` : line.text);
  return line.end === '' ? `${kind}${text}\n\\ No newline at end of file\n` : `${kind}${text}\n`;
}

function readable(text: string): string {
  if (/^[\t\x20-\x7e]*\r?$/u.test(text)) return text;
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes).replace(/[\0-\x08\x0b-\x1f\x7f]/gu, escaped);
  } catch {
    return text.replace(/[^\t\x20-\x7e]/gu, escaped);
  }
}

function escaped(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
