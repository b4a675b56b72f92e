import { FileError } from '../../../world/file-error.ts';
import { disksOf } from '../../../world/storage/devices.ts';
import { awaitIo } from '../../../world/storage/io.ts';
import type { BlockDevice, Partition } from '../../../world/storage/state.ts';
import { inUse } from '../../../world/storage/use.ts';
import { findVolume, rereadPartitions, writePartitions, type Volume } from '../../../world/storage/volumes.ts';
import type { Program, ProgramCall } from '../../program.ts';
import { cylinders, geometryText, sectorsPerCylinder, tableText, typeNames } from './fdisk-list.ts';

const usage = `
Usage: fdisk [-l] [-b SSZ] [-u] device
E.g.: fdisk /dev/hda  (for the first IDE disk)
  or: fdisk /dev/sdc  (for the third SCSI disk)
  or: fdisk /dev/eda  (for the first PS/2 ESDI drive)
  or: fdisk /dev/rd/c0d0  or: fdisk /dev/ida/c0d0  (for RAID devices)
  ...
`;

/** /sbin/fdisk of util-linux 2.13-pre7: -l, -s, or questions about one disk. */
export const fdisk: Program = async (call) => {
  const paths = call.args.filter((arg) => !arg.startsWith('-'));
  const options = call.args.filter((arg) => arg.startsWith('-'));
  const bad = options.find((option) => !/^-[luvs]+$/u.test(option));
  if (bad !== undefined) {
    call.writeError(`fdisk: invalid option -- ${bad.charAt(1)}\n${usage}`);
    return 1;
  }
  if (options.some((option) => option.includes('v'))) {
    call.write('fdisk (util-linux 2.13-pre7)\n');
    return 0;
  }
  if (options.some((option) => option.includes('s'))) return sizes(call, paths);
  if (options.some((option) => option.includes('l'))) return list(call, paths);
  const path = paths[0];
  if (path === undefined || paths.length > 1) {
    call.writeError(usage);
    return 1;
  }
  return edit(call, path);
};

function sizes(call: ProgramCall, paths: readonly string[]): number {
  for (const path of paths) {
    const volume = findVolume(call.world, call.machine.name, path);
    if (volume === null) return cannotOpen(call, path);
    call.write(`${String(Math.floor(volume.sizeBytes / 1024))}\n`);
  }
  return 0;
}

function cannotOpen(call: ProgramCall, path: string): number {
  call.writeError(`\nUnable to open ${path}\n`);
  return 1;
}

async function list(call: ProgramCall, paths: readonly string[]): Promise<number> {
  const asked = paths.length > 0 ? paths : disksOf(call.world, call.machine.name).devices.map((device) => `/dev/${device.name}`);
  for (const path of asked) {
    const volume = findVolume(call.world, call.machine.name, path);
    // What cannot be opened or read is passed over without a word, as `fdisk -l` does.
    if (volume === null || !(await readable(call, volume))) continue;
    call.write(geometryText({ ...volume.device, name: path.replace('/dev/', ''), sizeBytes: volume.sizeBytes }));
    if (volume.partition === null && volume.disk.partitions !== null)
      call.write(tableText(volume.device, volume.disk.partitions));
    else call.writeError(`Disk ${path} doesn't contain a valid partition table\n`);
  }
  return 0;
}

async function readable(call: ProgramCall, volume: Volume): Promise<boolean> {
  try {
    await awaitIo(call.world, call.machine, volume.device);
    return true;
  } catch (problem) {
    if (problem instanceof FileError) return false;
    throw problem;
  }
}

/** Raised by three ends of input in a row. */
class EndOfInput extends Error {}

interface Session {
  readonly call: ProgramCall;
  readonly device: BlockDevice;
  partitions: Partition[];
  ends: number;
}

async function edit(call: ProgramCall, path: string): Promise<number> {
  const volume = findVolume(call.world, call.machine.name, path);
  if (volume === null || volume.logical !== null) return cannotOpen(call, path);
  if (!(await readable(call, volume))) {
    call.writeError(`\nUnable to read ${path}\n`);
    return 1;
  }
  const session: Session = { call, device: volume.device, partitions: [...(volume.disk.partitions ?? [])], ends: 0 };
  if (volume.disk.partitions === null) {
    call.writeError(
      'Device contains neither a valid DOS partition table, nor Sun, SGI or OSF disklabel\nBuilding a new DOS disklabel. Changes will remain in memory only,\n' +
        "until you decide to write them. After that, of course, the previous\ncontent won't be recoverable.\n\n",
    );
  }
  if (cylinders(volume.device) > 1024) {
    call.write(
      `\nThe number of cylinders for this disk is set to ${String(cylinders(volume.device))}.\nThere is nothing wrong with that, but this is larger than 1024,\n` +
        'and could in certain setups cause problems with:\n1) software that runs at boot time (e.g., old versions of LILO)\n2) booting and partitioning software from other OSs\n   (e.g., DOS FDISK, OS/2 FDISK)\n',
    );
  }
  if (volume.disk.partitions === null)
    call.writeError('Warning: invalid flag 0x0000 of partition table 4 will be corrected by w(rite)\n');
  try {
    for (;;) {
      const code = await command(session, volume, path);
      if (code !== null) return code;
    }
  } catch (problem) {
    if (!(problem instanceof EndOfInput)) throw problem;
    call.writeError('\ngot EOF thrice - exiting..\n');
    return 1;
  }
}

