import type { ArchiveMember } from './cpio.ts';

/** Writes a ustar archive (POSIX.1-1988) of files, directories and symbolic links; paths of at most 100 characters. */
export function writeTar(members: readonly ArchiveMember[]): string {
  const blocks = members.map((member) => {
    const type = member.kind === 'directory' ? '5' : member.kind === 'link' ? '2' : '0';
    const size = member.kind === 'file' ? member.content.length : 0;
    const path = member.kind === 'directory' && !member.path.endsWith('/') ? `${member.path}/` : member.path;
    const before = `${field(path, 100)}${octal(member.mode, 8)}${octal(0, 8)}${octal(0, 8)}${octal(size, 12)}${octal(0, 12)}`;
    const after = `${type}${field(member.kind === 'link' ? member.content : '', 100)}ustar\x0000${field('root', 32)}${field('root', 32)}${octal(0, 8)}${octal(0, 8)}`;
    const header = `${before}${' '.repeat(8)}${after}`.padEnd(512, '\0');
    let sum = 0;
    for (let index = 0; index < 512; index += 1) sum += header.charCodeAt(index);
    const whole = `${before}${sum.toString(8).padStart(6, '0')}\0 ${after}`.padEnd(512, '\0');
    const body = member.kind === 'file' ? member.content : '';
    return whole + body + '\0'.repeat((512 - (body.length % 512)) % 512);
  });
  const archive = blocks.join('') + '\0'.repeat(1024);
  return archive + '\0'.repeat((10_240 - (archive.length % 10_240)) % 10_240);
}

/** Members of a tar archive; null when it is none. */
export function readTar(archive: string): ArchiveMember[] | null {
  const members: ArchiveMember[] = [];
  for (let position = 0; position + 512 <= archive.length;) {
    const header = archive.slice(position, position + 512);
    if (/^\0*$/.test(header)) return members;
    if (header.slice(257, 262) !== 'ustar') return null;
    const size = Number.parseInt(text(header, 124, 12), 8);
    const type = header[156];
    const path = text(header, 0, 100);
    const kind = type === '5' ? 'directory' : type === '2' ? 'link' : 'file';
    const content = kind === 'link' ? text(header, 157, 100) : archive.slice(position + 512, position + 512 + size);
    members.push({ path: path.replace(/\/$/, ''), kind, mode: Number.parseInt(text(header, 100, 8), 8), content });
    position += 512 + Math.ceil(size / 512) * 512;
  }
  return members.length === 0 ? null : members;
}

function field(value: string, width: number): string {
  return value.slice(0, width).padEnd(width, '\0');
}

function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, '0')}\0`;
}

function text(header: string, start: number, width: number): string {
  return header.slice(start, start + width).split('\0')[0] ?? '';
}
