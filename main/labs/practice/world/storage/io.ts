import { FileError } from '../file-error.ts';
import type { Machine } from '../machine.ts';
import type { World } from '../world.ts';
import { mapIo, noticeFailures, scsiIo } from '../debian/multipath/io.ts';
import { disksOf, findDisk } from './devices.ts';
import { alivePaths } from './rdac.ts';
import { controllerOf } from './scan.ts';
import { deviceOfPath } from './dependents.ts';
import type { BlockDevice } from './state.ts';
import { findVolume } from './volumes.ts';

/** What I/O to a device does at this moment. `wait`: it hangs; `until` is not known before the world decides it. */
export type IoState = 'ok' | 'wait' | 'error';

/** How often a waiting request looks again whether it may go on. */
const pollMs = 100;

/** Follows a device down: guest disk to dom0's device or image file, to the virtual disk or path below. */
export function ioState(world: World, machine: string, device: BlockDevice): IoState {
  const behind = device.behind;
  switch (behind.kind) {
    case 'local':
      return 'ok';
    case 'scsi':
      return scsiIo(world, machine, device.name);
    case 'map':
      return mapIo(world, machine, device.minor);
    case 'virtual': {
      const lun = world.state.storage.runtimes[machine]?.modules
        .find((module) => module.array === behind.array)
        ?.luns.find((candidate) => candidate.lun === behind.lun);
      if (lun === undefined || lun.failed || !exists(world, device)) return 'error';
      return lun.stall === null ? 'ok' : 'wait';
    }
    case 'path':
      return pathState(world, machine, device, behind);
    case 'phy': {
      const volume = findVolume(world, behind.host, behind.device);
      return volume === null ? 'error' : ioState(world, behind.host, volume.device);
    }
    case 'image': {
      const below = deviceOfPath(world, behind.host, behind.path);
      return below === null ? 'ok' : ioState(world, behind.host, below);
    }
  }
}

/** A LUN that was deleted on the array answers no command. */
function exists(world: World, device: BlockDevice): boolean {
  return Object.values(world.state.storage.arrays).some((array) =>
    array.logicalDrives.some((drive) => `lun:${drive.wwid}` === device.disk),
  );
}

/** Without a multipath driver: a path works only to the controller that owns the LUN, and does not fail over. */
function pathState(
  world: World,
  machine: string,
  device: BlockDevice,
  behind: { readonly scsiHost: number; readonly target: number },
): IoState {
  const runtime = world.state.storage.runtimes[machine];
  const port = runtime?.remotePorts.find(
    (candidate) => candidate.scsiHost === behind.scsiHost && candidate.target === behind.target,
  );
  const where = port === undefined ? null : controllerOf(world, port.wwpn);
  const drive = world.state.storage.arrays[where?.array ?? '']?.logicalDrives.find(
    (candidate) => `lun:${candidate.wwid}` === device.disk,
  );
  if (runtime === undefined || port === undefined || where === null || drive === undefined) return 'error';
  if (port.state === 'Blocked') return 'wait';
  if (port.state === 'Not Present') return 'error';
  if (where.controller === drive.current) return 'ok';
  // The HBA driver's own failover sends commands through whichever of its paths the owner answers on.
  return runtime.drivers.hbaFailover && alivePaths(world, runtime, where.array, drive.current).length > 0 ? 'ok' : 'error';
}

/** Resolves when I/O to the device went through; rejects with EIO when it fails, with Killed when the machine goes down first. */
export async function awaitIo(world: World, machine: Machine, device: BlockDevice): Promise<void> {
  for (;;) {
    const now = findDisk(world, machine.name, device.name);
    if (now?.behind.kind === 'map') noticeFailures(machine, now.minor);
    const state = now === undefined ? 'error' : ioState(world, machine.name, now);
    if (state === 'ok') return;
    if (state === 'error') throw new FileError('EIO', `/dev/${device.name}`);
    await machine.sleep(pollMs);
  }
}

/** As awaitIo, for a file: through its file system's device. Files that are on no block device never wait. */
export async function awaitFileIo(world: World, machine: Machine, path: string): Promise<void> {
  const device = deviceOfPath(world, machine.name, path);
  if (device !== null) await awaitIo(world, machine, device);
}

/** Used by tests and status: whether every disk of a machine answers now. */
export function allAnswer(world: World, machine: string): boolean {
  return disksOf(world, machine).devices.every((device) => ioState(world, machine, device) === 'ok');
}
