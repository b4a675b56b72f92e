import { inertBytes } from './inert.ts';

/** A piece of a text: as it stands there, or a place at which what was looked for stands. Made inert. */
export interface MarkedPiece {
  readonly text: string;
  readonly hit: boolean;
}

/** A part of a text with every place marked at which something stands. */
export interface MarkedText {
  readonly pieces: readonly MarkedPiece[];
  /** Places in the whole of it; at most {@link MOST_HITS} are counted. */
  readonly hits: number;
  /** First byte of this part, and the first after it; and the length of the whole. */
  readonly from: number;
  readonly to: number;
  readonly bytes: number;
}

/** Places that are counted in one text. */
export const MOST_HITS = 10_000;
/** Bytes shown before the place and after it. */
const BEFORE = 2048;
const AFTER = 6144;

/**
 * The part of a text around the `occurrence`-th place (from 0; a number past the end is the last) at which `wanted` stands, without regard to the case of ASCII letters. Where it
 * stands nowhere the part is the beginning, and `hits` is 0.
 */
export function markHits(bytes: Uint8Array, wanted: string, occurrence = 0): MarkedText {
  const needle = lowered(new TextEncoder().encode(wanted));
  const places = placesOf(lowered(bytes), needle);
  const chosen = places[Math.max(0, Math.min(occurrence, places.length - 1))] ?? 0;
  const from = atCharacter(bytes, Math.max(0, chosen - BEFORE));
  const to = atCharacter(bytes, Math.min(bytes.length, chosen + needle.length + AFTER));
  const pieces: MarkedPiece[] = [];
  const put = (start: number, end: number, hit: boolean): void => {
    if (end > start) pieces.push({ text: inertBytes(bytes.subarray(start, end), { limit: end - start, lines: true }), hit });
  };
  let at = from;
  for (const place of places) {
    if (place < at || place + needle.length > to) continue;
    put(at, place, false);
    put(place, place + needle.length, true);
    at = place + needle.length;
  }
  put(at, to, false);
  return { pieces, hits: places.length, from, to, bytes: bytes.length };
}

function lowered(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte));
}

/** Where one text stands in another, places that overlap left out. */
function placesOf(bytes: Uint8Array, needle: Uint8Array): readonly number[] {
  const [first] = needle;
  const places: number[] = [];
  if (first === undefined) return places;
  for (let at = bytes.indexOf(first); at !== -1 && places.length < MOST_HITS;) {
    const whole = needle.every((byte, index) => bytes[at + index] === byte);
    if (whole) places.push(at);
    at = bytes.indexOf(first, whole ? at + needle.length : at + 1);
  }
  return places;
}

/** The same position, or the one before at which a character of UTF-8 begins. */
function atCharacter(bytes: Uint8Array, position: number): number {
  let at = position;
  while (at > 0 && at < bytes.length && at > position - 4 && ((bytes[at] ?? 0) & 0xc0) === 0x80) at -= 1;
  return at;
}
