const encoder = new TextEncoder();
const STANDARD = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const URL_SAFE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** Shorter pieces of an encoding are common by chance. */
const SHORTEST = 4;
/** A line of a secret of several lines is looked for alone from this length on (a key's lines have 64 or 70 characters). */
const SHORTEST_LINE = 16;

/**
 * Every way in which a secret is known to be printed, without doubles: as it is; percent-encoded (RFC 3986, and as a form sends it);
 * base64 at each of the three alignments, both alphabets; as a shell quotes it; as JSON and HTML escape it; and, of a secret with
 * several lines, each long line, since a key is printed indented or with other line ends.
 *
 * Base64 is covered as far as it depends on the secret alone: a character at either end that also depends on its neighbour
 * tells at most four bits.
 */
export function secretForms(secret: Uint8Array): Uint8Array[] {
  const forms = new Map<string, Uint8Array>();
  const add = (bytes: Uint8Array): void => {
    if (bytes.length >= SHORTEST) forms.set(bytes.join(), bytes);
  };
  const addText = (text: string): void => add(encoder.encode(text));

  add(secret);
  for (const alphabet of [STANDARD, URL_SAFE]) for (const shift of [0, 1, 2]) addText(base64Core(secret, shift, alphabet));
  for (const text of percentForms(secret)) addText(text);
  const text = asText(secret);
  if (text !== null) {
    for (const form of textForms(text)) addText(form);
    const lines = text.split(/\r\n|\n|\r/u).map((line) => line.trim());
    if (lines.length > 1) for (const line of lines) if (line.length >= SHORTEST_LINE) addText(line);
  }
  return [...forms.values()];
}

/** The base64 characters that are decided by the secret alone when `shift` bytes stand before it in its group of three. */
export function base64Core(secret: Uint8Array, shift: number, alphabet: string = STANDARD): string {
  const first = Math.ceil((shift * 8) / 6);
  const end = Math.floor(((shift + secret.length) * 8) / 6);
  let text = '';
  for (let index = first; index < end; index++) {
    let value = 0;
    for (let bit = index * 6; bit < index * 6 + 6; bit++) {
      const byte = secret[Math.floor(bit / 8) - shift] ?? 0;
      value = (value << 1) | ((byte >> (7 - (bit % 8))) & 1);
    }
    text += alphabet[value] ?? '';
  }
  return text;
}

/** Percent-encoded, in both cases of the digits, with the characters kept that the usual encoders keep. */
function percentForms(secret: Uint8Array): string[] {
  const encode = (kept: RegExp, space: string, upper: boolean): string => {
    let text = '';
    for (const byte of secret) {
      const character = String.fromCharCode(byte);
      const digits = byte.toString(16).padStart(2, '0');
      if (byte < 0x80 && kept.test(character)) text += character;
      else text += byte === 0x20 ? space : `%${upper ? digits.toUpperCase() : digits}`;
    }
    return text;
  };
  // RFC 3986; encodeURIComponent; encodeURI; application/x-www-form-urlencoded.
  const encoders: readonly (readonly [RegExp, string])[] = [
    [/[A-Za-z0-9\-._~]/u, '%20'],
    [/[A-Za-z0-9\-._~!'()*]/u, '%20'],
    [/[A-Za-z0-9\-._~!'()*;/?:@&=+$,#]/u, '%20'],
    [/[A-Za-z0-9\-._*]/u, '+'],
  ];
  return encoders.flatMap(([kept, space]) => [encode(kept, space, true), encode(kept, space, false)]);
}

function textForms(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1);
  return [
    // POSIX single quotes, the two ways of putting one inside.
    text.replaceAll("'", `'\\''`),
    text.replaceAll("'", `'"'"'`),
    // POSIX double quotes; bash's printf %q.
    text.replace(/["\\$`]/gu, '\\$&'),
    text.replace(/[^A-Za-z0-9_./:=@%+,\-\u0080-\u{10ffff}]/gu, '\\$&'),
    json,
    json.replaceAll('/', '\\/'),
    json.replace(/[\u0080-\uffff]/gu, escapeUnit),
    json.replace(/[\u0080-\u{10ffff}]/gu, (character) =>
      Array.from({ length: character.length }, (_, unit) => escapeUnit(character.charAt(unit))).join(''),
    ),
    text
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;'),
  ];
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function asText(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
