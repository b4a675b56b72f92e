import type { FileNode } from './state.ts';

const marker = '\x7fELF\x01\x01\x01 practice program ';

/** Content of the file that stands for a registered program; copied or renamed, it remains that program. */
export function executableText(program: string): string {
  return `${marker}${program}\n`;
}

/** A file node for a registered program (`/usr/sbin/xm`), to be put at its path by the package that owns it. */
export function executable(program: string, mtime: number, mode = 0o755): FileNode {
  return { kind: 'file', mode, uid: 0, gid: 0, mtime, text: executableText(program), size: 24_576 };
}

/** The program that a file stands for, or null. */
export function programOf(text: string): string | null {
  if (!text.startsWith(marker)) return null;
  const end = text.indexOf('\n');
  return end < 0 ? null : text.slice(marker.length, end);
}
