import { FileError } from '../../world/file-error.ts';
import { mounts } from '../../world/debian/nodes/proc.ts';
import { resolvePath } from '../../world/path.ts';
import { mountVolume, resolveSource, spaceOf } from '../../world/storage/file-systems.ts';
import { readFstab, unmountPoint } from '../../world/storage/fstab.ts';
import { awaitIo } from '../../world/storage/io.ts';
import { findVolume } from '../../world/storage/volumes.ts';
import type { MountState } from '../../world/state.ts';
import type { Program, ProgramCall } from '../program.ts';
import { options } from '../unix/call-files.ts';

/** Mounts as the kernel lists them, without what only systemd has. */
function listed(call: ProgramCall): readonly MountState[] {
  const order = mounts(call.machine).split('\n').map((line) => line.split(' ')[1]?.replace(/\\040/gu, ' '));
  return [...call.machine.state.mounts].sort((left, right) => order.indexOf(left.path) - order.indexOf(right.path));
} // prettier-ignore

/** mount of util-linux 2.38 */
const mount: Program = async (call) => {
  const { given, values, operands } = options(call, 'toLU', ['types', 'options', 'source', 'target']);
  const wanted = (values.get('o') ?? values.get('options') ?? '').split(',').filter((word) => word !== '');
  const type = values.get('t') ?? values.get('types') ?? null;
  if (given.has('a') || given.has('all')) {
    let status = 0;
    for (const entry of readFstab(call.machine)) {
      if (entry.type === 'swap' || entry.options.includes('noauto') || call.machine.state.mounts.some(({ path }) => path === entry.point)) continue;
      status = Math.max(status, await mountOne(call, entry.source, entry.point, entry.type, entry.options));
    }
    return status;
  }
  const named = values.has('L') ? `LABEL=${values.get('L') ?? ''}` : values.has('U') ? `UUID=${values.get('U') ?? ''}` : null;
  const words = named === null ? operands : [named, ...operands];
  if (words.length === 0) {
    for (const one of listed(call)) if (type === null || one.type === type) call.write(`${one.device} on ${one.path} type ${one.type} (${one.options})\n`);
    return 0;
  }
  const [first = '', second] = words;
  if (wanted.includes('remount')) {
    const at = resolvePath(call.cwd, second ?? first);
    const found = call.machine.state.mounts.find(({ path }) => path === at);
    if (found === undefined) {
      call.writeError(`mount: ${at}: mount point not mounted or bad option.\n`);
      return 32;
    }
    found.options = [wanted.includes('ro') ? 'ro' : 'rw', ...found.options.split(',').filter((word) => word !== 'ro' && word !== 'rw')].join(',');
    return 0;
  }
  if (second !== undefined) return mountOne(call, first, resolvePath(call.cwd, second), type, wanted);
  const entry = readFstab(call.machine).find(({ point, source }) => point === resolvePath(call.cwd, first) || source === first);
  if (entry === undefined) {
    call.writeError(`mount: ${first}: can't find in /etc/fstab.\n`);
    return 1;
  }
  return mountOne(call, entry.source, entry.point, entry.type, [...entry.options, ...wanted]);
}; // prettier-ignore

async function mountOne(call: ProgramCall, source: string, point: string, type: string | null, wanted: readonly string[]): Promise<number> {
  const { machine, world } = call;
  const fail = (text: string): number => {
    call.writeError(`mount: ${point}: ${text}\n`);
    return 32;
  };
  const named = resolveSource(world, machine.name, source);
  if (named === null) return fail(`can't find ${source}.`);
  if (!machine.files.exists(point)) return fail('mount point does not exist.');
  const device = machine.files.exists(named) ? machine.files.realPath(named) : named;
  const volume = findVolume(world, machine.name, device);
  if (volume === null) return fail(machine.files.exists(named) ? `${named} is not a block device.` : `special device ${source} does not exist.`);
  try {
    await awaitIo(world, machine, volume.device);
  } catch (problem) {
    if (!(problem instanceof FileError)) throw problem;
    return fail(`can't read superblock on ${named}.`);
  }
  await call.sleep(120);
  const path = machine.files.realPath(point);
  const held = volume.device.behind.kind === 'scsi' && machine.files.exists(`/sys/block/${volume.device.name}/holders`) && machine.files.list(`/sys/block/${volume.device.name}/holders`).length > 0;
  if (held) return fail(`${named} already mounted or mount point busy.`);
  const done = mountVolume(world, machine, { device, point: path, type: type === 'auto' ? null : type, options: wanted });
  if (done.ok) return 0;
  switch (done.why) {
    case 'busy':
      return fail(`${named} already mounted on ${path}.`);
    case 'no-type':
    case 'wrong-type':
    case 'swap':
      return fail(`wrong fs type, bad option, bad superblock on ${named}, missing codepage or helper program, or other error.\n       dmesg(1) may have more information after failed mount system call.`);
    default:
      return fail(`${named} is not a block device.`);
  }
} // prettier-ignore

/** umount of util-linux 2.38 */
const umount: Program = async (call) => {
  const { operands } = options(call, 't');
  let status = 0;
  for (const word of operands) {
    await call.sleep(80);
    const path = resolvePath(call.cwd, word);
    const real = call.machine.files.exists(path) ? call.machine.files.realPath(path) : path;
    const device = findVolume(call.world, call.machine.name, real)?.path;
    const found = call.machine.state.mounts.findLast((one) => one.path === real || (device !== undefined && one.device === device));
    if (found === undefined) {
      call.writeError(`umount: ${word}: ${call.machine.files.exists(path) ? 'not mounted' : 'no mount point specified'}.\n`);
      status = 32;
      continue;
    }
    try {
      unmountPoint(call.world, call.machine, found.path);
    } catch (problem) {
      if (!(problem instanceof FileError)) throw problem;
      call.writeError(`umount: ${found.path}: target is busy.\n`);
      status = 32;
    }
  }
  return status;
}; // prettier-ignore

