import { FileError } from '../../../world/file-error.ts';
import { resolvePath } from '../../../world/path.ts';
import { awaitIo } from '../../../world/storage/io.ts';
import { resolveSource } from '../../../world/storage/file-systems.ts';
import { mountBusy, mountEntry, readFstab, unmountPoint, type FstabEntry, type Mounted } from '../../../world/storage/fstab.ts';
import { contentOf, findVolume } from '../../../world/storage/volumes.ts';
import type { Program, ProgramCall } from '../../program.ts';

const usage = `Usage: mount -V                 : print version
       mount -h                 : print this help
       mount                    : list mounted filesystems
       mount -l                 : idem, including volume labels
So far the informational part. Next the mounting.
The command is \`mount [-t fstype] something somewhere'.
Details found in /etc/fstab may be omitted.
`;

interface Options {
  readonly type: string | null;
  readonly options: readonly string[];
  readonly all: boolean;
  readonly list: boolean;
  readonly operands: readonly string[];
}

function parse(args: readonly string[]): Options | string {
  let type: string | null = null;
  const options: string[] = [];
  const operands: string[] = [];
  let all = false;
  let list = false;
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (arg === '-t' || arg === '-o' || arg === '-L' || arg === '-U') {
      const value = args[at + 1];
      if (value === undefined) return `mount: option requires an argument -- ${arg.charAt(1)}`;
      if (arg === '-t') type = value;
      else if (arg === '-o') options.push(...value.split(','));
      else operands.push(`${arg === '-L' ? 'LABEL' : 'UUID'}=${value}`);
      at += 1;
    } else if (arg === '-a') all = true;
    else if (arg === '-l') list = true;
    else if (arg === '-r') options.push('ro');
    else if (arg === '-w' || arg === '-n' || arg === '-v' || arg === '-f') continue;
    else if (arg === '--bind') options.push('bind');
    else if (arg.startsWith('-')) return `mount: invalid option -- ${arg.replace(/^-+/u, '').charAt(0)}`;
    else operands.push(arg);
  }
  return { type, options, all, list, operands };
}

/** /bin/mount of util-linux 2.13-pre7. Exit: 0, 1 wrong use, 32 the mount failed. */
export const mount: Program = async (call) => {
  const options = parse(call.args);
  if (typeof options === 'string') {
    call.writeError(`${options}\n${usage}`);
    return 1;
  }
  if (!options.all && options.operands.length === 0) return listMounts(call, options);
  if (call.user !== 'root') {
    call.writeError('mount: only root can do that\n');
    return 1;
  }
  if (options.all) return mountAll(call, options);
  if (options.options.includes('remount')) return remount(call, options);
  const entry = entryOf(call, options);
  if (entry === null) {
    call.writeError(`mount: can't find ${options.operands[0] ?? ''} in /etc/fstab or /etc/mtab\n`);
    return 1;
  }
  return mountOne(call, entry);
};

function listMounts(call: ProgramCall, options: Options): number {
  for (const one of call.machine.state.mounts) {
    if (options.type !== null && one.type !== options.type) continue;
    const label = options.list ? labelOf(call, one.device) : '';
    call.write(`${one.device} on ${one.path} type ${one.type} (${one.options})${label === '' ? '' : ` [${label}]`}\n`);
  }
  return 0;
}

function labelOf(call: ProgramCall, device: string): string {
  const volume = findVolume(call.world, call.machine.name, device);
  const content = volume === null ? null : contentOf(volume);
  return content?.kind === 'fileSystem' ? (call.world.state.storage.fileSystems[content.id]?.label ?? '') : '';
}

function entryOf(call: ProgramCall, options: Options): FstabEntry | null {
  const [first = '', second] = options.operands;
  if (second !== undefined)
    return {
      source: spell(call, first, options.type),
      point: resolvePath(call.cwd, second),
      type: options.type ?? 'auto',
      options: options.options,
    };
  const listed = readFstab(call.machine).find(
    (entry) => entry.source === first || entry.point === first || entry.point === resolvePath(call.cwd, first),
  );
  if (listed === undefined) return null;
  return { ...listed, type: options.type ?? listed.type, options: [...listed.options, ...options.options] };
}

function spell(call: ProgramCall, source: string, type: string | null): string {
  return /^(LABEL|UUID)=/u.test(source) || (type !== null && !['ext2', 'ext3', 'auto'].includes(type))
    ? source
    : resolvePath(call.cwd, source);
}

async function mountAll(call: ProgramCall, options: Options): Promise<number> {
  let code = 0;
  for (const entry of readFstab(call.machine)) {
    if (entry.type === 'swap' || entry.point === '/' || !entry.point.startsWith('/') || entry.options.includes('noauto'))
      continue;
    if (options.type !== null && entry.type !== options.type) continue;
    if (call.machine.state.mounts.some((one) => one.path === entry.point)) continue;
    const one = await mountOne(call, entry);
    if (one !== 0) code = one;
  }
  return code;
}

