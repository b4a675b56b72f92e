import type { Machine } from '../../machine.ts';
import { disksOf, findDisk } from '../../storage/devices.ts';
import { findVolume } from '../../storage/volumes.ts';
import { runningOf } from '../debian.ts';
import type { MultipathMap } from '../state.ts';

/** Whether a file system, swap, a volume group or a guest holds a block device or a partition of it. */
export function deviceHeld(machine: Machine, name: string): boolean {
  const { world } = machine;
  const device = findDisk(world, machine.name, name);
  if (device === undefined) return false;
  const ours = (path: string): boolean => findVolume(world, machine.name, path)?.device.name === name;
  if (machine.state.mounts.some((mount) => ours(mount.device))) return true;
  if (disksOf(world, machine.name).swaps.some(ours)) return true;
  return Object.values(world.state.storage.machines).some((disks) =>
    disks.devices.some(({ behind }) => behind.kind === 'phy' && behind.host === machine.name && ours(behind.device)),
  );
}

/** Whether something other than a map holds a disk. */
export function diskHeld(machine: Machine, node: string): boolean {
  return deviceHeld(machine, node);
}

/** Whether a disk is in use: held itself, or the last path of a map that is. */
export function diskInUse(machine: Machine, node: string): boolean {
  if (deviceHeld(machine, node)) return true;
  const map = runningOf(machine).maps.find(({ groups }) => groups.some(({ paths }) => paths.some((path) => path.node === node)));
  return map !== undefined && mapInUse(machine, map) && map.groups.flatMap(({ paths }) => paths).length < 2;
}

export function mapInUse(machine: Machine, map: MultipathMap): boolean {
  return deviceHeld(machine, `dm-${String(map.minor)}`);
}
