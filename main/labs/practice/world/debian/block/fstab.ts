import type { Machine } from '../../machine.ts';
import { mountVolume, resolveSource } from '../../storage/file-systems.ts';
import { swapOn, readFstab } from '../../storage/fstab.ts';

/** Mounts what fstab names: before the network's services those without `_netdev`, after them the others. Returns what the console says. */
export function mountFstab(machine: Machine, which: 'local' | 'network'): readonly string[] {
  const said: string[] = [];
  for (const entry of readFstab(machine)) {
    const { options } = entry;
    const late = options.includes('_netdev') || entry.source.startsWith('/dev/mapper/') || entry.source.startsWith('/dev/disk/by-id/');
    if (late !== (which === 'network') || entry.point === '/' || options.includes('noauto')) continue;
    if (entry.type === 'swap') {
      swapOn(machine.world, machine, entry.source);
      continue;
    }
    if (['tmpfs', 'proc', 'sysfs', 'devpts'].includes(entry.type)) continue;
    const named = resolveSource(machine.world, machine.name, entry.source);
    const device = named !== null && machine.files.exists(named) ? machine.files.realPath(named) : named;
    const done = device === null ? null : mountVolume(machine.world, machine, { device, point: entry.point, type: entry.type === 'auto' ? null : entry.type, options });
    if (done?.ok === true) {
      said.push(`[  OK  ] Mounted ${entry.point}.`);
      continue;
    }
    if (!options.includes('nofail')) said.push(`[DEPEND] Dependency failed for ${entry.point}.`);
    machine.logSystem('systemd[1]', `Dependency failed for ${entry.point}.`);
  }
  return said;
} // prettier-ignore
