import { resolvePath } from '../../world/path.ts';
import { FileError } from '../../world/file-error.ts';
import { writeInitialDisk } from '../../world/software/boot/make-initrd.ts';
import { readCpio, type ArchiveMember } from '../../world/software/bytes/cpio.ts';
import { fromBytes, toBytes } from '../../world/software/bytes/latin.ts';
import { rdacInstalled, writeMppImage } from '../../world/software/rdac/install.ts';
import { runningOf } from '../../world/software/software.ts';
import type { Program, ProgramCall } from '../program.ts';
import { print, refuse } from './output.ts';

const mkinitrdUsage =
  'usage: mkinitrd [--version] [-v] [-f] [--preload <module>] [--force-scsi-probe | --omit-scsi-modules] [--image-version] [--force-raid-probe | --omit-raid-modules] [--with=<module>] [--force-lvm-probe | --omit-lvm-modules] [--builtin=<module>] [--omit-dmraid] [--net-dev=<interface>] [--fstab=<fstab>] [--nocompress] <initrd-image> <kernel-version>\n\n       (ex: mkinitrd /boot/initrd-2.2.5-15.img 2.2.5-15)';

/** mkinitrd of RHEL 5. */
export const mkinitrd: Program = async (call) => {
  const { files } = call.machine;
  const preload: string[] = [];
  const more: string[] = [];
  const operands: string[] = [];
  let force = false;
  for (let index = 0; index < call.args.length; index += 1) {
    const word = call.args[index] ?? '';
    const value = word.includes('=') ? word.slice(word.indexOf('=') + 1) : null;
    if (word === '-f') force = true;
    else if (word === '--version') {
      call.write('mkinitrd: version 5.1.19.6\n');
      return 0;
    } else if (word.startsWith('--preload')) preload.push(value ?? call.args[(index += 1)] ?? '');
    else if (word.startsWith('--with')) more.push(value ?? call.args[(index += 1)] ?? '');
    else if (word.startsWith('-')) continue;
    else operands.push(word);
  }
  const [image, release] = operands;
  if (image === undefined || release === undefined) return refuse(call, 1, mkinitrdUsage);
  const path = resolvePath(call.cwd, image);
  if (files.exists(path) && !force) return refuse(call, 1, `${image} already exists.`);
  await call.sleep(6_000);
  try {
    const message = writeInitialDisk(files, { release, rdac: false, preload, with: more }, path);
    return message === null ? 0 : refuse(call, 1, message);
  } catch (problem) {
    if (!(problem instanceof FileError)) throw problem;
    return refuse(call, 1, `mkinitrd: ${path}: ${problem.message}`);
  }
};

/** mppUpdate: makes /boot/mpp-RELEASE.img of the running kernel again. */
export const mppUpdate: Program = async (call) => {
  const { files } = call.machine;
  const { release } = runningOf(call.machine);
  if (!rdacInstalled(files)) return refuse(call, 1, 'The mpp driver package is not installed.');
  print(call, ['Creating new MPP initrd image...']);
  await call.sleep(9_000);
  const message = writeMppImage(files, release);
  if (message !== null) return refuse(call, 1, message);
  return 0;
};

/**
 * cpio 2.6 of RHEL 5, copy-in mode: -i [-t] [-v] [-d] [-m] [-u] [--quiet] [--to-stdout] [PATTERN...]; and pass on of file names to an archive (-o)
 * is not there. `--to-stdout` came with cpio 2.6.
 */
