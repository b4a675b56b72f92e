import { failure, success, type Result } from '../../../../../core/result.ts';
import type { World } from '../world.ts';
import { addDisk, disksOf, removeDisk } from './devices.ts';
import type { Backing, BlockDevice, DiskState } from './state.ts';
import { contentOf, findVolume, putContent, type Volume } from './volumes.ts';

export interface GuestDisk {
  /** Machine that the disk is given to, and the host that has it. */
  readonly guest: string;
  readonly dom0: string;
  /** As in the configuration: `phy:/dev/sdb`, `phy:sdb`, `tap:aio:/var/lib/xen/images/a.img`, `file:/a.img`. */
  readonly source: string;
  /** `xvda`, `hda`, `sda`. */
  readonly device: string;
  /** `r`, `w`, or `w!`, which does not look for other users. */
  readonly mode: string;
}

/**
 * Gives a guest a disk, as the hotplug scripts of xen 3.0.3 do. Refusals: `missing` (no such device or file), `not-block`,
 * `mounted-here` (the host has that very device mounted), `mounted-guest` (another guest has it), `name`. Sharing is judged by
 * major and minor, as /etc/xen/scripts/block does: a partition of a disk that is given away whole is not noticed.
 */
export function attachGuestDisk(world: World, wanted: GuestDisk): Result<BlockDevice> {
  const readOnly = !wanted.mode.startsWith('w');
  const image = /^(tap:aio|file):(.+)$/u.exec(wanted.source);
  if (image !== null) return attachImage(world, wanted, image[1] === 'file' ? 'file' : 'tap:aio', image[2] ?? '', readOnly);
  const named = wanted.source.replace(/^phy:/u, '');
  const path = named.startsWith('/') ? named : `/dev/${named}`;
  const volume = findVolume(world, wanted.dom0, path);
  if (volume === null)
    return failure(
      world.machine(wanted.dom0).files.exists(path) ? 'not-block' : 'missing',
      `${path} does not exist on ${wanted.dom0}.`,
    );
  if (wanted.mode !== 'w!') {
    const refusal = sharing(world, wanted, volume, readOnly);
    if (refusal !== null) return refusal;
  }
  return add(world, wanted, diskOfVolume(world, volume).id, { kind: 'phy', host: wanted.dom0, device: volume.path }, readOnly);
}

function sharing(world: World, wanted: GuestDisk, volume: Volume, readOnly: boolean): ReturnType<typeof failure> | null {
  const mounts = world
    .machine(wanted.dom0)
    .state.mounts.filter((mount) => mount.device === volume.path && (!readOnly || !mount.options.split(',').includes('ro')));
  const swapped = disksOf(world, wanted.dom0).swaps.includes(volume.path);
  if (mounts.length > 0 || swapped) return failure('mounted-here', `Device ${volume.path} is mounted in the privileged domain.`);
  for (const [guest, disks] of Object.entries(world.state.storage.machines)) {
    for (const device of disks.devices) {
      const behind = device.behind;
      if (behind.kind !== 'phy' || behind.host !== wanted.dom0 || (readOnly && device.readOnly)) continue;
      const other = findVolume(world, wanted.dom0, behind.device);
      if (
        other?.major === volume.major &&
        other.minor === volume.minor &&
        !(guest === wanted.guest && device.name === wanted.device)
      ) {
        return failure('mounted-guest', `Device ${volume.path} is mounted in a guest domain.`);
      }
    }
  }
  return null;
}

/** The disk that a guest sees on a volume: the disk itself, or for a partition or logical volume one within it. */
function diskOfVolume(world: World, volume: Volume): DiskState {
  if (volume.partition === null && volume.logical === null) return volume.disk;
  const content = contentOf(volume);
  const disks = world.state.storage.disks;
  if (content?.kind === 'disk') return disks[content.id] ?? volume.disk;
  const id = nextDisk(world);
  const disk: DiskState = {
    id,
    sizeBytes: volume.sizeBytes,
    partitions: null,
    volumes: content === null ? {} : { 0: content },
    extents: [],
  };
  disks[id] = disk;
  if (content === null) putContent(world, volume, { kind: 'disk', id });
  return disk;
}

function attachImage(
  world: World,
  wanted: GuestDisk,
  driver: 'tap:aio' | 'file',
  path: string,
  readOnly: boolean,
): Result<BlockDevice> {
  const disk = diskOfImage(world, wanted.dom0, path);
  if (disk === null) return failure('missing', `${path} does not exist on ${wanted.dom0}.`);
  if (driver === 'file' && wanted.mode !== 'w!') {
    const other = Object.entries(world.state.storage.machines).find(
      ([guest, disks]) =>
        guest !== wanted.guest && disks.devices.some((device) => device.disk === disk.id && !(readOnly && device.readOnly)),
    );
    if (other !== undefined)
      return failure('mounted-guest', `File ${path} is loopback-mounted through /dev/loop0, which is mounted in a guest domain.`);
  }
  return add(world, wanted, disk.id, { kind: 'image', host: wanted.dom0, path, driver }, readOnly);
}

