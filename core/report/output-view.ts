import { inertBytes } from '../evidence/inert.ts';
import type { OutputReference } from '../run/events.ts';
import type { OutputView } from './output-schema.ts';

/** Reads stored bytes by their hash; null when there are none. */
export type ReadArtefact = (hash: string) => Promise<Uint8Array | null>;

/** A byte range: `end` is exclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Bytes shown of the beginning and the end of what is too long, and around a mark that would not be seen. */
const WHOLE = 12_288;
/** What is shorter is shown as a whole even where it was shown before. */
const SHORT = 600;
const BEGINNING = 6_144;
const ENDING = 2_048;
const AROUND = 160;
/** Longest mark, and most windows around marks. */
const LONGEST_MARK = 2_048;
const MOST_WINDOWS = 8;

/**
 * Output as the report shows it. Marks are byte ranges of facts. `brief`: the same output stands nearby as a whole, so that here only
 * the lines with marks are shown.
 */
export async function viewOutput(
  reference: OutputReference,
  read: ReadArtefact,
  marks: readonly ByteRange[] = [],
  brief = false,
): Promise<OutputView> {
  const bytes = reference.bytes === 0 ? new Uint8Array() : await read(reference.hash);
  const base = { hash: reference.hash, bytes: reference.bytes, cut: reference.cut, redacted: reference.redacted ?? 0 };
  if (bytes === null) return { ...base, found: false, pieces: [] };
  return { ...base, found: true, pieces: pieces(bytes, merged(marks, bytes.length), brief && bytes.length > SHORT) };
}

function pieces(bytes: Uint8Array, marks: readonly ByteRange[], brief: boolean): OutputView['pieces'] {
  const windows = brief ? markedLines(bytes, marks) : shownWindows(bytes.length, marks);
  const list: OutputView['pieces'] = [];
  let position = 0;
  const skip = (to: number): void => {
    if (to > position) list.push({ skipped: to - position, start: position });
    position = Math.max(position, to);
  };
  const show = (end: number, marked: boolean): void => {
    if (end <= position) return;
    list.push({ text: visible(bytes.subarray(position, end)), start: position, marked });
    position = end;
  };
  for (const window of windows) {
    skip(window.start);
    for (const mark of marks) {
      if (mark.end <= position || mark.start >= window.end) continue;
      show(Math.min(mark.start, window.end), false);
      show(Math.min(mark.end, window.end), true);
    }
    show(window.end, false);
  }
  skip(bytes.length);
  return list;
}

/** Whole lines in which marks stand, as far as they are not too long. */
function markedLines(bytes: Uint8Array, marks: readonly ByteRange[]): readonly ByteRange[] {
  const lines = marks.map(({ start, end }) => {
    const from = bytes.lastIndexOf(0x0a, start - 1) + 1;
    const to = bytes.indexOf(0x0a, Math.max(end - 1, start));
    return { start: Math.max(from, start - AROUND), end: Math.min(to === -1 ? bytes.length : to + 1, end + AROUND) };
  });
  return shortened(merged(lines, bytes.length));
}

function shortened(windows: readonly ByteRange[]): readonly ByteRange[] {
  return windows.slice(0, MOST_WINDOWS).map(({ start, end }) => ({ start, end: Math.min(end, start + LONGEST_MARK) }));
}

/** Stretches that are shown: all of it, or beginning, end and what is marked. */
function shownWindows(length: number, marks: readonly ByteRange[]): readonly ByteRange[] {
  if (length <= WHOLE) return [{ start: 0, end: length }];
  const around = marks
    .filter(({ start, end }) => end > BEGINNING && start < length - ENDING)
    .slice(0, MOST_WINDOWS)
    .map(({ start, end }) => ({ start: start - AROUND, end: Math.min(end, start + LONGEST_MARK) + AROUND }));
  return merged([{ start: 0, end: BEGINNING }, ...around, { start: length - ENDING, end: length }], length);
}

function merged(ranges: readonly ByteRange[], length: number): ByteRange[] {
  const sorted = ranges
    .map(({ start, end }) => ({ start: Math.max(0, start), end: Math.min(length, end) }))
    .filter(({ start, end }) => end > start)
    .sort((a, b) => a.start - b.start);
  const list: { start: number; end: number }[] = [];
  for (const range of sorted) {
    const last = list.at(-1);
    if (last !== undefined && range.start <= last.end) last.end = Math.max(last.end, range.end);
    else list.push(range);
  }
  return list;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Bytes as text that does nothing. Most output is plain ASCII, which needs no look at each character. */
function visible(bytes: Uint8Array): string {
  const plain = bytes.every((byte) => (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x09);
  return plain ? decoder.decode(bytes) : inertBytes(bytes, { lines: true, limit: bytes.length });
}
