import { fromBase64, toBase64 } from '../bytes.ts';
import { FileError } from '../file-error.ts';
import type { Machine } from '../machine.ts';
import type { BlockDevices } from '../part.ts';
import type { World } from '../world.ts';
import { awaitIo } from './io.ts';
import type { DiskState, Extent, FileSystemState, Partition } from './state.ts';
import { contentOf, findVolume, putContent, type Volume } from './volumes.ts';

/** Raw data kept for one disk; more is refused rather than forgotten. */
const mostRawBytes = 128 * 1024 * 1024;

/** Bytes of block devices for dd and its like: what was written raw, over what stands for tables and superblocks. */
export const storageBlocks: BlockDevices = {
  size: (world, machine, path) => findVolume(world, machine.name, path)?.sizeBytes ?? null,
  read: async (world, machine, path, offset, length) => {
    const volume = open(world, machine, path);
    await awaitIo(world, machine, volume.device);
    return readRaw(world, volume, offset, Math.max(0, Math.min(length, volume.sizeBytes - offset)));
  },
  write: async (world, machine, path, offset, bytes) => {
    const volume = open(world, machine, path);
    if (volume.device.readOnly) throw new FileError('EROFS', path);
    if (offset + bytes.length > volume.sizeBytes) throw new FileError('ENOSPC', path);
    await awaitIo(world, machine, volume.device);
    writeRaw(world, volume, offset, bytes);
  },
};

function open(world: World, machine: Machine, path: string): Volume {
  const volume = findVolume(world, machine.name, path);
  if (volume === null) throw new FileError('ENXIO', path);
  return volume;
}

function readRaw(world: World, volume: Volume, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  const start = volume.firstSector * 512 + offset;
  const put = (at: number, source: Uint8Array): void => {
    const from = Math.max(at, start);
    const to = Math.min(at + source.length, start + length);
    if (from < to) bytes.set(source.subarray(from - at, to - at), from - start);
  };
  for (const extent of volume.disk.extents)
    put(extent.offset, extent.bytes === null ? new Uint8Array(overlap(extent, start, length)) : fromBase64(extent.bytes));
  if (volume.disk.partitions !== null) put(0, masterBootRecord(volume.disk.partitions));
  for (const [sector, content] of Object.entries(volume.disk.volumes)) {
    const at = Number(sector) * 512;
    const fileSystem = content.kind === 'fileSystem' ? world.state.storage.fileSystems[content.id] : undefined;
    if (fileSystem !== undefined) put(at + 1024, superblock(fileSystem));
    if (content.kind === 'swap') put(at + 4086, ascii('SWAPSPACE2'));
    if (content.kind === 'physicalVolume') put(at + 512, ascii(`LABELONE`));
  }
  return bytes;
}

/** A zero extent may be as large as a disk: only what is asked for is made. */
function overlap(extent: Extent, start: number, length: number): number {
  return Math.max(0, Math.min(extent.length, start + length - extent.offset));
}

function writeRaw(world: World, volume: Volume, offset: number, bytes: Uint8Array): void {
  const start = volume.firstSector * 512 + offset;
  const disk = volume.disk;
  remember(disk, start, bytes);
  if (start < 512 && start + bytes.length > 446) disk.partitions = parseTable(readPlain(disk));
  const content = contentOf(volume);
  for (const [key, standing] of Object.entries(disk.volumes)) {
    const first = Number(key) * 512;
    // What makes a volume known stands in its first 8 KiB.
    if (start < first + 8192 && start + bytes.length > first + 512 && !(Number(key) === 0 && start + bytes.length <= 1024))
      dropAt(world, volume, Number(key), standing === content);
  }
}

function dropAt(world: World, volume: Volume, sector: number, own: boolean): void {
  if (own) {
    putContent(world, { ...volume, sizeBytes: 512 }, null);
    return;
  }
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- keyed by sector
  delete volume.disk.volumes[sector];
}

