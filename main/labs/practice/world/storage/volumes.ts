import type { World } from '../world.ts';
import { disksOf, numberPartitions } from './devices.ts';
import type { BlockDevice, DiskState, LogicalVolume, Partition, VolumeContent, VolumeGroup } from './state.ts';

/** A block device as a program opens it: a whole disk, a partition or a logical volume. */
export interface Volume {
  readonly machine: string;
  /** As the kernel names it: /dev/sde1, /dev/mapper/VolGroup00-LogVol00. */
  readonly path: string;
  /** The whole disk that it lies on; for a logical volume the disk of its physical volume. */
  readonly device: BlockDevice;
  readonly disk: DiskState;
  readonly partition: Partition | null;
  readonly logical: { readonly group: VolumeGroup; readonly volume: LogicalVolume } | null;
  readonly firstSector: number;
  readonly sizeBytes: number;
  readonly major: number;
  readonly minor: number;
}

const deviceMapperMajor = 253;
/** LVM2 keeps its metadata in the first 192 KiB of a physical volume. */
const metadataSectors = 384;

/** All block devices of a machine, in the order of /proc/partitions: disks with their partitions, then logical volumes. */
export function volumesOf(world: World, machine: string): readonly Volume[] {
  const found: Volume[] = [];
  const logical: Volume[] = [];
  for (const device of disksOf(world, machine).devices) {
    const disk = world.state.storage.disks[device.disk];
    if (disk === undefined) continue;
    const base = { machine, device, disk, logical: null };
    found.push({
      ...base,
      path: devicePath(device),
      partition: null,
      firstSector: 0,
      sizeBytes: device.sizeBytes,
      major: device.major,
      minor: device.minor,
    });
    for (const partition of device.partitions) {
      found.push({ ...base, path: partitionPath(device, partition.number), partition, firstSector: partition.firstSector,
        sizeBytes: sizeOf(partition), major: device.major, minor: partitionMinor(device, partition.number) }); // prettier-ignore
    }
  }
  // Device mapper counts maps and logical volumes together.
  const maps = found.filter(({ major }) => major === deviceMapperMajor).reduce((most, { minor }) => Math.max(most, minor + 1), 0);
  for (const volume of found) {
    const content = contentOf(volume);
    if (content?.kind !== 'physicalVolume' || !disksOf(world, machine).activeGroups.includes(content.group.uuid)) continue;
    let extents = 0;
    for (const one of content.group.volumes) {
      const firstSector = volume.firstSector + metadataSectors + (extents * content.group.extentBytes) / 512;
      extents += one.extents;
      logical.push({ ...volume, path: `/dev/mapper/${mapperName(content.group.name)}-${mapperName(one.name)}`, logical: { group: content.group, volume: one }, firstSector,
        sizeBytes: one.extents * content.group.extentBytes, major: deviceMapperMajor, minor: maps + logical.length }); // prettier-ignore
    }
  }
  return [...found, ...logical];
}

/** Path of a whole disk: a map goes by its name. */
export function devicePath({ name, behind }: Pick<BlockDevice, 'name' | 'behind'>): string {
  return behind.kind === 'map' ? `/dev/mapper/${behind.name}` : `/dev/${name}`;
}

/** Path of a partition; kpartx of Debian puts `-part` before the number. */
function partitionPath(device: Pick<BlockDevice, 'name' | 'behind'>, number: number): string {
  return `${devicePath(device)}${device.behind.kind === 'map' ? '-part' : ''}${String(number)}`;
}

function partitionMinor({ minor, behind }: Pick<BlockDevice, 'minor' | 'behind'>, number: number): number {
  return behind.kind === 'map' ? (behind.partitionMinors[number] ?? minor) : minor + number;
}

/** Name that the kernel gives it, without /dev: `sda1`, `dm-4`. */
export function kernelName(volume: Volume): string {
  return volume.major === deviceMapperMajor ? `dm-${String(volume.minor)}` : volume.path.slice(5);
}

/** An extended partition shows the kernel its first kilobyte alone. */
function sizeOf(partition: Partition): number {
  return partition.type === 5 ? 1024 : partition.sectors * 512;
}

/** Device mapper doubles dashes in names. */
function mapperName(name: string): string {
  return name.replace(/-/gu, '--');
}

/** Finds a block device by its path; /dev/VG/LV is the other name of a logical volume. Null: the machine has no such device. */
export function findVolume(world: World, machine: string, path: string): Volume | null {
  const volumes = volumesOf(world, machine);
  return (
    volumes.find((volume) => volume.path === path || aliasOf(volume) === path || `/dev/${kernelName(volume)}` === path) ?? null
  );
}

/** `/dev/VolGroup00/LogVol00` of a logical volume. */
export function aliasOf(volume: Volume): string | null {
  return volume.logical === null ? null : `/dev/${volume.logical.group.name}/${volume.logical.volume.name}`;
}

export function contentOf(volume: Volume): VolumeContent | null {
  if (volume.logical !== null) return volume.logical.volume.content;
  return volume.disk.volumes[volume.firstSector] ?? null;
}

/** Writes a new content onto a volume; what stood there, and for a whole disk its partitions, is gone. */
export function putContent(world: World, volume: Volume, content: VolumeContent | null): void {
  const before = contentOf(volume);
  if (volume.logical !== null) {
    volume.logical.volume.content = content;
  } else {
    const end = volume.firstSector + volume.sizeBytes / 512;
    for (const key of Object.keys(volume.disk.volumes)) {
      const sector = Number(key);
      if (sector < volume.firstSector || sector >= end) continue;
      forgetContent(world, volume.disk.volumes[sector] ?? null, content);
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- keyed by sector
      delete volume.disk.volumes[sector];
    }
    if (volume.partition === null) {
      volume.disk.partitions = null;
      volume.device.partitions = [];
    }
    if (content !== null) volume.disk.volumes[volume.firstSector] = content;
  }
  if (volume.logical !== null) forgetContent(world, before, content);
}

/** Drops the state of what was overwritten; a tree that is still mounted somewhere stays until it is not. */
function forgetContent(world: World, content: VolumeContent | null, except: VolumeContent | null): void {
  if (content === null || content === except) return;
  if (content.kind === 'fileSystem') forgetFileSystem(world, content.id);
  if (content.kind === 'physicalVolume') for (const volume of content.group.volumes) forgetContent(world, volume.content, except);
}

function forgetFileSystem(world: World, id: string): void {
  const held = world
    .machines()
    .some((machine) => machine.state.root === id || machine.state.mounts.some((mount) => mount.tree === id));
  if (held) return;
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- keyed by identifier
  delete world.state.storage.fileSystems[id];
  world.removeTree(id);
}

/** Writes a partition table to a disk. What stands on the disk stays where it is. */
export function writePartitions(disk: DiskState, partitions: readonly Partition[]): void {
  disk.partitions = [...partitions];
}

/** Lets the kernel of a machine read a disk's partition table again. False: a partition of it is in use, the old table stays. */
export function rereadPartitions(world: World, machine: string, name: string, busy: boolean): boolean {
  const device = disksOf(world, machine).devices.find((candidate) => candidate.name === name);
  const disk = world.state.storage.disks[device?.disk ?? ''];
  if (device === undefined || disk === undefined || busy) return false;
  device.partitions = [...(disk.partitions ?? [])];
  numberPartitions(world, machine, device);
  return true;
}

/** Usual geometry of a disk: 255 heads, 63 sectors a track. */
export function cylindersOf(bytes: number): number {
  return Math.floor(bytes / (255 * 63 * 512));
}