/** Asks until something is typed; an empty line is returned only where it means the default. */
async function ask(session: Session, question: string, empty = false): Promise<string> {
  for (;;) {
    session.call.write(question);
    const line = await session.call.readLine();
    if (line === null) {
      session.ends += 1;
      if (session.ends >= 3) throw new EndOfInput();
      continue;
    }
    session.ends = 0;
    if (line.trim() !== '' || empty) return line.trim();
  }
}

const menu = `Command action
   a   toggle a bootable flag
   b   edit bsd disklabel
   c   toggle the dos compatibility flag
   d   delete a partition
   l   list known partition types
   m   print this menu
   n   add a new partition
   o   create a new empty DOS partition table
   p   print the partition table
   q   quit without saving changes
   s   create a new empty Sun disklabel
   t   change a partition's system id
   u   change display/entry units
   v   verify the partition table
   w   write table to disk and exit
   x   extra functionality (experts only)

`;

/** One command; an exit status ends the session. */
async function command(session: Session, volume: Volume, path: string): Promise<number | null> {
  const { call } = session;
  const typed = await ask(session, '\nCommand (m for help): ');
  switch (typed.charAt(0)) {
    case 'n':
      await add(session);
      return null;
    case 'd':
      await remove(session);
      return null;
    case 'p':
      call.write(geometryText(session.device) + tableText(session.device, session.partitions));
      return null;
    case 't':
      await changeType(session);
      return null;
    case 'a': {
      const number = await askNumber(session, 'Partition number (1-4): ', 1, 4, null);
      session.partitions = session.partitions.map((partition) =>
        partition.number === number ? { ...partition, bootable: !partition.bootable } : partition,
      );
      return null;
    }
    case 'o':
      session.partitions = [];
      call.writeError(
        "Building a new DOS disklabel. Changes will remain in memory only,\nuntil you decide to write them. After that, of course, the previous\ncontent won't be recoverable.\n\n",
      );
      return null;
    case 'l':
      for (const [type, name] of Object.entries(typeNames)) call.write(`${Number(type).toString(16).padStart(2)}  ${name}\n`);
      return null;
    case 'v': {
      const used = session.partitions.reduce((sum, partition) => sum + partition.sectors, 0);
      call.write(`${String(Math.floor(session.device.sizeBytes / 512) - used)} unallocated sectors\n`);
      return null;
    }
    case 'q':
      call.write('\n');
      return 0;
    case 'w':
      return write(session, volume, path);
    case 'm':
      call.write(menu);
      return null;
    default:
      call.write(`${typed.charAt(0)}: unknown command\n${menu}`);
      return null;
  }
}

async function write(session: Session, volume: Volume, path: string): Promise<number> {
  const { call } = session;
  if (!(await readable(call, volume))) {
    call.writeError(`\nUnable to write ${path}\n`);
    return 1;
  }
  const busy = inUse(call.world, call.machine.name, session.device.name);
  writePartitions(volume.disk, session.partitions);
  call.write('The partition table has been altered!\n\nCalling ioctl() to re-read partition table.\n');
  if (!rereadPartitions(call.world, call.machine.name, session.device.name, busy)) {
    call.write(
      '\nWARNING: Re-reading the partition table failed with error 16: Device or resource busy.\nThe kernel still uses the old table.\nThe new table will be used at the next reboot.\n',
    );
    call.write('Syncing disks.\n');
    return 1;
  }
  await call.sleep(500);
  call.write('Syncing disks.\n');
  return 0;
}

async function askNumber(
  session: Session,
  question: string,
  least: number,
  most: number,
  standard: number | null,
): Promise<number> {
  for (;;) {
    const typed = await ask(session, question, standard !== null);
    if (typed === '' && standard !== null) {
      session.call.write(`Using default value ${String(standard)}\n`);
      return standard;
    }
    const value = Number(typed);
    if (/^[0-9]+$/u.test(typed) && value >= least && value <= most) return value;
    session.call.write('Value out of range.\n');
  }
}

