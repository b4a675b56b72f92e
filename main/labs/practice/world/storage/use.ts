import type { World } from '../world.ts';
import { disksOf } from './devices.ts';

/** Names without /dev of a disk's partitions and of itself. */
function covers(disk: string, device: string): boolean {
  const name = device.replace(/^\/dev\//u, '');
  return name === disk || (name.startsWith(disk) && /^[0-9]+$/u.test(name.slice(disk.length)));
}

/** Whether a disk of a machine, or a partition of it, is mounted, swapped on, or part of an active volume group there. */
export function usedLocally(world: World, machine: string, disk: string): boolean {
  const mounts = world.find(machine)?.state.mounts ?? [];
  const disks = disksOf(world, machine);
  return (
    mounts.some((mount) => covers(disk, mount.device)) ||
    disks.swaps.some((device) => covers(disk, device)) ||
    inActiveGroup(world, machine, disk)
  );
}

function inActiveGroup(world: World, machine: string, disk: string): boolean {
  const disks = disksOf(world, machine);
  const device = disks.devices.find((candidate) => candidate.name === disk);
  const volumes = Object.values(world.state.storage.disks[device?.disk ?? '']?.volumes ?? {});
  return volumes.some((volume) => volume.kind === 'physicalVolume' && disks.activeGroups.includes(volume.group.uuid));
}

/** Guests that have a device of this machine as a disk, with what it is to them. */
export function guestsUsing(
  world: World,
  machine: string,
  device: string,
): readonly { readonly guest: string; readonly name: string; readonly readOnly: boolean }[] {
  return Object.entries(world.state.storage.machines).flatMap(([guest, disks]) =>
    disks.devices
      .filter(
        (candidate) => candidate.behind.kind === 'phy' && candidate.behind.host === machine && candidate.behind.device === device,
      )
      .map((candidate) => ({ guest, name: candidate.name, readOnly: candidate.readOnly })),
  );
}

/** Whether anything on the machine or one of its guests holds the disk or a partition of it. */
export function inUse(world: World, machine: string, disk: string): boolean {
  if (usedLocally(world, machine, disk)) return true;
  return Object.values(world.state.storage.machines).some((disks) =>
    disks.devices.some(
      (device) => device.behind.kind === 'phy' && device.behind.host === machine && covers(disk, device.behind.device),
    ),
  );
}
