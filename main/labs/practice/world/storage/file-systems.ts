import { failure, success, type Result } from '../../../../../core/result.ts';
import type { Machine } from '../machine.ts';
import type { MountState } from '../state.ts';
import type { World } from '../world.ts';
import { layOut, space, type Ext3Options, type SpaceKibibytes } from './ext3.ts';
import type { FileSystemState } from './state.ts';
import { aliasOf, contentOf, findVolume, kernelName, putContent, volumesOf, type Volume } from './volumes.ts';

export interface NewFileSystem extends Ext3Options {
  readonly label: string;
  readonly uuid?: string;
  /** ext3, or ext2 without a journal, unless it is said. */
  readonly type?: 'ext4';
}

/** Writes an empty ext2 or ext3 onto a volume, whatever stood there. Fails when it is too small. */
export function makeFileSystem(world: World, volume: Volume, wanted: NewFileSystem): Result<FileSystemState> {
  const layout = layOut(
    volume.sizeBytes,
    wanted.type === 'ext4'
      ? { inodeBytes: 256, bytesPerInode: volume.sizeBytes < 512 * 1024 ** 2 ? 4096 : 16_384, ...wanted }
      : wanted,
  );
  if (layout === null) return failure('too-small', 'The device is too small for a file system.');
  const tree = world.createTree(world.newId('fs'));
  tree.set('/lost+found', { kind: 'directory', mode: 0o700, uid: 0, gid: 0, mtime: world.now() });
  const state: FileSystemState = {
    id: tree.id,
    type: wanted.type ?? (wanted.journal ? 'ext3' : 'ext2'),
    uuid: wanted.uuid ?? world.random.uuid(),
    label: wanted.label,
    createdAt: world.now(),
    blockSize: layout.blockSize,
    blocks: layout.blocks,
    inodes: layout.inodes,
    overheadBlocks: layout.overheadBlocks,
    reservedBlocks: layout.reservedBlocks,
    // The tree counts its root and lost+found itself, 4096 bytes each, and mke2fs gives lost+found 16 KiB.
    baseUsedBlocks: layout.baseUsedBlocks,
    installedBytes: -8192,
    mountCount: 0,
    errors: false,
  };
  putContent(world, volume, { kind: 'fileSystem', id: tree.id });
  world.state.storage.fileSystems[tree.id] = state;
  return success(state);
}

/** What statfs tells of a mounted tree; null for one that is on no device and has no limit. */
export function spaceOf(world: World, machine: Machine, mount: MountState): SpaceKibibytes | null {
  if (mount.tree === null) return null;
  const fileSystem = world.state.storage.fileSystems[mount.tree];
  const used = world.tree(mount.tree).usedBytes();
  if (fileSystem !== undefined) return space(fileSystem, used);
  if (mount.type !== 'tmpfs') return null;
  const size = tmpfsKibibytes(machine, mount.options);
  const taken = Math.min(size, Math.max(0, Math.ceil(used / 1024) - 4));
  return { size, used: taken, available: size - taken };
}