function remember(disk: DiskState, offset: number, bytes: Uint8Array): void {
  const end = offset + bytes.length;
  for (let at = disk.extents.length - 1; at >= 0; at -= 1) {
    const extent = disk.extents[at];
    if (extent !== undefined && extent.offset >= offset && extent.offset + extent.length <= end) disk.extents.splice(at, 1);
  }
  const zero = bytes.every((byte) => byte === 0);
  const last = disk.extents.at(-1);
  if (zero && last?.bytes === null && last.offset + last.length === offset) {
    disk.extents[disk.extents.length - 1] = { offset: last.offset, length: last.length + bytes.length, bytes: null };
    return;
  }
  const kept = disk.extents.reduce((sum, extent) => sum + (extent.bytes === null ? 0 : extent.length), 0);
  if (!zero && kept + bytes.length > mostRawBytes) throw new FileError('EIO', disk.id);
  disk.extents.push({ offset, length: bytes.length, bytes: zero ? null : toBase64(bytes) });
}

/** The first sector as raw writes left it, table included. */
function readPlain(disk: DiskState): Uint8Array {
  const bytes = new Uint8Array(512);
  if (disk.partitions !== null) bytes.set(masterBootRecord(disk.partitions));
  const newest = disk.extents.filter((extent) => extent.offset < 512);
  for (const extent of newest) {
    const source = extent.bytes === null ? new Uint8Array(Math.min(512, extent.length)) : fromBase64(extent.bytes);
    bytes.set(source.subarray(0, Math.max(0, 512 - extent.offset)), extent.offset);
  }
  return bytes;
}

function parseTable(sector: Uint8Array): Partition[] | null {
  if (sector[510] !== 0x55 || sector[511] !== 0xaa) return null;
  const view = new DataView(sector.buffer, sector.byteOffset, sector.byteLength);
  return [1, 2, 3, 4].flatMap((number) => {
    const at = 430 + number * 16;
    const type = view.getUint8(at + 4);
    return type === 0
      ? []
      : [
          {
            number,
            bootable: view.getUint8(at) === 0x80,
            firstSector: view.getUint32(at + 8, true),
            sectors: view.getUint32(at + 12, true),
            type,
          },
        ];
  });
}

function masterBootRecord(partitions: readonly Partition[]): Uint8Array {
  const bytes = new Uint8Array(512);
  const view = new DataView(bytes.buffer);
  for (const partition of partitions.filter((candidate) => candidate.number <= 4)) {
    const at = 430 + partition.number * 16;
    view.setUint8(at, partition.bootable ? 0x80 : 0);
    view.setUint8(at + 4, partition.type);
    view.setUint32(at + 8, partition.firstSector, true);
    view.setUint32(at + 12, partition.sectors, true);
  }
  bytes[510] = 0x55;
  bytes[511] = 0xaa;
  return bytes;
}

/** The fields of an ext2 superblock that file(1) and blkid look at (linux/ext2_fs.h). */
function superblock(fileSystem: FileSystemState): Uint8Array {
  const bytes = new Uint8Array(1024);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, fileSystem.inodes, true);
  view.setUint32(4, fileSystem.blocks, true);
  view.setUint32(8, fileSystem.reservedBlocks, true);
  view.setUint32(24, Math.log2(fileSystem.blockSize / 1024), true);
  view.setUint16(52, fileSystem.mountCount & 0xffff, true);
  view.setUint16(56, 0xef53, true);
  view.setUint16(58, fileSystem.errors ? 2 : 1, true);
  view.setUint32(76, 1, true);
  view.setUint32(92, fileSystem.type === 'ext3' ? 4 : 0, true);
  const uuid = fileSystem.uuid.replace(/-/gu, '');
  for (let at = 0; at < 16; at += 1) bytes[104 + at] = Number.parseInt(uuid.slice(at * 2, at * 2 + 2), 16);
  bytes.set(ascii(fileSystem.label.slice(0, 16)), 120);
  return bytes;
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0) & 127);
}
