/**
 * Output of a host as text. Bytes are matched as Latin-1, so that a character's offset is its byte's offset; what becomes
 * part of a fact is decoded as UTF-8, with a visible escape for each byte or character that could not be shown as it is.
 */

/** One line of a stream, without its line end. `start` and `end` are byte offsets in the stream; `end` is exclusive. */
export interface Line {
  readonly stream: 'stdout' | 'stderr';
  /** Latin-1: one character a byte. Without a trailing carriage return. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Longer lines are no output of the tools that are asked: they are refused before any expression is tried on them. */
export const longestLine = 8192;
/** More lines than any bounded command prints. */
export const mostLines = 50_000;

const chunk = 8192;

/** Bytes as Latin-1: character n is byte n. */
export function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += chunk) {
    // A typed array is as good as an array here, and spreading it is many times slower.
    text += String.fromCharCode.apply(null, bytes.subarray(at, at + chunk) as unknown as number[]);
  }
  return text;
}

/** Lines of a stream with their byte offsets. The part after the last line feed counts as a line when it holds anything. */
export function linesOf(bytes: Uint8Array, stream: 'stdout' | 'stderr'): readonly Line[] {
  return linesOfLatin1(latin1(bytes), stream);
}

/** As linesOf, of bytes that are Latin-1 text already. */
export function linesOfLatin1(text: string, stream: 'stdout' | 'stderr'): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  while (start < text.length) {
    const feed = text.indexOf('\n', start);
    const stop = feed === -1 ? text.length : feed;
    const end = stop > start && text[stop - 1] === '\r' ? stop - 1 : stop;
    lines.push({ stream, text: text.slice(start, end), start, end });
    start = stop + 1;
  }
  return lines;
}

/** What a person cannot see, or what changes how its neighbours are seen: controls, bidi and format characters, private use, fillers, separators of lines. */
const hidden = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u{a0}]/u;

function isHidden(point: number): boolean {
  return hidden.test(String.fromCodePoint(point));
}

function hexadecimal(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

/** Length of the UTF-8 sequence that a lead byte announces, its payload and the least code point that may use it; null for no lead byte. */
function lead(byte: number): { readonly length: number; readonly payload: number; readonly least: number } | null {
  if (byte >= 0xc2 && byte <= 0xdf) return { length: 2, payload: byte & 0x1f, least: 0x80 };
  if (byte >= 0xe0 && byte <= 0xef) return { length: 3, payload: byte & 0x0f, least: 0x800 };
  if (byte >= 0xf0 && byte <= 0xf4) return { length: 4, payload: byte & 0x07, least: 0x10000 };
  return null;
}

/**
 * Latin-1 bytes as readable text: UTF-8 is decoded; a byte that is not UTF-8 becomes `\xNN`, a control character `\t`, `\r`, `\n` or `\xNN`,
 * a character that hides or reorders text `\u{N}`. The result holds nothing that a terminal or a browser would act on by itself.
 */
export function visible(bytes: string): string {
  if (/^[\x20-\x7e]*$/u.test(bytes)) return bytes;
  let text = '';
  let at = 0;
  while (at < bytes.length) {
    const byte = bytes.charCodeAt(at);
    if (byte < 0x80) {
      if (byte === 9) text += '\\t';
      else if (byte === 10) text += '\\n';
      else if (byte === 13) text += '\\r';
      else if (isHidden(byte)) text += `\\x${hexadecimal(byte, 2)}`;
      else text += bytes.charAt(at);
      at += 1;
      continue;
    }
    const point = multibyte(bytes, at);
    if (point === null) {
      text += `\\x${hexadecimal(byte, 2)}`;
      at += 1;
    } else {
      text += isHidden(point.value) ? `\\u{${point.value.toString(16)}}` : String.fromCodePoint(point.value);
      at += point.length;
    }
  }
  return text;
}

function multibyte(bytes: string, at: number): { readonly value: number; readonly length: number } | null {
  const first = lead(bytes.charCodeAt(at));
  if (first === null || at + first.length > bytes.length) return null;
  let value = first.payload;
  for (let next = at + 1; next < at + first.length; next += 1) {
    const byte = bytes.charCodeAt(next);
    if ((byte & 0xc0) !== 0x80) return null;
    value = (value << 6) | (byte & 0x3f);
  }
  if (value < first.least || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) return null;
  return { value, length: first.length };
}

/** A piece of output for a sentence: readable, inert, of at most `most` bytes. */
export function excerpt(bytes: string, most = 100): string {
  const start = bytes.slice(0, most + 1000).trim();
  const text = visible(start.slice(0, most));
  return start.length > most ? `${text}...` : text;
}
