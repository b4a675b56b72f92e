import { FileError } from '../../world/file-error.ts';
import { resolvePath } from '../../world/path.ts';
import { disksOf } from '../../world/storage/devices.ts';
import { awaitIo } from '../../world/storage/io.ts';
import { makeFileSystem } from '../../world/storage/file-systems.ts';
import { diskOfImage } from '../../world/storage/guests.ts';
import type { Backing, DiskState, Partition } from '../../world/storage/state.ts';
import {
  contentOf,
  findVolume,
  putContent,
  rereadPartitions,
  volumesOf,
  writePartitions,
  type Volume,
} from '../../world/storage/volumes.ts';
import { allocate } from '../../world/debian/block/allocate.ts';
import { deviceHeld } from '../../world/debian/block/in-use.ts';
import { runningOf } from '../../world/debian/debian.ts';
import type { Program, ProgramCall } from '../program.ts';
import { options } from '../unix/call-files.ts';

/** The block device that a word names; links are followed. */
export function volumeAt(call: ProgramCall, word: string): Volume | null {
  const path = resolvePath(call.cwd, word);
  return findVolume(call.world, call.machine.name, call.machine.files.exists(path) ? call.machine.files.realPath(path) : path);
}

/** What fdisk has open: a block device or an image file. */
interface Opened {
  readonly disk: DiskState;
  readonly sizeBytes: number;
  /** Kind of the device behind it; `image` for a file. */
  readonly kind: Backing['kind'];
  /** Whether it is a part of a disk itself. */
  readonly part: boolean;
  /** Between its name and a partition's number. */
  readonly separator: string;
}

function openedVolume({ disk, sizeBytes, device, partition, path }: Volume): Opened {
  return { disk, sizeBytes, kind: device.behind.kind, part: partition !== null, separator: path.startsWith('/dev/mapper/') ? '-part' : '' };
} // prettier-ignore

function openedImage(call: ProgramCall, word: string): Opened | null {
  const disk = diskOfImage(call.world, call.machine.name, resolvePath(call.cwd, word));
  return disk === null ? null : { disk, sizeBytes: disk.sizeBytes, kind: 'image', part: false, separator: /[0-9]$/u.test(word) ? 'p' : '' };
} // prettier-ignore

function binarySize(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < 4) {
    value /= 1024;
    unit += 1;
  }
  return `${String(Math.round(value * 100) / 100)} ${units[unit] ?? ''}`;
}

function shortSize(bytes: number): string {
  const [value = '0', unit = 'B'] = binarySize(bytes).split(' ');
  const number = Number(value);
  return `${number >= 10 || Number.isInteger(number) ? String(Math.round(number)) : number.toFixed(1)}${unit.charAt(0)}`;
}

const typeNames: Readonly<Record<number, string>> = { 0x83: 'Linux', 0x82: 'Linux swap / Solaris', 0x8e: 'Linux LVM', 0x5: 'Extended', 0xc: 'W95 FAT32 (LBA)' }; // prettier-ignore

/** Partitions by their kernel's paths; a guest's system on a whole LUN is seen without them being mapped. */
function tableText({ disk, sizeBytes, kind, part, separator }: Opened, shownAs: string): string {
  const model = kind === 'scsi' ? 'Disk model: FILEIO          \n' : '';
  const geometry = kind === 'scsi' || kind === 'map' ? '512 bytes / 33550336 bytes' : '512 bytes / 512 bytes';
  const head = `Disk ${shownAs}: ${binarySize(sizeBytes)}, ${String(sizeBytes)} bytes, ${String(sizeBytes / 512)} sectors\n${model}Units: sectors of 1 * 512 = 512 bytes\nSector size (logical/physical): 512 bytes / 512 bytes\nI/O size (minimum/optimal): ${geometry}\n`;
  if (part || disk.partitions === null) return head;
  const rows = disk.partitions.map((one) => [`${shownAs}${separator}${String(one.number)}`, one.bootable ? '*' : '', String(one.firstSector), String(one.firstSector + one.sectors - 1), String(one.sectors), shortSize(one.sectors * 512), one.type.toString(16), typeNames[one.type] ?? 'unknown']);
  const header = ['Device', 'Boot', 'Start', 'End', 'Sectors', 'Size', 'Id', 'Type'];
  const widths = header.map((title, index) => Math.max(title.length, ...rows.map((row) => row[index]?.length ?? 0)));
  const left = new Set([0, 1, 7]);
  const lines = rows.length === 0 ? [] : [header, ...rows].map((row) => row.map((text, index) => (index === 7 ? text : left.has(index) ? text.padEnd(widths[index] ?? 0) : text.padStart(widths[index] ?? 0))).join(' '));
  return `${head}Disklabel type: dos\nDisk identifier: 0x${identifier(disk)}\n${lines.length === 0 ? '' : `\n${lines.join('\n')}\n`}`;
} // prettier-ignore

