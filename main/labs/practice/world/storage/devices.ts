import type { World } from '../world.ts';
import { removeWhere } from './array.ts';
import type { Backing, BlockDevice, MachineDisks } from './state.ts';

/** Block devices of a machine; an empty set for one that has none yet. */
export function disksOf(world: World, machine: string): MachineDisks {
  const storage = world.state.storage;
  const known = storage.machines[machine];
  if (known !== undefined) return known;
  const fresh: MachineDisks = { devices: [], swaps: [], activeGroups: [] };
  storage.machines[machine] = fresh;
  return fresh;
}

export function findDisk(world: World, machine: string, name: string): BlockDevice | undefined {
  return world.state.storage.machines[machine]?.devices.find((device) => device.name === name);
}

/** The lowest free name of the SCSI disk driver: sda, ..., sdz, sdaa. */
export function diskName(world: World, machine: string): string {
  const taken = new Set(disksOf(world, machine).devices.map((device) => device.name));
  let index = 0;
  while (taken.has(`sd${letters(index)}`)) index += 1;
  return `sd${letters(index)}`;
}

function letters(index: number): string {
  return index < 26 ? String.fromCharCode(97 + index) : letters(Math.floor(index / 26) - 1) + letters(index % 26);
}

function indexOf(name: string): number {
  let index = 0;
  for (const letter of name) index = index * 26 + letter.charCodeAt(0) - 96;
  return index - 1;
}

/** Major and minor of a whole disk (devices.txt): sd 8, 65 to 71, 128 to 135; hd 3, 22, 33, 34; xvd 202; vd 254; dm 253. Null for another name. */
function diskNumbers(name: string): { readonly major: number; readonly minor: number } | null {
  const mapped = /^dm-([0-9]+)$/u.exec(name);
  if (mapped !== null) return { major: 253, minor: Number(mapped[1]) };
  const match = /^(sd|hd|xvd|vd)([a-z]{1,2})$/u.exec(name);
  if (match === null) return null;
  const index = indexOf(match[2] ?? '');
  switch (match[1]) {
    case 'sd': {
      // sd_major() and sd_probe() of drivers/scsi/sd.c: sixteen majors, then minors beyond 255 on the same majors.
      const block = Math.floor(index / 16) % 16;
      const major = block === 0 ? 8 : block < 8 ? 64 + block : 120 + block;
      return { major, minor: (index % 16) * 16 + Math.floor(index / 256) * 256 };
    }
    case 'hd': {
      const major = [3, 22, 33, 34, 56, 57, 88, 89, 90, 91][Math.floor(index / 2)];
      return major === undefined ? null : { major, minor: (index % 2) * 64 };
    }
    case 'vd':
      return { major: 254, minor: index * 16 };
    default:
      return index > 15 ? null : { major: 202, minor: index * 16 };
  }
}

/** Makes a disk known to a machine's kernel, which reads its partition table. */
export function addDisk(
  world: World,
  machine: string,
  name: string,
  disk: string,
  behind: Backing,
  readOnly = false,
): BlockDevice {
  const state = world.state.storage.disks[disk];
  const numbers = diskNumbers(name);
  if (state === undefined) throw new Error(`There is no disk ${disk}`);
  if (numbers === null) throw new Error(`${name} is no name of a disk`);
  const device: BlockDevice = {
    name,
    disk,
    sizeBytes: state.sizeBytes,
    ...numbers,
    readOnly,
    behind,
    partitions: [...(state.partitions ?? [])],
  };
  const devices = disksOf(world, machine).devices;
  removeWhere(devices, (other) => other.name === name);
  numberPartitions(world, machine, device);
  devices.push(device);
  devices.sort((left, right) => left.major - right.major || left.minor - right.minor);
  logDisk(world, machine, device);
  return device;
}

/** Gives each partition of a map the minor number that device mapper has free. */
export function numberPartitions(world: World, machine: string, device: BlockDevice): void {
  if (device.behind.kind !== 'map') return;
  const taken = new Set([
    device.minor,
    ...disksOf(world, machine).devices.flatMap(({ major, minor, behind }) =>
      major === device.major ? [minor, ...(behind.kind === 'map' ? Object.values(behind.partitionMinors) : [])] : [],
    ),
  ]);
  const minors = device.behind.partitionMinors;
  for (const { number } of device.partitions) {
    if (minors[number] !== undefined) continue;
    let minor = 0;
    while (taken.has(minor)) minor += 1;
    taken.add(minor);
    minors[number] = minor;
  }
}

export function removeDisk(world: World, machine: string, name: string): void {
  removeWhere(disksOf(world, machine).devices, (device) => device.name === name);
}

/** Lines of the 2.6.18 disk drivers for a disk and its partitions. */
function logDisk(world: World, machine: string, device: BlockDevice): void {
  const host = world.find(machine);
  if (host?.state.kind !== 'rhel5') return;
  const sectors = Math.floor(device.sizeBytes / 512);
  const names = device.partitions.map((partition) => `${device.name}${String(partition.number)}`).join(' ');
  if (device.name.startsWith('sd') && device.behind.kind !== 'phy' && device.behind.kind !== 'image') {
    host.logKernel(
      `SCSI device ${device.name}: ${String(sectors)} 512-byte hdwr sectors (${String(Math.floor(device.sizeBytes / 1_000_000))} MB)`,
    );
    host.logKernel(`${device.name}: Write Protect is off`);
  }
  host.logKernel(` ${device.name}: ${names === '' ? 'unknown partition table' : names}`);
}
