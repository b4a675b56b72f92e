import type { Automaton } from './automaton.ts';

/** Bytes in, bytes out, with every secret replaced that the automaton knows, across the borders of chunks. */
export interface RedactingStream {
  /** What is certain so far. The last bytes are held back while they may be the beginning of a secret. */
  readonly push: (chunk: Uint8Array) => Uint8Array;
  /** The rest. Nothing may be pushed after it. */
  readonly end: () => Uint8Array;
  /** Places replaced so far. */
  readonly count: () => number;
}

/** A stretch of the stream that one or several found patterns cover. */
interface Range {
  start: number;
  end: number;
  name: string;
  /** Length of the pattern that named it. */
  length: number;
  marker: boolean;
}

/** What stands in the place of a secret. */
export function secretMarker(name: string): string {
  return `[secret:${name}]`;
}

const encoder = new TextEncoder();
/** Longest marker: the bytes of a longer stretch cannot be a marker and need not be held. */
const LONGEST_MARKER = 80;

/**
 * Linear in the bytes; holds back no more than the longest pattern. Found patterns that overlap are replaced together, so that of two
 * secrets that share bytes nothing is left. `current` gives the automaton in force: a secret learnt while the stream runs is
 * looked for from then on, in what is held back too.
 */
export function createRedactingStream(current: () => Automaton): RedactingStream {
  let automaton = current();
  let node = 0;
  let held: Uint8Array = new Uint8Array(0);
  /** Position of `held[0]` in the stream. */
  let base = 0;
  let ranges: Range[] = [];
  let count = 0;
  let ended = false;

  function scan(bytes: Uint8Array, from: number, position: number): void {
    const { columns, width, next, longest, patterns } = automaton;
    for (let index = from; index < bytes.length; index++) {
      node = next[node * width + (columns[bytes[index] as number] as number)] as number;
      const found = longest[node] as number;
      if (found === -1) continue;
      const pattern = patterns[found];
      if (pattern === undefined) continue;
      const end = position + index - from + 1;
      const length = pattern.bytes.length;
      include({ start: end - length, end, name: pattern.name, length, marker: pattern.marker });
    }
  }

  function include(range: Range): void {
    let last = ranges.at(-1);
    while (last !== undefined && last.end > range.start) {
      ranges.pop();
      merge(range, last);
      last = ranges.at(-1);
    }
    ranges.push(range);
  }

  /** Everything before `limit` is decided; `limit` is never before what was given out. */
  function release(limit: number): Uint8Array {
    const parts: Uint8Array[] = [];
    let position = base;
    const open: Range[] = [];
    for (const range of ranges) {
      if (range.end > limit) {
        open.push(range);
        continue;
      }
      if (range.start > position) parts.push(held.subarray(position - base, range.start - base));
      if (range.marker) parts.push(held.subarray(range.start - base, range.end - base));
      else {
        parts.push(encoder.encode(secretMarker(range.name)));
        count += 1;
      }
      position = Math.max(position, range.end);
    }
    ranges = open;
    const first = open[0];
    const certain = Math.max(position, first === undefined ? limit : Math.min(limit, first.start));
    if (certain > position) parts.push(held.subarray(position - base, certain - base));
    // A long open stretch is a secret for certain: its bytes will never be given out, so they need not be kept.
    const kept = first !== undefined && first.start < limit && limit - first.start > LONGEST_MARKER ? limit : certain;
    held = held.slice(kept - base);
    base = kept;
    return join(parts);
  }

  return {
    push(chunk) {
      if (ended) throw new Error('A redacting stream was given bytes after its end.');
      const latest = current();
      if (latest !== automaton) {
        automaton = latest;
        node = 0;
        // What begins in the held bytes is found again; only a stretch that began before them has to be kept.
        ranges = ranges.filter((range) => range.start < base);
        scan(held, 0, base);
      }
      const border = held.length;
      held = border === 0 ? chunk.slice() : join([held, chunk]);
      scan(held, border, base + border);
      return release(base + held.length - (automaton.depth[node] as number));
    },
    end() {
      ended = true;
      return release(base + held.length);
    },
    count: () => count,
  };
}

/** Widens `range` by `other`, which overlaps it. A marker of ours stays one only if it covers all of both. */
function merge(range: Range, other: Range): void {
  const start = Math.min(range.start, other.start);
  const end = Math.max(range.end, other.end);
  const covering = [range, other].find((one) => one.marker && one.start === start && one.end === end);
  const secrets = [range, other].filter((one) => !one.marker).sort((a, b) => b.length - a.length);
  const named = covering ?? secrets[0] ?? range;
  range.marker = covering !== undefined;
  range.name = named.name;
  range.length = named.length;
  range.start = start;
  range.end = end;
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const only = parts[0];
  if (only !== undefined && parts.length === 1) return only;
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let position = 0;
  for (const part of parts) {
    whole.set(part, position);
    position += part.length;
  }
  return whole;
}