async function mountOne(call: ProgramCall, entry: FstabEntry): Promise<number> {
  const path = resolveSource(call.world, call.machine.name, entry.source);
  const volume = path === null ? null : findVolume(call.world, call.machine.name, path);
  try {
    if (volume !== null) await awaitIo(call.world, call.machine, volume.device);
  } catch (problem) {
    if (!(problem instanceof FileError)) throw problem;
    call.writeError(`mount: ${path ?? ''}: can't read superblock\n`);
    return 32;
  }
  await call.sleep(100);
  const done = mountEntry(call.world, call.machine, entry);
  if (done.ok) return 0;
  explain(call, entry, done);
  return 32;
}

function explain(call: ProgramCall, entry: FstabEntry, failed: Extract<Mounted, { ok: false }>): void {
  const source = failed.source;
  switch (failed.why) {
    case 'no-point':
      call.writeError(`mount: mount point ${entry.point} does not exist\n`);
      break;
    case 'no-device':
      call.writeError(
        /^(LABEL|UUID)=/u.test(source)
          ? `mount: special device ${source} does not exist\n`
          : `mount: special device ${source} does not exist\n`,
      );
      break;
    case 'not-block':
      call.writeError(`mount: ${source} is not a block device (maybe try \`-o loop'?)\n`);
      break;
    case 'busy': {
      call.writeError(`mount: ${source} already mounted or ${entry.point} busy\n`);
      const where = call.machine.state.mounts.find((one) => one.device === source);
      if (where !== undefined) call.writeError(`mount: according to mtab, ${source} is already mounted on ${where.path}\n`);
      break;
    }
    case 'no-type':
      call.writeError('mount: you must specify the filesystem type\n');
      break;
    case 'swap':
      call.writeError(`mount: ${source} looks like swapspace - not mounted\nmount: you must specify the filesystem type\n`);
      break;
    case 'type':
      call.writeError(`mount: unknown filesystem type '${entry.type}'\n`);
      break;
    case 'wrong-type':
      call.writeError(
        `mount: wrong fs type, bad option, bad superblock on ${source},\n       missing codepage or other error\n       In some cases useful info is found in syslog - try\n       dmesg | tail  or so\n\n`,
      );
      break;
  }
}

function remount(call: ProgramCall, options: Options): number {
  const what = options.operands.at(-1) ?? '';
  const one = call.machine.state.mounts.find((candidate) => candidate.path === what || candidate.device === what);
  if (one === undefined) {
    call.writeError(`mount: ${what} not mounted already, or bad option\n`);
    return 32;
  }
  const state = call.world.state.storage.fileSystems[one.tree ?? ''];
  if (options.options.includes('rw') && state?.errors === true) {
    call.writeError(`mount: block device ${one.device} is write-protected, mounting read-only\n`);
    return 32;
  }
  const wanted = options.options.includes('ro') ? 'ro' : 'rw';
  one.options = [wanted, ...one.options.split(',').filter((option) => option !== 'ro' && option !== 'rw')].join(',');
  return 0;
}

/** /bin/umount. */
export const umount: Program = async (call) => {
  const operands = call.args.filter((arg) => !arg.startsWith('-'));
  if (operands.length === 0 && !call.args.includes('-a')) {
    call.writeError(
      'Usage: umount [-hV]\n       umount -a [-f] [-r] [-n] [-v] [-t vfstypes] [-O opts]\n       umount [-f] [-r] [-n] [-v] special | node...\n',
    );
    return 1;
  }
  if (call.user !== 'root') {
    call.writeError('umount: only root can do that\n');
    return 1;
  }
  const mounts = call.machine.state.mounts;
  const named =
    operands.length > 0
      ? operands
      : mounts
          .filter((one) => one.path !== '/' && !['proc', 'sysfs', 'devpts'].includes(one.type))
          .map((one) => one.path)
          .toReversed();
  let code = 0;
  for (const what of named) {
    const path = resolvePath(call.cwd, what);
    const one = mounts.findLast((candidate) => candidate.path === path || candidate.device === what);
    if (one === undefined) {
      call.writeError(`umount: ${what}: ${call.machine.files.exists(path) ? 'not mounted' : 'not found'}\n`);
      code = 1;
    } else if (mountBusy(call.world, call.machine, one.path) || call.cwd === one.path || call.cwd.startsWith(`${one.path}/`)) {
      call.writeError(`umount: ${one.path}: device is busy\numount: ${one.path}: device is busy\n`);
      code = 1;
    } else unmountPoint(call.world, call.machine, one.path);
  }
  await call.sleep(100);
  return code;
};
