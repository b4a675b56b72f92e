import { FileError } from '../file-error.ts';
import type { Machine } from '../machine.ts';
import type { World } from '../world.ts';
import { disksOf } from './devices.ts';
import { mountVolume, resolveSource, type MountFailure } from './file-systems.ts';
import { contentOf, findVolume } from './volumes.ts';

export interface FstabEntry {
  readonly source: string;
  readonly point: string;
  readonly type: string;
  readonly options: readonly string[];
}

/** Entries of /etc/fstab; comments and short lines are left out. */
export function readFstab(machine: Machine): readonly FstabEntry[] {
  if (!machine.files.isFile('/etc/fstab')) return [];
  return machine.files
    .readText('/etc/fstab')
    .split('\n')
    .flatMap((line) => {
      const [source, point, type, options] = line.trim().split(/\s+/u);
      if (source === undefined || source === '' || source.startsWith('#') || point === undefined || type === undefined) return [];
      return [{ source, point, type, options: (options ?? 'defaults').split(',') }];
    });
}

const virtualTypes = ['proc', 'sysfs', 'devpts', 'tmpfs', 'usbfs', 'binfmt_misc'];

export type Mounted =
  { readonly ok: true } | { readonly ok: false; readonly why: MountFailure | 'type'; readonly source: string };

/** Mounts one entry, whatever its type; what is mounted already is left alone. */
export function mountEntry(world: World, machine: Machine, entry: FstabEntry): Mounted {
  if (virtualTypes.includes(entry.type)) {
    if (!machine.files.isDirectory(entry.point)) return { ok: false, why: 'no-point', source: entry.source };
    const point = machine.files.realPath(entry.point);
    const kept = entry.options.filter((option) => !['defaults', 'auto', 'noauto', 'rw', 'ro'].includes(option));
    const options = [entry.options.includes('ro') ? 'ro' : 'rw', ...kept].join(',');
    const tree = entry.type === 'tmpfs' ? world.createTree().id : null;
    machine.state.mounts.push({ device: entry.source, path: point, type: entry.type, options, tree });
    return { ok: true };
  }
  const source = resolveSource(world, machine.name, entry.source);
  if (source === null) return { ok: false, why: 'no-device', source: entry.source };
  if (!['ext2', 'ext3', 'auto'].includes(entry.type)) return { ok: false, why: 'type', source };
  const done = mountVolume(world, machine, {
    device: source,
    point: entry.point,
    type: entry.type === 'auto' ? null : entry.type,
    options: entry.options,
  });
  return done.ok ? { ok: true } : { ok: false, why: done.why, source };
}

/** Mounts what /etc/fstab says and is not mounted yet, as boot and `mount -a` do; returns what failed. */
export function mountAll(world: World, machine: Machine): readonly { readonly entry: FstabEntry; readonly result: Mounted }[] {
  return readFstab(machine).flatMap((entry) => {
    if (entry.type === 'swap' || entry.point === '/' || !entry.point.startsWith('/') || entry.options.includes('noauto'))
      return [];
    if (machine.state.mounts.some((mount) => mount.path === entry.point)) return [];
    const result = mountEntry(world, machine, entry);
    return result.ok ? [] : [{ entry, result }];
  });
}

/** Turns on what /etc/fstab has as swap, as boot does. */
export function swapOnAll(world: World, machine: Machine): void {
  for (const entry of readFstab(machine)) if (entry.type === 'swap') swapOn(world, machine, entry.source);
}

/** False: no swap space there. */
export function swapOn(world: World, machine: Machine, source: string): boolean {
  const path = resolveSource(world, machine.name, source);
  const volume = path === null ? null : findVolume(world, machine.name, path);
  if (volume === null || contentOf(volume)?.kind !== 'swap') return false;
  const swaps = disksOf(world, machine.name).swaps;
  if (!swaps.includes(volume.path)) swaps.push(volume.path);
  return true;
}

/** Whether a mount is held: a guest's image lies on it, or something is mounted below. */
export function mountBusy(world: World, machine: Machine, point: string): boolean {
  if (point === '/' || machine.state.mounts.some((mount) => mount.path.startsWith(`${point}/`))) return true;
  return Object.values(world.state.storage.machines).some((disks) =>
    disks.devices.some(
      (device) =>
        device.behind.kind === 'image' && device.behind.host === machine.name && device.behind.path.startsWith(`${point}/`),
    ),
  );
}

/** Unmounts a mount point. Throws FileError EBUSY or EINVAL. */
export function unmountPoint(world: World, machine: Machine, point: string): void {
  if (mountBusy(world, machine, point)) throw new FileError('EBUSY', point);
  machine.unmount(point);
}
