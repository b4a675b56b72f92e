import { failure, success, type Result } from '../../../../../core/result.ts';
import type { World } from '../world.ts';
import { disksOf, findDisk } from './devices.ts';
import { space } from './ext3.ts';
import { makeFileSystem } from './file-systems.ts';
import { imageGrew } from './guests.ts';
import type { InstallFootprint, LogicalVolume, Partition, VolumeGroup } from './state.ts';
import { cylindersOf, findVolume, putContent, writePartitions } from './volumes.ts';

const sectorsPerCylinder = 255 * 63;
/** Anaconda's /boot of 100 MB is 13 cylinders: 104391 blocks. */
const bootCylinders = 13;
const extentBytes = 32 * 1024 * 1024;

/** Where an installation went: trees to fill, and names for fstab. */
export interface InstalledDisk {
  readonly rootTree: string;
  readonly bootTree: string;
  /** `/dev/VolGroup00/LogVol00`, `/dev/VolGroup00/LogVol01`. */
  readonly rootDevice: string;
  readonly swapDevice: string;
}

const commonFootprint: InstallFootprint = {
  rootUsedBytes: Math.round(1.75 * 1024 ** 3),
  bootUsedBytes: 12_728 * 1024,
  rootReservedPercent: 5,
};

/**
 * Partitions a machine's disk as RHEL 5.1's installer does by itself: /boot of 100 MB, the rest one physical volume with VolGroup00,
 * swap of twice the memory in LogVol01 and / in LogVol00. Everything on the disk is lost. Fails with `too-small`.
 */
export function partitionForInstall(world: World, machine: string, deviceName: string, memoryMib: number): Result<InstalledDisk> {
  const device = findDisk(world, machine, deviceName);
  const whole = findVolume(world, machine, `/dev/${deviceName}`);
  if (device === undefined || whole === null) return failure('missing', `There is no disk ${deviceName} on ${machine}.`);
  const cylinders = cylindersOf(device.sizeBytes);
  const lvmStart = bootCylinders * sectorsPerCylinder;
  const partitions: Partition[] = [
    { number: 1, bootable: true, firstSector: 63, sectors: lvmStart - 63, type: 0x83 },
    { number: 2, bootable: false, firstSector: lvmStart, sectors: (cylinders - bootCylinders) * sectorsPerCylinder, type: 0x8e },
  ];
  const extents = Math.floor(((partitions[1]?.sectors ?? 0) * 512 - 192 * 1024) / extentBytes);
  const swapExtents = Math.floor((swapMib(memoryMib) * 1024 ** 2) / extentBytes);
  const rootExtents = extents - swapExtents;
  if (rootExtents < 32)
    return failure('too-small', 'Could not allocate requested partitions: not enough space left to create partition for /.');
  putContent(world, whole, null);
  writePartitions(whole.disk, partitions);
  device.partitions = [...partitions];
  const root: LogicalVolume = { name: 'LogVol00', uuid: lvmUuid(world), extents: rootExtents, content: null };
  const swap: LogicalVolume = {
    name: 'LogVol01',
    uuid: lvmUuid(world),
    extents: swapExtents,
    content: { kind: 'swap', uuid: world.random.uuid(), label: '' },
  };
  const group: VolumeGroup = { name: 'VolGroup00', uuid: lvmUuid(world), extentBytes, extents, volumes: [root, swap] };
  whole.disk.volumes[lvmStart] = { kind: 'physicalVolume', uuid: lvmUuid(world), group };
  disksOf(world, machine).activeGroups.push(group.uuid);
  const footprint = world.state.storage.footprints[machine] ?? commonFootprint;
  const boot = findVolume(world, machine, `/dev/${deviceName}1`);
  const rootVolume = findVolume(world, machine, '/dev/VolGroup00/LogVol00');
  if (boot === null || rootVolume === null) throw new Error(`${deviceName} was not partitioned`);
  const bootMade = makeFileSystem(world, boot, { label: '/boot', journal: true });
  const rootMade = makeFileSystem(world, rootVolume, {
    label: '',
    journal: true,
    reservedPercent: footprint.rootReservedPercent,
  });
  if (!bootMade.ok) return bootMade;
  if (!rootMade.ok) return rootMade;
  return success({
    rootTree: rootMade.value.id,
    bootTree: bootMade.value.id,
    rootDevice: '/dev/VolGroup00/LogVol00',
    swapDevice: '/dev/VolGroup00/LogVol01',
  });
}

