import type { FileNode } from './state.ts';

const encoder = new TextEncoder();
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Stored content of a file from its bytes: text where it is UTF-8, base64 where it is not. */
export function encodeContent(bytes: Uint8Array): { text: string } | { base64: string } {
  try {
    return { text: strictDecoder.decode(bytes) };
  } catch {
    return { base64: toBase64(bytes) };
  }
}

/** The explicit content of a file, without the zeros that `size` adds. */
export function contentBytes(node: FileNode & { kind: 'file' }): Uint8Array {
  if (node.text !== undefined) return encoder.encode(node.text);
  return node.base64 === undefined ? new Uint8Array(0) : fromBase64(node.base64);
}

export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const group = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const left = bytes.length - at;
    text += alphabet.charAt(group >> 18) + alphabet.charAt((group >> 12) & 63);
    text += left > 1 ? alphabet.charAt((group >> 6) & 63) : '=';
    text += left > 2 ? alphabet.charAt(group & 63) : '=';
  }
  return text;
}

export function fromBase64(text: string): Uint8Array {
  const clean = text.replace(/=+$/u, '');
  const bytes = new Uint8Array(Math.floor((clean.length * 3) / 4));
  let out = 0;
  for (let at = 0; at < clean.length; at += 4) {
    let group = 0;
    for (let digit = 0; digit < 4; digit += 1)
      group = (group << 6) | Math.max(0, alphabet.indexOf(clean.charAt(at + digit) || 'A'));
    for (let shift = 16; shift >= 0 && out < bytes.length; shift -= 8) bytes[out++] = (group >> shift) & 255;
  }
  return bytes;
}
