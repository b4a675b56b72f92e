import { inflate } from './inflate.ts';

/*
 * Byte strings: one character (U+0000 to U+00FF) a byte.
 */

const largestBlock = 65_535;

/**
 * Wraps a byte string as a gzip member (RFC 1952) whose deflate blocks are stored, not compressed: any gzip reads it, and
 * building it needs no compressor. The time stamp is left zero so that equal content gives equal bytes.
 */
export function gzipBytes(content: string): string {
  const parts = ['\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03'];
  for (let start = 0; start === 0 || start < content.length; start += largestBlock) {
    const block = content.slice(start, start + largestBlock);
    const last = start + largestBlock >= content.length;
    parts.push(last ? '\x01' : '\x00', littleEndian(block.length, 2), littleEndian(block.length ^ 0xffff, 2), block);
  }
  parts.push(littleEndian(checksum32(content), 4), littleEndian(content.length, 4));
  return parts.join('');
}

/** Content of a gzip file; null when it is none or is damaged. */
export function gunzipBytes(file: string): string | null {
  if (!file.startsWith('\x1f\x8b\x08') || file.length < 18) return null;
  const flags = file.charCodeAt(3);
  let start = 10;
  if ((flags & 4) !== 0) start += 2 + file.charCodeAt(start) + 256 * file.charCodeAt(start + 1);
  if ((flags & 8) !== 0) start = file.indexOf('\0', start) + 1;
  if ((flags & 16) !== 0) start = file.indexOf('\0', start) + 1;
  if ((flags & 2) !== 0) start += 2;
  return inflate(file, start);
}

function littleEndian(value: number, width: number): string {
  let text = '';
  for (let index = 0; index < width; index += 1) text += String.fromCharCode((value >>> (8 * index)) & 0xff);
  return text;
}

let table: Uint32Array | null = null;

/** CRC-32 of a byte string (IEEE 802.3), as gzip and zip use it. */
export function checksum32(bytes: string): number {
  table ??= checksumTable();
  let value = 0xffffffff;
  for (let index = 0; index < bytes.length; index += 1) {
    value = (table[(value ^ bytes.charCodeAt(index)) & 0xff] ?? 0) ^ (value >>> 8);
  }
  return (value ^ 0xffffffff) >>> 0;
}

function checksumTable(): Uint32Array {
  const made = new Uint32Array(256);
  for (let index = 0; index < 256; index += 1) {
    let value = index;
    for (let bit = 0; bit < 8; bit += 1) value = (value & 1) !== 0 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
    made[index] = value >>> 0;
  }
  return made;
}