export const cpio: Program = async (call) => {
  const flags = new Set<string>();
  const patterns: string[] = [];
  let fromFile: string | null = null;
  for (let index = 0; index < call.args.length; index += 1) {
    const word = call.args[index] ?? '';
    if (word === '-F' || word === '-I') fromFile = call.args[(index += 1)] ?? '';
    else if (word.startsWith('--file=')) fromFile = word.slice(7);
    else if (word.startsWith('--')) {
      const name = word.slice(2);
      const short = longOptions[name];
      if (short === undefined)
        return refuse(
          call,
          2,
          `cpio: unrecognized option \`--${name}'`,
          "Try `cpio --help' or `cpio --usage' for more information.",
        );
      flags.add(short);
    } else if (word.startsWith('-')) for (const letter of word.slice(1)) flags.add(letter);
    else patterns.push(word);
  }
  if (!flags.has('i') && !flags.has('t'))
    return refuse(
      call,
      2,
      'cpio: You must specify one of -oipt options.',
      "Try `cpio --help' or `cpio --usage' for more information.",
    );
  const bytes = fromFile === null ? await call.readInputBytes() : call.machine.files.readBytes(resolvePath(call.cwd, fromFile));
  const archive = fromBytes(bytes);
  const members = readCpio(archive);
  if (members === null)
    return refuse(
      call,
      2,
      archive === ''
        ? 'cpio: premature end of archive'
        : archive.startsWith('070701')
          ? 'cpio: premature end of file'
          : 'cpio: premature end of archive',
    );
  const matching = [{ path: '.', kind: 'directory', mode: 0o755, content: '' } as const, ...members].filter(
    (member) => patterns.length === 0 || patterns.some((pattern) => matches(pattern, member.path)),
  );
  if (flags.has('t'))
    print(
      call,
      matching.map((member) => (flags.has('v') ? longLine(member) : member.path)),
    );
  else if (flags.has('S')) for (const member of matching) if (member.kind === 'file') call.writeBytes(toBytes(member.content));
  if (!flags.has('t') && !flags.has('S')) extract(call, matching, flags);
  if (!flags.has('q')) call.writeError(`${String(Math.ceil(archive.length / 512))} blocks\n`);
  return 0;
};

const longOptions: Readonly<Record<string, string>> = {
  extract: 'i',
  list: 't',
  verbose: 'v',
  quiet: 'q',
  'to-stdout': 'S',
  'make-directories': 'd',
  'preserve-modification-time': 'm',
  unconditional: 'u',
  'no-absolute-filenames': 'n',
};

function extract(call: ProgramCall, members: readonly ArchiveMember[], flags: ReadonlySet<string>): void {
  const { files } = call.machine;
  for (const member of members) {
    if (member.path === '.') continue;
    const path = resolvePath(call.cwd, member.path);
    try {
      if (member.kind === 'directory') files.makeDirectory(path, { parents: true, mode: member.mode });
      else {
        if (flags.has('d')) files.makeDirectory(path.slice(0, path.lastIndexOf('/')) || '/', { parents: true });
        if (member.kind === 'link') files.symlink(member.content, path);
        else files.write(path, toBytes(member.content), member.mode);
      }
      if (flags.has('v')) call.writeError(`${member.path}\n`);
    } catch (problem) {
      if (!(problem instanceof FileError)) throw problem;
      call.writeError(`cpio: ${member.path}: ${problem.message}\n`);
    }
  }
}

function longLine(member: ArchiveMember): string {
  const kind = member.kind === 'directory' ? 'd' : member.kind === 'link' ? 'l' : '-';
  const bits = [6, 3, 0]
    .map((shift) =>
      ['r', 'w', 'x'].map((letter, index) => (((member.mode >> shift) & (4 >> index)) !== 0 ? letter : '-')).join(''),
    )
    .join('');
  return `${kind}${bits}   1 root     root     ${String(member.content.length).padStart(8)} Jan  1  1970 ${member.path}`;
}

/** cpio's patterns: shell globs in which `*` also matches slashes. */
function matches(pattern: string, path: string): boolean {
  const source = pattern.replace(/^\.\//u, '').replace(/[.+^${}()|\\]/gu, '\\$&').replaceAll('*', '.*').replaceAll('?', '.'); // prettier-ignore
  return new RegExp(`^${source}$`, 'u').test(path);
}
