/** One member of an archive; `content` is a byte string, empty for a directory. Paths have no leading slash. */
export interface ArchiveMember {
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'link';
  readonly mode: number;
  readonly content: string;
}

const kindBits = { file: 0o100000, directory: 0o040000, link: 0o120000 } as const;

/** Writes the `newc` cpio format that a 2.6 kernel unpacks as its initramfs (Documentation/early-userspace/buffer-format.txt). */
export function writeCpio(members: readonly ArchiveMember[]): string {
  const parts: string[] = [];
  let length = 0;
  function put(text: string): void {
    parts.push(text);
    length += text.length;
  }
  function align(): void {
    if (length % 4 !== 0) put('\0'.repeat(4 - (length % 4)));
  }
  const trailer: ArchiveMember = { path: 'TRAILER!!!', kind: 'file', mode: 0, content: '' };
  [...members, trailer].forEach((member, index) => {
    const mode = member === trailer ? 0 : kindBits[member.kind] | member.mode;
    const fields = [
      index + 1,
      mode,
      0,
      0,
      member.kind === 'directory' ? 2 : 1,
      0,
      member.content.length,
      0,
      0,
      0,
      0,
      member.path.length + 1,
      0,
    ];
    put(`070701${fields.map((field) => field.toString(16).toUpperCase().padStart(8, '0')).join('')}${member.path}\0`);
    align();
    put(member.content);
    align();
  });
  if (length % 512 !== 0) put('\0'.repeat(512 - (length % 512)));
  return parts.join('');
}

/** Members of a `newc` archive; null when it is none or is cut off. */
export function readCpio(archive: string): ArchiveMember[] | null {
  const members: ArchiveMember[] = [];
  let position = 0;
  for (;;) {
    if (archive.slice(position, position + 6) !== '070701') return null;
    const field = (index: number): number =>
      Number.parseInt(archive.slice(position + 6 + 8 * index, position + 14 + 8 * index), 16);
    const mode = field(1);
    const size = field(6);
    const nameLength = field(11);
    if (Number.isNaN(size) || Number.isNaN(nameLength)) return null;
    const path = archive.slice(position + 110, position + 110 + nameLength - 1);
    const start = aligned(position + 110 + nameLength);
    if (path === 'TRAILER!!!') return members;
    if (start + size > archive.length) return null;
    const type = mode & 0o170000;
    const kind = type === kindBits.directory ? 'directory' : type === kindBits.link ? 'link' : 'file';
    members.push({ path, kind, mode: mode & 0o7777, content: archive.slice(start, start + size) });
    position = aligned(start + size);
  }
}

function aligned(position: number): number {
  return Math.ceil(position / 4) * 4;
}