async function add(session: Session): Promise<void> {
  const { call, device } = session;
  const free = [1, 2, 3, 4].filter((number) => !session.partitions.some((partition) => partition.number === number));
  const gap = freeCylinders(session);
  if (gap.length === 0) {
    call.write('No free sectors available\n');
    return;
  }
  if (free.length === 0) {
    call.write('You must delete some partition and add an extended partition first\n');
    return;
  }
  const extended = session.partitions.some((partition) => partition.type === 5);
  const kind = await ask(
    session,
    `Command action\n   ${extended ? 'l   logical (5 or over)' : 'e   extended'}\n   p   primary partition (1-4)\n`,
  );
  if (kind !== 'p' && kind !== 'e') {
    call.write(`Invalid partition number for type \`${kind.charAt(0)}'\n`);
    return;
  }
  const only = free.length === 1 ? free[0] : undefined;
  if (only !== undefined) call.write(`Selected partition ${String(only)}\n`);
  const number = only ?? (await askNumber(session, 'Partition number (1-4): ', 1, 4, null));
  if (!free.includes(number)) {
    call.write(`Partition ${String(number)} is already defined.  Delete it before re-adding it.\n`);
    return;
  }
  const last = cylinders(device);
  const first = gap[0] ?? 1;
  let start = await askNumber(
    session,
    `First cylinder (${String(first)}-${String(last)}, default ${String(first)}): `,
    first,
    last,
    first,
  );
  while (!gap.includes(start)) {
    call.write(`Sector ${String((start - 1) * sectorsPerCylinder)} is already allocated\n`);
    start = await askNumber(
      session,
      `First cylinder (${String(first)}-${String(last)}, default ${String(first)}): `,
      first,
      last,
      first,
    );
  }
  let limit = start;
  while (gap.includes(limit + 1)) limit += 1;
  const end = await askEnd(session, start, limit);
  const firstSector = start === 1 ? 63 : (start - 1) * sectorsPerCylinder + (kind === 'e' ? 0 : 0);
  const partition: Partition = {
    number,
    bootable: false,
    firstSector,
    sectors: end * sectorsPerCylinder - firstSector,
    type: kind === 'e' ? 5 : 0x83,
  };
  session.partitions = [...session.partitions, partition].sort((left, right) => left.number - right.number);
}

/** Cylinders that no partition touches. */
function freeCylinders(session: Session): readonly number[] {
  const taken = session.partitions.map(
    (partition) =>
      [
        Math.floor(partition.firstSector / sectorsPerCylinder) + 1,
        Math.floor((partition.firstSector + partition.sectors - 1) / sectorsPerCylinder) + 1,
      ] as const,
  );
  const all = Array.from({ length: cylinders(session.device) }, (_, index) => index + 1);
  return all.filter((cylinder) => !taken.some(([from, to]) => cylinder >= from && cylinder <= to));
}

async function askEnd(session: Session, start: number, limit: number): Promise<number> {
  const question = `Last cylinder or +size or +sizeM or +sizeK (${String(start)}-${String(limit)}, default ${String(limit)}): `;
  for (;;) {
    const typed = await ask(session, question, true);
    if (typed === '') {
      session.call.write(`Using default value ${String(limit)}\n`);
      return limit;
    }
    const plus = /^\+([0-9]+)([kmg]?)$/iu.exec(typed);
    const bytes =
      plus === null ? 0 : Number(plus[1]) * ({ k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[(plus[2] ?? '').toLowerCase()] ?? 0);
    const end =
      plus === null
        ? Number(typed)
        : plus[2] === ''
          ? start + Number(plus[1])
          : start - 1 + Math.ceil(bytes / (sectorsPerCylinder * 512));
    if (/^\+?[0-9]+[kmg]?$/iu.test(typed) && end >= start && end <= limit) return end;
    session.call.write('Value out of range.\n');
  }
}

async function remove(session: Session): Promise<void> {
  if (session.partitions.length === 0) {
    session.call.write('No partition is defined yet!\n');
    return;
  }
  const single = session.partitions.length === 1 ? session.partitions[0] : undefined;
  if (single !== undefined) session.call.write(`Selected partition ${String(single.number)}\n`);
  const number = single?.number ?? (await askNumber(session, 'Partition number (1-4): ', 1, 4, null));
  session.partitions = session.partitions.filter((partition) => partition.number !== number);
}

async function changeType(session: Session): Promise<void> {
  const { call } = session;
  if (session.partitions.length === 0) {
    call.write('No partition is defined yet!\n');
    return;
  }
  const single = session.partitions.length === 1 ? session.partitions[0] : undefined;
  if (single !== undefined) call.write(`Selected partition ${String(single.number)}\n`);
  const number = single?.number ?? (await askNumber(session, 'Partition number (1-4): ', 1, 4, null));
  const partition = session.partitions.find((candidate) => candidate.number === number);
  if (partition === undefined) {
    call.write(`Partition ${String(number)} does not exist yet!\n`);
    return;
  }
  for (;;) {
    const typed = await ask(session, 'Hex code (type L to list codes): ');
    const type = Number.parseInt(typed, 16);
    if (/^[0-9a-f]{1,2}$/iu.test(typed) && type > 0) {
      session.partitions = session.partitions.map((other) => (other === partition ? { ...other, type } : other));
      call.write(`Changed system type of partition ${String(number)} to ${typed} (${typeNames[type] ?? 'Unknown'})\n`);
      return;
    }
    for (const [known, name] of Object.entries(typeNames)) call.write(`${Number(known).toString(16).padStart(2)}  ${name}\n`);
  }
}