/** What is on an image file as a disk; null when there is no such file. The file's length is the disk's size. */
export function diskOfImage(world: World, dom0: string, path: string): DiskState | null {
  const files = world.machine(dom0).files;
  if (!files.isFile(path)) return null;
  const { stored } = files.lookup(path);
  if (stored?.node.kind !== 'file') return null;
  const size = files.stat(path).size;
  const known = world.state.storage.disks[stored.node.disk ?? ''];
  if (known !== undefined) {
    known.sizeBytes = Math.floor(size / 512) * 512;
    return known;
  }
  const id = nextDisk(world);
  const disk: DiskState = { id, sizeBytes: Math.floor(size / 512) * 512, partitions: null, volumes: {}, extents: [] };
  world.state.storage.disks[id] = disk;
  stored.tree.set(stored.inner, { ...stored.node, disk: id });
  return disk;
}

/** Sparse image files take space as a guest writes to them. */
export function imageGrew(world: World, device: BlockDevice, bytes: number): void {
  if (device.behind.kind !== 'image') return;
  const files = world.machine(device.behind.host).files;
  if (!files.isFile(device.behind.path)) return;
  const { stored } = files.lookup(device.behind.path);
  if (stored?.node.kind !== 'file' || stored.node.allocated === undefined) return;
  stored.tree.set(stored.inner, { ...stored.node, allocated: Math.min(device.sizeBytes, stored.node.allocated + bytes) });
}

function nextDisk(world: World): string {
  world.state.storage.nextId += 1;
  return `image:${String(world.state.storage.nextId)}`;
}

function add(world: World, wanted: GuestDisk, disk: string, behind: Backing, readOnly: boolean): Result<BlockDevice> {
  try {
    return success(addDisk(world, wanted.guest, wanted.device, disk, behind, readOnly));
  } catch (problem) {
    if (problem instanceof Error) return failure('name', `${wanted.device} is no name of a disk.`);
    throw problem;
  }
}

/** Takes one disk of a guest away, or all of them when it is gone. */
export function detachGuestDisks(world: World, guest: string, device?: string): void {
  const disks = world.state.storage.machines[guest];
  if (disks === undefined) return;
  for (const name of disks.devices.map((candidate) => candidate.name))
    if (device === undefined || device === name) removeDisk(world, guest, name);
  if (device === undefined) {
    disks.swaps.splice(0);
    disks.activeGroups.splice(0);
  }
}

/** What is found on a disk that somebody wants to boot from, before any machine has it: pygrub's view. */
export interface BootDisk {
  readonly disk: DiskState;
  /** Tree of the file system on the active partition, else of the first that has one; null: nothing to boot. */
  readonly bootTree: string | null;
  readonly rootTree: string | null;
  readonly hasTable: boolean;
  readonly hasActive: boolean;
}

/** Looks at a disk as a guest's configuration names it. Null: it does not exist. */
export function bootDisk(world: World, dom0: string, source: string): BootDisk | null {
  const image = /^(?:tap:aio|file):(.+)$/u.exec(source);
  const named = source.replace(/^phy:/u, '');
  const volume = image === null ? findVolume(world, dom0, named.startsWith('/') ? named : `/dev/${named}`) : null;
  const disk = image !== null ? diskOfImage(world, dom0, image[1] ?? '') : volume === null ? null : diskOfVolume(world, volume);
  if (disk === null) return null;
  const partitions = disk.partitions ?? [];
  const treeAt = (sector: number): string | null => {
    const content = disk.volumes[sector];
    return content?.kind === 'fileSystem' ? content.id : null;
  };
  const active = partitions.find((partition) => partition.bootable);
  const first = partitions.map((partition) => treeAt(partition.firstSector)).find((tree) => tree !== null) ?? treeAt(0);
  const bootTree = active === undefined ? first : treeAt(active.firstSector);
  const groups = Object.values(disk.volumes).flatMap((content) =>
    content.kind === 'physicalVolume' ? content.group.volumes : [],
  );
  const root = groups
    .map((volume2) => (volume2.content?.kind === 'fileSystem' ? volume2.content.id : null))
    .find((tree) => tree !== null);
  const plain = partitions.map((partition) => treeAt(partition.firstSector)).find((tree) => tree !== null && tree !== bootTree);
  return {
    disk,
    bootTree,
    rootTree: root ?? plain ?? bootTree,
    hasTable: disk.partitions !== null,
    hasActive: active !== undefined,
  };
}
