const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** Bytes that become text at a time: a multiple of three. */
const AT_A_TIME = 24_576;

/** Bytes as base64 (RFC 4648, section 4, with padding). */
export function base64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let from = 0; from < bytes.length; from += AT_A_TIME) parts.push(digits(bytes.subarray(from, from + AT_A_TIME)));
  return parts.join('');
}

function digits(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [first = 0, second = 0, third = 0] = bytes.subarray(at, at + 3);
    const three = (first << 16) | (second << 8) | third;
    const left = bytes.length - at;
    text += digit(three >> 18) + digit(three >> 12) + (left > 1 ? digit(three >> 6) : '=') + (left > 2 ? digit(three) : '=');
  }
  return text;
}

function digit(bits: number): string {
  return DIGITS[bits & 63] ?? '';
}