/** A number that stays with the disk. */
function identifier(disk: DiskState): string {
  let hash = 5381;
  for (const letter of disk.id) hash = (Math.imul(hash, 33) ^ letter.charCodeAt(0)) >>> 0;
  return hash.toString(16).padStart(8, '0');
}

/** fdisk -l [DEVICE...] of util-linux 2.38; partitioning is sfdisk's. */
const fdisk: Program = async (call) => {
  const words = call.args.filter((word) => !word.startsWith('-'));
  if (!call.args.some((word) => /^-[a-z]*l/u.test(word) || word === '--list')) {
    call.writeError('fdisk: this lab partitions with sfdisk\n');
    return 1;
  }
  const volumes = words.length > 0 ? words : volumesOf(call.world, call.machine.name).filter(({ partition, logical }) => partition === null && logical === null).map(({ path }) => path);
  let status = 0;
  const texts: string[] = [];
  for (const word of volumes) {
    const volume = volumeAt(call, word);
    const opened = volume === null ? openedImage(call, word) : openedVolume(volume);
    if (opened === null) {
      call.writeError(`fdisk: cannot open ${word}: No such file or directory\n`);
      status = 1;
      continue;
    }
    try {
      if (volume !== null) await awaitIo(call.world, call.machine, volume.device);
    } catch (problem) {
      if (!(problem instanceof FileError)) throw problem;
      call.writeError(`fdisk: cannot open ${word}: Input/output error\n`);
      status = 1;
      continue;
    }
    texts.push(tableText(opened, word));
  }
  call.write(texts.join('\n\n'));
  return status;
}; // prettier-ignore

