export interface InertOptions {
  /** Characters that are kept; what is left out is counted at the end. 200 when not given. */
  readonly limit?: number;
  /** Keeps line feeds and tabs, for a block rather than a sentence. */
  readonly lines?: boolean;
}

/**
 * Characters that act on a terminal or on the order of what is read, or cannot be seen: controls (ECMA-48 C0, DEL, C1), lone surrogates,
 * format characters (Unicode Cf: bidirectional overrides, zero-width, tags), line and paragraph separators. The soft hyphen and Arabic
 * signs that are in Cf are lost with them; host output has no need of them.
 */
const ACTIVE = /[\p{Cc}\p{Cs}\p{Cf}\u2028\u2029]/gu;
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Text of a host made safe for a terminal, a sentence or an attribute: what would act is written as an escape that can be seen (`\x1b`,
 * `\u{202e}`), and what is longer than the limit is cut, with the number of characters left out. A backslash stays as it is.
 */
export function inert(text: string, options: InertOptions = {}): string {
  const limit = options.limit ?? 200;
  // A character has at most two code units: no need to look at more of a long text than could be kept.
  const characters = Array.from(text.slice(0, limit * 2 + 2));
  const kept = characters.slice(0, limit).join('');
  const safe = escapeActive(kept, options.lines === true);
  if (kept.length === text.length) return safe;
  return `${safe}… (${countCharacters(text) - limit} more characters)`;
}

/** The same for bytes, which are read as UTF-8; a byte that is none becomes `\xNN`. What is left out is counted in bytes. */
export function inertBytes(bytes: Uint8Array, options: InertOptions = {}): string {
  const limit = options.limit ?? 200;
  let text = '';
  let position = 0;
  for (let count = 0; count < limit && position < bytes.length; count++) {
    const length = sequenceLength(bytes, position);
    if (length === 0) {
      text += `\\x${(bytes[position] ?? 0).toString(16).padStart(2, '0')}`;
      position += 1;
    } else {
      text += escapeActive(decoder.decode(bytes.subarray(position, position + length)), options.lines === true);
      position += length;
    }
  }
  return position === bytes.length ? text : `${text}… (${bytes.length - position} more bytes)`;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function escapeActive(text: string, lines: boolean): string {
  return text.replace(ACTIVE, (character) => {
    if (lines && (character === '\n' || character === '\t')) return character;
    const code = character.codePointAt(0) ?? 0;
    return SHORT[character] ?? (code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`);
  });
}

/** Length of the well-formed UTF-8 sequence at a position (Unicode table 3-7), or 0. */
function sequenceLength(bytes: Uint8Array, position: number): number {
  const first = bytes[position] ?? 0;
  if (first < 0x80) return 1;
  const second = bytes[position + 1] ?? 0;
  const tail = (offset: number): boolean => ((bytes[position + offset] ?? 0) & 0xc0) === 0x80;
  if (first >= 0xc2 && first <= 0xdf) return tail(1) ? 2 : 0;
  if (first >= 0xe0 && first <= 0xef) {
    const inRange = first === 0xe0 ? second >= 0xa0 : first === 0xed ? second <= 0x9f : true;
    return inRange && tail(1) && tail(2) ? 3 : 0;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    const inRange = first === 0xf0 ? second >= 0x90 : first === 0xf4 ? second <= 0x8f : true;
    return inRange && tail(1) && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

function countCharacters(text: string): number {
  let count = 0;
  for (const _character of text) count += 1;
  return count;
}
