import { markPrefix, type Nonce } from './framing.ts';

/** What one stream holds of one part. */
export interface FramedSection {
  /** Exactly what the probe printed; when `closed` is false, the beginning of it. */
  readonly content: Uint8Array;
  /** The end mark was seen. */
  readonly closed: boolean;
  /** Exit status from the end mark; null when the host killed the probe, or no end mark came. */
  readonly exit: number | null;
  /** Seconds of the host's clock from mark to mark; null when one of them is missing or the clock was not readable. */
  readonly seconds: number | null;
}

export interface UnframedStream {
  /** By index of the part; undefined where it was not begun. */
  readonly sections: readonly (FramedSection | undefined)[];
  /** What stood before, between and after the frames. */
  readonly outside: Uint8Array;
}

interface Mark {
  readonly kind: 'begin' | 'end';
  readonly index: number;
  readonly exit: number | null;
  readonly at: number | null;
  /** Where its text starts, without the newline before an end mark. */
  readonly start: number;
  /** After its newline. */
  readonly after: number;
}

/**
 * Takes one stream of a framed text apart. Only marks with this exec's nonce count; a probe that prints something alike changes nothing. A stream
 * that was cut at any byte gives the beginning of the part that it was cut in, and nothing of what follows.
 */
export function unframe(stream: Uint8Array, parts: number, nonce: Nonce): UnframedStream {
  const bytes = Buffer.from(stream.buffer, stream.byteOffset, stream.byteLength);
  const prefix = Buffer.from(`${markPrefix(nonce)} `);
  const sections: (FramedSection | undefined)[] = Array.from({ length: parts }, () => undefined);
  const outside: Buffer[] = [];
  let open: Mark | undefined;
  let position = 0;
  let search = 0;
  for (;;) {
    const start = bytes.indexOf(prefix, search);
    if (start < 0) break;
    const mark = readMark(bytes, start, prefix.length);
    search = start + prefix.length;
    if (mark === undefined || mark.index >= parts) continue;
    if (mark.kind === 'begin') {
      if (open !== undefined) {
        // Its end never came: the shell that runs the frames was itself disturbed.
        sections[open.index] = { content: copy(bytes, position, start), closed: false, exit: null, seconds: null };
      } else {
        outside.push(bytes.subarray(position, start));
      }
      open = mark;
    } else {
      if (open?.index !== mark.index) continue;
      // The newline before an end mark is the frame's own.
      const end = start > position && bytes[start - 1] === 0x0a ? start - 1 : start;
      const seconds = open.at === null || mark.at === null ? null : Math.max(0, mark.at - open.at);
      sections[mark.index] = { content: copy(bytes, position, end), closed: true, exit: mark.exit, seconds };
      open = undefined;
    }
    position = mark.after;
    search = mark.after;
  }
  if (open === undefined) {
    outside.push(bytes.subarray(position));
  } else {
    const end = withoutPartialMark(bytes, position, `\n${markPrefix(nonce)} end ${open.index} `);
    sections[open.index] = { content: copy(bytes, position, end), closed: false, exit: null, seconds: null };
  }
  return { sections, outside: new Uint8Array(Buffer.concat(outside)) };
}

/** A whole mark: its newline is part of it, so that one that was cut is none. */
function readMark(bytes: Buffer, start: number, prefixLength: number): Mark | undefined {
  const newline = bytes.indexOf(0x0a, start);
  if (newline < 0 || newline - start > prefixLength + 80) return undefined;
  const words = bytes.toString('latin1', start + prefixLength, newline).split(' ');
  const [kind, index, third, fourth] = words;
  if (index === undefined || !/^\d{1,6}$/u.test(index)) return undefined;
  const common = { index: Number(index), start, after: newline + 1 };
  if (kind === 'begin') return { kind, exit: null, at: hostSeconds(third), ...common };
  if (kind === 'end' && third !== undefined && /^(-|\d{1,3})$/u.test(third)) {
    return { kind, exit: third === '-' ? null : Number(third), at: hostSeconds(fourth), ...common };
  }
  return undefined;
}

/** Seconds as /proc/uptime or date prints them; where date knows no %N it leaves letters behind the dot. */
function hostSeconds(word: string | undefined): number | null {
  const number = /^\d+(?:\.\d+)?/u.exec(word ?? '')?.[0];
  return number === undefined ? null : Number(number);
}

/** Where the content of a cut stream ends, when the cut fell into the end mark. */
function withoutPartialMark(bytes: Buffer, position: number, mark: string): number {
  const wanted = Buffer.from(mark);
  // The mark's variable tail (status and clock) may have begun as well.
  const whole = bytes.indexOf(wanted, position);
  if (whole >= 0) return whole;
  for (let length = Math.min(wanted.length - 1, bytes.length - position); length > 0; length -= 1) {
    if (bytes.subarray(bytes.length - length).equals(wanted.subarray(0, length))) return bytes.length - length;
  }
  return bytes.length;
}

function copy(bytes: Buffer, start: number, end: number): Uint8Array {
  return new Uint8Array(bytes.subarray(start, end));
}