/** sfdisk DEVICE with a script on standard input: START,SIZE,TYPE,BOOTABLE or name=value; -d dumps, -l lists. */
const sfdisk: Program = async (call) => {
  const { given, operands } = options(call, 'XN', ['label', 'wipe']);
  const volume = volumeAt(call, operands[0] ?? '');
  if (volume === null) {
    call.writeError(`sfdisk: cannot open ${operands[0] ?? ''}: No such file or directory\n`);
    return 1;
  }
  if (given.has('d') || given.has('dump') || given.has('l')) {
    call.write(tableText(openedVolume(volume), operands[0] ?? ''));
    return 0;
  }
  const script = await call.readInput();
  await call.sleep(300);
  const partitions: Partition[] = [];
  let next = 2048;
  for (const raw of script.split('\n')) {
    const line = raw.trim();
    if (line === '' || /^(label|unit|device|#)/u.test(line)) continue;
    const named = (name: string): string | undefined => new RegExp(`(?:^|[,\\s])${name}=\\s*([^,\\s]+)`, 'u').exec(line)?.[1];
    const [start = '', size = '', type = '', boot = ''] = line.includes('=') ? [named('start') ?? '', named('size') ?? '', named('type') ?? '', line.includes('bootable') ? '*' : ''] : line.split(',').map((word) => word.trim());
    const first = start === '' ? next : Number(start);
    const sectors = size === '' || size === '+' ? volume.sizeBytes / 512 - first : /^\d+[MG]i?B?$/u.test(size) ? Number.parseInt(size, 10) * (size.includes('G') ? 2_097_152 : 2_048) : Number(size);
    partitions.push({ number: partitions.length + 1, bootable: boot === '*', firstSector: first, sectors, type: Number.parseInt(type === '' || type === 'L' ? '83' : type === 'S' ? '82' : type, 16) });
    next = first + sectors;
  }
  if (deviceHeld(call.machine, volume.device.name)) {
    call.writeError(`Checking that no-one is using this disk right now ... FAILED\n\nThis disk is currently in use - repartitioning is probably a bad idea.\nUmount all file systems, and swapoff all swap partitions on this disk.\nUse the --no-reread flag to suppress this check.\n\nsfdisk: Use the --force flag to overrule all checks.\n`);
    return 1;
  }
  writePartitions(volume.disk, partitions);
  rereadPartitions(call.world, call.machine.name, volume.device.name, false);
  if (!given.has('q') && !given.has('quiet')) call.write(`Checking that no-one is using this disk right now ... OK\n\n${tableText(openedVolume(volume), operands[0] ?? '')}\nThe partition table has been altered.\nCalling ioctl() to re-read partition table.\nSyncing disks.\n`);
  return 0;
}; // prettier-ignore

/** mkfs.ext4 and mkfs.ext3 of e2fsprogs 1.47: -q, -F, -L LABEL, -m PERCENT, -t TYPE. */
const mkfs: Program = async (call) => {
  const { given, values, operands } = options(call, 'LmtbiEOUTN');
  const word = operands[0] ?? '';
  const volume = volumeAt(call, word);
  if (volume === null) {
    call.writeError(`mke2fs 1.47.0 (5-Feb-2023)\nThe file ${word} does not exist and no size was specified.\n`);
    return 1;
  }
  const mounted = call.machine.state.mounts.find(({ device }) => device === volume.path);
  const inUse = deviceHeld(call.machine, volume.device.name) || (volume.device.behind.kind === 'scsi' && runningOf(call.machine).maps.some(({ groups }) => groups.some(({ paths }) => paths.some(({ node }) => node === volume.device.name))));
  if (mounted !== undefined || (inUse && volume.partition === null)) {
    call.writeError(`mke2fs 1.47.0 (5-Feb-2023)\n${word} is ${mounted === undefined ? 'apparently in use by the system' : 'mounted'}; will not make a filesystem here!\n`);
    return 1;
  }
  const before = contentOf(volume);
  if (before !== null && !given.has('F') && !call.inputIsTerminal) {
    call.writeError(`mke2fs 1.47.0 (5-Feb-2023)\n${word} contains a file system\nProceed anyway? (y,N) \n`);
    return 1;
  }
  await awaitIo(call.world, call.machine, volume.device);
  await call.sleep(1_200);
  const made = makeFileSystem(call.world, volume, { label: values.get('L') ?? '', journal: true, type: 'ext4', ...(values.has('m') ? { reservedPercent: Number(values.get('m')) } : {}) });
  if (!made.ok) {
    call.writeError(`mke2fs 1.47.0 (5-Feb-2023)\n${word}: Not enough space to build proposed filesystem while setting up superblock\n`);
    return 1;
  }
  if (!given.has('q')) call.write(`mke2fs 1.47.0 (5-Feb-2023)\nCreating filesystem with ${String(made.value.blocks)} ${String(made.value.blockSize / 1024)}k blocks and ${String(made.value.inodes)} inodes\nFilesystem UUID: ${made.value.uuid}\n\nAllocating group tables: done                            \nWriting inode tables: done                            \nCreating journal: done\nWriting superblocks and filesystem accounting information: done\n\n`);
  return 0;
}; // prettier-ignore

/** What blkid tells of a device; null when it finds nothing on it. */
export function tagsOf(call: ProgramCall, volume: Volume): ReadonlyMap<string, string> | null {
  const tags = new Map<string, string>();
  const content = contentOf(volume);
  const fileSystem = content?.kind === 'fileSystem' ? call.world.state.storage.fileSystems[content.id] : undefined;
  if (fileSystem !== undefined) {
    if (fileSystem.label !== '') tags.set('LABEL', fileSystem.label);
    tags.set('UUID', fileSystem.uuid);
    tags.set('BLOCK_SIZE', String(fileSystem.blockSize));
    tags.set('TYPE', fileSystem.type);
  } else if (content?.kind === 'swap') {
    tags.set('UUID', content.uuid);
    tags.set('TYPE', 'swap');
  } else if (content?.kind === 'physicalVolume') {
    tags.set('UUID', content.uuid);
    tags.set('TYPE', 'LVM2_member');
  } else if (volume.partition === null && volume.disk.partitions !== null) {
    tags.set('PTUUID', identifier(volume.disk));
    tags.set('PTTYPE', 'dos');
  }
  if (volume.partition !== null) tags.set('PARTUUID', `${identifier(volume.disk)}-${String(volume.partition.number).padStart(2, '0')}`);
  return tags.size === 0 ? null : tags;
} // prettier-ignore

/** blkid of util-linux 2.38: all devices, or some; -o value|export|udev, -s TAG, -L LABEL, -U UUID, -p. */
const blkid: Program = async (call) => {
  const { values, operands } = options(call, 'cosLUtw', ['output', 'match-tag', 'label', 'uuid', 'cache-file']);
  await call.sleep(60);
  const label = values.get('L') ?? values.get('label');
  const uuid = values.get('U') ?? values.get('uuid');
  const all = [...volumesOf(call.world, call.machine.name)];
  const volumes = operands.length > 0 ? operands.flatMap((word) => volumeAt(call, word) ?? []) : all;
  const format = values.get('o') ?? values.get('output') ?? 'full';
  const only = values.get('s') ?? values.get('match-tag');
  let printed = 0;
  for (const volume of volumes) {
    const tags = tagsOf(call, volume);
    if (tags === null) continue;
    if (label !== undefined || uuid !== undefined) {
      const paths = volume.device.behind.kind === 'scsi' && all.some((one) => one.device.behind.kind === 'map' && one.disk === volume.disk);
      if (paths || (label !== undefined && tags.get('LABEL') !== label) || (uuid !== undefined && tags.get('UUID') !== uuid)) continue;
      call.write(`${volume.path}\n`);
      return 0;
    }
    const shown = [...tags].filter(([name]) => only === undefined || name === only);
    if (shown.length === 0) continue;
    printed += 1;
    if (format === 'value') call.write(shown.map(([, value]) => `${value}\n`).join(''));
    else if (format === 'export') call.write(`DEVNAME=${volume.path}\n${shown.map(([name, value]) => `${name}=${value}\n`).join('')}`);
    else call.write(`${volume.path}: ${shown.map(([name, value]) => `${name}="${value}"`).join(' ')}\n`);
  }
  return printed === 0 ? 2 : 0;
}; // prettier-ignore

/** wipefs [-a] DEVICE */
const wipefs: Program = async (call) => {
  const { given, operands } = options(call, 't');
  for (const word of operands) {
    const volume = volumeAt(call, word);
    if (volume === null) {
      call.writeError(`wipefs: error: ${word}: probing initialization failed: No such file or directory\n`);
      return 1;
    }
    const tags = tagsOf(call, volume);
    if (!given.has('a') && !given.has('all')) {
      if (tags !== null)
        call.write(
          `DEVICE OFFSET TYPE UUID LABEL\n${word.replace('/dev/', '').padEnd(6)} 0x438  ${tags.get('TYPE') ?? tags.get('PTTYPE') ?? ''} ${tags.get('UUID') ?? ''} ${tags.get('LABEL') ?? ''}\n`,
        );
      continue;
    }
    if (deviceHeld(call.machine, volume.device.name)) {
      call.writeError(`wipefs: error: ${word}: probing initialization failed: Device or resource busy\n`);
      return 1;
    }
    await awaitIo(call.world, call.machine, volume.device);
    putContent(call.world, volume, null);
    if (tags !== null) call.write(`${word}: 2 bytes were erased at offset 0x00000438 (${tags.get('TYPE') ?? 'dos'}): 53 ef\n`);
  }
  return 0;
};

/** fallocate -l SIZE FILE: space is taken at once. */
const fallocate: Program = (call) => {
  const { values, operands } = options(call, 'lo', ['length']);
  const [, number = '0', unit = ''] = /^(\d+)([KMG]?)/u.exec(values.get('l') ?? values.get('length') ?? '') ?? [];
  const size = Number(number) * { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 }[unit as '' | 'K' | 'M' | 'G'];
  const path = resolvePath(call.cwd, operands[0] ?? '');
  const tree = call.machine.state.mounts.filter((one) => path.startsWith(one.path === '/' ? '/' : `${one.path}/`)).at(-1)?.tree ?? null;
  const free = tree === null ? null : call.world.freeBytes(tree);
  if (free !== null && size > free) {
    call.writeError(`fallocate: fallocate failed: No space left on device\n`);
    return Promise.resolve(1);
  }
  allocate(call.machine, path, size);
  return Promise.resolve(0);
}; // prettier-ignore

const partprobe: Program = async (call) => {
  await call.sleep(200);
  const words = call.args.filter((word) => !word.startsWith('-'));
  for (const { name } of disksOf(call.world, call.machine.name).devices)
    if (words.length === 0 || words.some((word) => volumeAt(call, word)?.device.name === name)) rereadPartitions(call.world, call.machine.name, name, deviceHeld(call.machine, name));
  return 0;
}; // prettier-ignore

/** dmsetup ls, table, info, status */
const dmsetup: Program = (call) => {
  const [verb = '', name] = call.args.filter((word) => !word.startsWith('-'));
  const volumes = volumesOf(call.world, call.machine.name).filter(({ major, path }) => major === 253 && (name === undefined || path === `/dev/mapper/${name}`));
  if (volumes.length === 0) {
    call.write(name === undefined ? 'No devices found\n' : '');
    if (name !== undefined) call.writeError(`Device ${name} not found\nCommand failed.\n`);
    return Promise.resolve(name === undefined ? 0 : 1);
  }
  for (const volume of volumes) {
    const own = volume.path.slice('/dev/mapper/'.length);
    const sectors = String(volume.sizeBytes / 512);
    if (verb === 'table' || verb === 'status') call.write(`${name === undefined ? `${own}: ` : ''}0 ${sectors} ${volume.partition === null ? 'multipath' : `linear 253:${String(volume.device.minor)} ${String(volume.partition.firstSector)}`}\n`);
    else if (verb === 'info') call.write(`Name:              ${own}\nState:             ACTIVE\nRead Ahead:        256\nTables present:    LIVE\nOpen count:        ${deviceHeld(call.machine, volume.device.name) ? '1' : '0'}\nEvent number:      1\nMajor, minor:      253, ${String(volume.minor)}\nNumber of targets: 1\n\n`);
    else call.write(`${own}\t(253:${String(volume.minor)})\n`);
  }
  return Promise.resolve(0);
}; // prettier-ignore

/** kpartx -a|-d|-l DEVICE: partitions of a map. */
const kpartx: Program = async (call) => {
  const word = call.args.find((one) => !one.startsWith('-')) ?? '';
  const volume = volumeAt(call, word);
  if (volume === null) {
    call.writeError(`failed to stat() ${word}\n`);
    return 1;
  }
  await call.sleep(150);
  if (call.args.some((one) => /^-[a-z]*[au]/u.test(one))) rereadPartitions(call.world, call.machine.name, volume.device.name, false);
  if (call.args.some((one) => /^-[a-z]*d/u.test(one))) volume.device.partitions.splice(0);
  if (call.args.some((one) => /^-[a-z]*[lv]/u.test(one)))
    for (const one of volume.disk.partitions ?? []) call.write(`${volume.path.replace('/dev/mapper/', '')}-part${String(one.number)} : 0 ${String(one.sectors)} ${word} ${String(one.firstSector)}\n`);
  return 0;
}; // prettier-ignore

/** Disks: tables, file systems, signatures, device mapper. */
export const diskPrograms: Readonly<Record<string, Program>> = {
  '/usr/sbin/fdisk': fdisk,
  '/usr/sbin/sfdisk': sfdisk,
  '/usr/sbin/mkfs': mkfs,
  '/usr/sbin/mkfs.ext4': mkfs,
  '/usr/sbin/mke2fs': mkfs,
  '/usr/sbin/blkid': blkid,
  '/usr/sbin/wipefs': wipefs,
  '/usr/sbin/partprobe': partprobe,
  '/usr/sbin/dmsetup': dmsetup,
  '/usr/sbin/kpartx': kpartx,
  '/usr/bin/fallocate': fallocate,
};