/** swapSuggestion() of RHEL 5's installer (iutil.py), the larger figure: memory rounded up to 16, twice. */
function swapMib(memoryMib: number): number {
  const memory = (Math.floor(memoryMib / 16) + 1) * 16;
  if (memory <= 256) return 512;
  return memory > 2000 ? 2000 + memory : 2 * memory;
}

/** `Yz3dPz-...`: 32 letters and digits in LVM2's groups. */
function lvmUuid(world: World): string {
  const alphabet = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
  return [6, 4, 4, 4, 4, 4, 6]
    .map((length) => Array.from({ length }, () => alphabet.charAt(world.random.integer(0, 61))).join(''))
    .join('-');
}

/**
 * Called when an installation has put its files into the trees: what packages put there beyond the modelled files is accounted for, so that
 * df shows what a real installation takes.
 */
export function settleFootprint(world: World, machine: string, installed: InstalledDisk): void {
  const footprint = world.state.storage.footprints[machine] ?? commonFootprint;
  settle(world, installed.rootTree, footprint.rootUsedBytes);
  settle(world, installed.bootTree, footprint.bootUsedBytes);
  for (const device of disksOf(world, machine).devices) {
    if (device.behind.kind === 'image' && Object.values(world.state.storage.disks[device.disk]?.volumes ?? {}).length > 0)
      imageGrew(world, device, footprint.rootUsedBytes + footprint.bootUsedBytes);
  }
}

function settle(world: World, tree: string, usedBytes: number): void {
  const state = world.state.storage.fileSystems[tree];
  if (state === undefined) return;
  const missing = usedBytes - space(state, world.tree(tree).usedBytes()).used * 1024;
  if (missing > 0) state.installedBytes += missing;
}

/**
 * Makes the local disk of a host that is installed already: sda1 /boot, sda2 /, sda3 swap, with the trees given. Sizes in bytes.
 * Called when a world is built, before the host ever boots.
 */
export function installLocalDisk(
  world: World,
  machine: string,
  options: { readonly sizeBytes: number; readonly swapMib?: number },
): { readonly rootTree: string; readonly bootTree: string } {
  const sizeBytes = options.sizeBytes;
  const id = `local:${machine}`;
  const cylinders = cylindersOf(sizeBytes);
  const swapCylinders = Math.ceil(((options.swapMib ?? 2048) * 1024 ** 2) / 512 / sectorsPerCylinder);
  const rootEnd = cylinders - swapCylinders;
  const at = (cylinder: number): number => (cylinder === 0 ? 63 : cylinder * sectorsPerCylinder);
  const partition = (number: number, from: number, to: number, type: number, bootable = false): Partition => ({
    number,
    bootable,
    firstSector: at(from),
    sectors: to * sectorsPerCylinder - at(from),
    type,
  });
  const partitions = [
    partition(1, 0, bootCylinders, 0x83, true),
    partition(2, bootCylinders, rootEnd, 0x83),
    partition(3, rootEnd, cylinders, 0x82),
  ];
  const disk = { id, sizeBytes, partitions, volumes: {}, extents: [] };
  world.state.storage.disks[id] = disk;
  const disks = disksOf(world, machine);
  disks.devices.push({
    name: 'sda',
    disk: id,
    sizeBytes,
    major: 8,
    minor: 0,
    readOnly: false,
    behind: { kind: 'local' },
    partitions,
  });
  const boot = findVolume(world, machine, '/dev/sda1');
  const root = findVolume(world, machine, '/dev/sda2');
  const swap = findVolume(world, machine, '/dev/sda3');
  if (boot === null || root === null || swap === null) throw new Error('The local disk was not partitioned');
  putContent(world, swap, { kind: 'swap', uuid: world.random.uuid(), label: 'SWAP-sda3' });
  const bootMade = makeFileSystem(world, boot, { label: '/boot', journal: true });
  const rootMade = makeFileSystem(world, root, { label: '/', journal: true });
  if (!bootMade.ok || !rootMade.ok) throw new Error('The local disk is too small');
  return { rootTree: rootMade.value.id, bootTree: bootMade.value.id };
}

/** To be called when the local disk's trees are filled: the base installation takes so much of / and /boot. */
export function settleLocalFootprint(
  world: World,
  trees: { readonly rootTree: string; readonly bootTree: string },
  rootUsedBytes = Math.round(3.1 * 1024 ** 3),
): void {
  settle(world, trees.rootTree, rootUsedBytes);
  settle(world, trees.bootTree, 12_728 * 1024);
}
