const lengthBase = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];
const lengthExtra = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const distanceBase = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289,
  16385, 24577,
];
const distanceExtra = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
const codeOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

interface Codes {
  readonly counts: readonly number[];
  readonly symbols: readonly number[];
}

/** Undoes deflate (RFC 1951) from a position of a byte string; null when the data is damaged or cut off. */
export function inflate(bytes: string, start: number): string | null {
  let position = start;
  let held = 0;
  let holding = 0;
  const out: number[] = [];

  function bits(count: number): number {
    while (holding < count) {
      if (position >= bytes.length) throw new RangeError('cut off');
      held |= bytes.charCodeAt(position) << holding;
      position += 1;
      holding += 8;
    }
    const value = held & ((1 << count) - 1);
    held >>>= count;
    holding -= count;
    return value;
  }

  function symbol(codes: Codes): number {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let length = 1; length <= 15; length += 1) {
      code |= bits(1);
      const count = codes.counts[length] ?? 0;
      if (code - count < first) return codes.symbols[index + (code - first)] ?? 0;
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    throw new RangeError('bad code');
  }

  function stored(): void {
    held = 0;
    holding = 0;
    const length = bytes.charCodeAt(position) + 256 * bytes.charCodeAt(position + 1);
    position += 4;
    if (Number.isNaN(length) || position + length > bytes.length) throw new RangeError('cut off');
    for (let index = 0; index < length; index += 1) out.push(bytes.charCodeAt(position + index));
    position += length;
  }

  function coded(lengths: Codes, distances: Codes): void {
    for (;;) {
      const value = symbol(lengths);
      if (value === 256) return;
      if (value < 256) {
        out.push(value);
        continue;
      }
      const length = (lengthBase[value - 257] ?? 0) + bits(lengthExtra[value - 257] ?? 0);
      const slot = symbol(distances);
      const distance = (distanceBase[slot] ?? 0) + bits(distanceExtra[slot] ?? 0);
      if (distance > out.length) throw new RangeError('too far back');
      for (let index = 0; index < length; index += 1) out.push(out[out.length - distance] ?? 0);
    }
  }

  function dynamic(): void {
    const literals = bits(5) + 257;
    const distances = bits(5) + 1;
    const count = bits(4) + 4;
    const lengths = new Array<number>(19).fill(0);
    for (let index = 0; index < count; index += 1) lengths[codeOrder[index] ?? 0] = bits(3);
    const codes = canonical(lengths);
    const all: number[] = [];
    while (all.length < literals + distances) {
      const value = symbol(codes);
      if (value < 16) all.push(value);
      else {
        const repeated = value === 16 ? (all.at(-1) ?? 0) : 0;
        const times = value === 16 ? 3 + bits(2) : value === 17 ? 3 + bits(3) : 11 + bits(7);
        for (let index = 0; index < times; index += 1) all.push(repeated);
      }
    }
    coded(canonical(all.slice(0, literals)), canonical(all.slice(literals, literals + distances)));
  }

  try {
    for (let last = false; !last;) {
      last = bits(1) === 1;
      const kind = bits(2);
      if (kind === 0) stored();
      else if (kind === 1) coded(fixedLengths, fixedDistances);
      else if (kind === 2) dynamic();
      else return null;
    }
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
  let text = '';
  for (let from = 0; from < out.length; from += 8192) text += String.fromCharCode(...out.slice(from, from + 8192));
  return text;
}

function canonical(lengths: readonly number[]): Codes {
  const counts = new Array<number>(16).fill(0);
  for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1;
  counts[0] = 0;
  const offsets = new Array<number>(16).fill(0);
  for (let length = 1; length < 15; length += 1) offsets[length + 1] = (offsets[length] ?? 0) + (counts[length] ?? 0);
  const symbols: number[] = [];
  lengths.forEach((length, value) => {
    if (length === 0) return;
    const at = offsets[length] ?? 0;
    symbols[at] = value;
    offsets[length] = at + 1;
  });
  return { counts, symbols };
}

const fixedLengths = canonical(
  Array.from({ length: 288 }, (_unused, value) => (value < 144 ? 8 : value < 256 ? 9 : value < 280 ? 7 : 8)),
);
const fixedDistances = canonical(Array.from({ length: 30 }, () => 5));