/** findmnt: the list, or one mount point or device; -n, -o COLUMNS, -J. */
const findmnt: Program = (call) => {
  const { given, values, operands } = options(call, 'otST', ['output', 'types', 'source', 'target', 'mountpoint']);
  const columns = (values.get('o') ?? values.get('output') ?? 'TARGET,SOURCE,FSTYPE,OPTIONS').toUpperCase().split(',');
  const target = values.get('T') ?? values.get('target');
  const word = values.get('mountpoint') ?? operands.at(-1);
  const source = values.get('S') ?? values.get('source');
  let shown = listed(call);
  if (target !== undefined) {
    const at = resolvePath(call.cwd, target);
    shown = shown.filter(({ path }) => at === path || at.startsWith(path === '/' ? '/' : `${path}/`)).slice(-1);
  } else if (word !== undefined || source !== undefined) shown = shown.filter((one) => one.path === word || one.device === (source ?? word));
  const type = values.get('t') ?? values.get('types');
  if (type !== undefined) shown = shown.filter((one) => type.split(',').includes(one.type));
  if (shown.length === 0) return Promise.resolve(1);
  const cell = (one: MountState, column: string): string => ({ TARGET: one.path, SOURCE: one.device, FSTYPE: one.type, OPTIONS: one.options })[column] ?? '';
  if (given.has('J') || given.has('json')) {
    call.write(`{\n   "filesystems": [\n${shown.map((one) => `      {\n${columns.map((column) => `         "${column.toLowerCase()}": ${JSON.stringify(cell(one, column))}`).join(',\n')}\n      }`).join(',')}\n   ]\n}\n`);
    return Promise.resolve(0);
  }
  const rows = [...(given.has('n') || given.has('noheadings') ? [] : [columns]), ...shown.map((one) => columns.map((column) => cell(one, column)))];
  const widths = columns.map((_column, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  call.write(rows.map((row) => `${row.map((text, index) => (index === row.length - 1 ? text : text.padEnd(widths[index] ?? 0))).join(' ')}\n`).join(''));
  return Promise.resolve(0);
}; // prettier-ignore

function human(kibibytes: number): string {
  let value = kibibytes;
  let unit = 0;
  const units = ['K', 'M', 'G', 'T'];
  if (kibibytes === 0) return '0';
  while (value >= 1024 && unit < 3) {
    value /= 1024;
    unit += 1;
  }
  return value < 10
    ? `${(Math.ceil(value * 10 - 1e-9) / 10).toFixed(1)}${units[unit] ?? ''}`
    : `${String(Math.ceil(value - 1e-9))}${units[unit] ?? ''}`;
}

/** df of coreutils 9.1: -h, -k, -P, -T, FILE... */
const df: Program = (call) => {
  const { given, operands } = options(call, 't', ['output', 'type']);
  const easy = given.has('h');
  const posix = given.has('P') || given.has('portability');
  const found = operands.map((word) => {
    const at = resolvePath(call.cwd, word);
    const device = findVolume(call.world, call.machine.name, call.machine.files.exists(at) ? call.machine.files.realPath(at) : at)?.path;
    return [...listed(call)].sort((left, right) => right.path.length - left.path.length).find(({ path, device: own }) => own === device || at === path || at.startsWith(path === '/' ? '/' : `${path}/`));
  });
  const wanted = operands.length > 0 ? found.flatMap((one) => one ?? []) : listed(call);
  const rows: string[][] = [];
  for (const one of wanted) {
    const space = one.path === '/dev' ? { size: 435_796, used: 0, available: 435_796 } : spaceOf(call.world, call.machine, one) ?? (one.type === 'tmpfs' ? { size: 456_040, used: 0, available: 456_040 } : null);
    if (space === null) continue;
    const share = space.used + space.available === 0 ? 0 : Math.ceil((space.used * 100) / (space.used + space.available));
    const size = (value: number): string => (easy ? human(value) : String(value));
    rows.push([one.device, ...(given.has('T') ? [one.type] : []), size(space.size), size(space.used), size(space.available), `${String(share)}%`, one.path]);
  }
  const header = ['Filesystem', ...(given.has('T') ? ['Type'] : []), easy ? 'Size' : posix ? '1024-blocks' : '1K-blocks', 'Used', easy ? 'Avail' : 'Available', posix ? 'Capacity' : 'Use%', 'Mounted on'];
  const all = [header, ...rows];
  const left = new Set([0, header.length - 1, ...(given.has('T') ? [1] : [])]);
  const widths = header.map((title, index) => Math.max(index === 0 ? 14 : index > (given.has('T') ? 1 : 0) && index < header.length - 2 ? 5 : 4, title.length, ...rows.map((row) => row[index]?.length ?? 0)));
  call.write(all.map((row) => `${row.map((text, index) => (index === row.length - 1 ? text : left.has(index) ? text.padEnd(widths[index] ?? 0) : text.padStart(widths[index] ?? 0))).join(' ')}\n`).join(''));
  return Promise.resolve(operands.length > wanted.length ? 1 : 0);
}; // prettier-ignore

/** Mounts and the space on them. */
export const mountingPrograms: Readonly<Record<string, Program>> = {
  '/usr/bin/mount': mount,
  '/usr/bin/umount': umount,
  '/usr/bin/findmnt': findmnt,
  '/usr/bin/df': df,
};