/** A tmpfs without size= holds half of the memory, in whole pages. */
function tmpfsKibibytes(machine: Machine, options: string): number {
  const asked = /(?:^|,)size=([0-9]+)([kmg%]?)/u.exec(options);
  const total = memoryKibibytes(machine);
  if (asked?.[2] === '%') return Math.floor((total * Number(asked[1])) / 100);
  if (asked !== null)
    return Math.floor((Number(asked[1]) * ({ k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[asked[2] ?? ''] ?? 1)) / 1024);
  return Math.floor(total / 4 / 2) * 4;
}

function memoryKibibytes(machine: Machine): number {
  if (!machine.files.exists('/proc/meminfo')) return 0;
  return Number(/^MemTotal:\s+([0-9]+) kB/mu.exec(machine.files.readText('/proc/meminfo'))?.[1] ?? 0);
}

/** Bytes that may still be written to a tree by root; null: no limit. Made for WorldOptions.freeBytes. */
export function freeBytes(world: World, tree: string): number | null {
  const fileSystem = world.state.storage.fileSystems[tree];
  if (fileSystem === undefined) return null;
  const answer = space(fileSystem, world.tree(tree).usedBytes());
  return Math.max(0, answer.size - answer.used) * 1024;
}

export type MountFailure = 'no-point' | 'no-device' | 'not-block' | 'busy' | 'no-type' | 'wrong-type' | 'swap';

export interface MountRequest {
  readonly device: string;
  readonly point: string;
  readonly type: string | null;
  readonly options: readonly string[];
}

/** The path of a volume by what stands in fstab: a path, LABEL= or UUID=. */
export function resolveSource(world: World, machine: string, source: string): string | null {
  const [kind, value] = source.split('=', 2);
  if (value === undefined || (kind !== 'LABEL' && kind !== 'UUID')) return source;
  const wanted = value.replace(/^"|"$/gu, '');
  // A path of a map is not what carries the name: the map comes first.
  const volumes = [...volumesOf(world, machine)].sort(
    (left, right) => Number(left.device.behind.kind === 'scsi') - Number(right.device.behind.kind === 'scsi'),
  );
  const found = volumes.find((volume) => {
    const content = contentOf(volume);
    if (content?.kind === 'swap') return (kind === 'LABEL' ? content.label : content.uuid) === wanted;
    const state = content?.kind === 'fileSystem' ? world.state.storage.fileSystems[content.id] : undefined;
    return state !== undefined && (kind === 'LABEL' ? state.label : state.uuid) === wanted;
  });
  return found?.path ?? null;
}

/** Mounts a block device's file system. What mount(8) prints for a failure is the program's business. */
export function mountVolume(
  world: World,
  machine: Machine,
  request: MountRequest,
): { readonly ok: true; readonly mount: MountState } | { readonly ok: false; readonly why: MountFailure } {
  if (!machine.files.isDirectory(request.point)) return { ok: false, why: 'no-point' };
  const volume = findVolume(world, machine.name, request.device);
  if (volume === null) return { ok: false, why: machine.files.exists(request.device) ? 'not-block' : 'no-device' };
  const point = machine.files.realPath(request.point);
  const content = contentOf(volume);
  const busy = machine.state.mounts.some((mount) => mount.device === volume.path && mount.path === point);
  if (busy || heldByGuestDriver(world, volume)) return { ok: false, why: 'busy' };
  if (content?.kind === 'swap' && request.type === null) return { ok: false, why: 'swap' };
  const state = content?.kind === 'fileSystem' ? world.state.storage.fileSystems[content.id] : undefined;
  if (state === undefined) return { ok: false, why: request.type === null ? 'no-type' : 'wrong-type' };
  const type = request.type === null || request.type === 'auto' ? state.type : request.type;
  if (type !== state.type && !(type === 'ext2' && state.type === 'ext3')) return { ok: false, why: 'wrong-type' };
  state.mountCount += 1;
  const kept = request.options.filter((option) => !['defaults', 'auto', 'noauto', 'rw', 'ro'].includes(option));
  const mount: MountState = {
    device: volume.path,
    path: point,
    type,
    options: [
      request.options.includes('ro') ? 'ro' : 'rw',
      ...(type === 'ext4' ? ['relatime'] : []),
      ...kept.filter((option) => type !== 'ext4' || !['_netdev', 'nofail', 'relatime'].includes(option)),
    ].join(','),
    tree: state.id,
  };
  machine.state.mounts.push(mount);
  const name = kernelName(volume);
  if (type === 'ext4') {
    machine.logKernel(`EXT4-fs (${name}): mounted filesystem with ordered data mode. Quota mode: none.`);
    return { ok: true, mount };
  }
  machine.logKernel('kjournald starting.  Commit interval 5 seconds');
  if (type === 'ext3') machine.logKernel(`EXT3 FS on ${name}, internal journal`);
  machine.logKernel(`EXT3-fs: mounted filesystem with ordered data mode.`);
  return { ok: true, mount };
}

/** A physical volume of an active group is claimed by device mapper. */
function heldByGuestDriver(world: World, volume: Volume): boolean {
  return (
    contentOf(volume)?.kind === 'physicalVolume' && (world.state.storage.machines[volume.machine]?.activeGroups.length ?? 0) > 0
  );
}

/** Gives the root file system, mounted by the kernel as /dev/root, the name of the device that it lies on; activates its volume group first. */
export function nameRoot(world: World, machine: Machine): void {
  activateGroups(world, machine.name);
  const root = machine.state.mounts[0];
  const volume = volumesOf(world, machine.name).find((candidate) => {
    const content = contentOf(candidate);
    return content?.kind === 'fileSystem' && content.id === machine.state.root;
  });
  if (root !== undefined && volume !== undefined) root.device = volume.path;
}

/** vgchange -ay: of a guest all groups on its disks; of a host those on its own disk, as guests' groups are not its business. */
function activateGroups(world: World, machine: string): void {
  const disks = world.state.storage.machines[machine];
  if (disks === undefined) return;
  for (const device of disks.devices) {
    if (device.behind.kind === 'virtual' || device.behind.kind === 'path') continue;
    const contents = Object.values(world.state.storage.disks[device.disk]?.volumes ?? {});
    for (const content of contents)
      if (content.kind === 'physicalVolume' && !disks.activeGroups.includes(content.group.uuid))
        disks.activeGroups.push(content.group.uuid);
  }
}

/** Both names of a volume that a mount table may have. */
export function namesOf(volume: Volume): readonly string[] {
  const alias = aliasOf(volume);
  return alias === null ? [volume.path] : [volume.path, alias];
}
