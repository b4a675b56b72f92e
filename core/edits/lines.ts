/**
 * Files as text in which each character is one byte (ISO 8859-1), so that whatever an edit leaves alone stays byte for byte:
 * other encodings, NULs, line ends of other systems.
 */

/** A line with its own end: `\n`, `\r\n`, or nothing for a last line without one. */
export interface Line {
  readonly text: string;
  readonly end: string;
}

/** Bytes as Latin-1: character n is byte n. */
export function bytesToText(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}

/** The reverse of bytesToText. Characters beyond 255 lose their upper bits: encode them before (utf8Text). */
export function textToBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes;
}

/** A value from a procedure as the bytes of its UTF-8, one character each. */
export function utf8Text(value: string): string {
  return bytesToText(new TextEncoder().encode(value));
}

/** Lines of a file, each with the end that it has, so that joinLines gives the same text again. */
export function splitLines(text: string): readonly Line[] {
  const lines: Line[] = [];
  let at = 0;
  while (at < text.length) {
    const newline = text.indexOf('\n', at);
    if (newline < 0) {
      lines.push({ text: text.slice(at), end: '' });
      break;
    }
    const crlf = newline > at && text[newline - 1] === '\r';
    lines.push({ text: text.slice(at, crlf ? newline - 1 : newline), end: crlf ? '\r\n' : '\n' });
    at = newline + 1;
  }
  return lines;
}

/** The text of lines, byte for byte. */
export function joinLines(lines: readonly Line[]): string {
  return lines.map(({ text, end }) => text + end).join('');
}

/** The end that new lines get: that of most lines. */
export function lineEnd(lines: readonly Line[]): string {
  const crlf = lines.filter(({ end }) => end === '\r\n').length;
  return crlf * 2 > lines.length ? '\r\n' : '\n';
}

/** Lines with others put in before the index. A last line without an end gets one only when something follows it. */
export function insertLines(lines: readonly Line[], index: number, texts: readonly string[]): readonly Line[] {
  const end = lineEnd(lines);
  const before = lines.slice(0, index).map((line, at) => (line.end === '' && at === lines.length - 1 ? { ...line, end } : line));
  return [...before, ...texts.map((text) => ({ text, end })), ...lines.slice(index)];
}

/** The lines with the text of one replaced (`index` from 0); it keeps its end. */
export function replaceLine(lines: readonly Line[], index: number, text: string): readonly Line[] {
  return lines.map((line, at) => (at === index ? { ...line, text } : line));
}
