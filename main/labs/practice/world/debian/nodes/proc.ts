import type { ComputedNodes } from '../../part.ts';
import type { Machine } from '../../machine.ts';
import { Leaf, provide, text, type Branch } from '../../storage/nodes/branch.ts';
import { findVolume, kernelName, volumesOf } from '../../storage/volumes.ts';
import type { World } from '../../world.ts';
import { hostOf, runningOrNull } from '../debian.ts';
import type { RunningDebian } from '../state.ts';

/** Kernel settings that may be read, and written, below /proc/sys. */
export const kernelSettings: Readonly<Record<string, string>> = {
  'kernel/hung_task_timeout_secs': '120',
  'kernel/panic': '0',
  'kernel/panic_on_oops': '0',
  'kernel/printk': '7\t4\t1\t7',
  'net/ipv4/ip_forward': '0',
  'net/ipv4/conf/all/rp_filter': '0',
  'net/ipv4/conf/all/arp_ignore': '0',
  'net/ipv4/conf/all/arp_announce': '0',
  'vm/swappiness': '60',
  'vm/dirty_ratio': '20',
};

/** Memory that the system itself has, in KiB: of a dom0 what Xen left it. Either keeps tables for all that the machine has. */
export function memoryKib(machine: Machine): number {
  const { hardware, running } = hostOf(machine);
  const dom0 = running?.xen?.dom0Mib;
  return Math.round(dom0 === undefined ? hardware.memoryMib * 1024 * 0.96 : dom0 * 1024 * 0.87);
}

export const procNodes: readonly ComputedNodes[] = [
  provide(
    '/proc',
    (world, machine) => {
      const running = runningOrNull(machine);
      return running === null ? null : proc(world, machine, running);
    },
    'debian12',
  ),
  provide('/etc/mtab', (_world, machine) => text(mounts(machine)), 'debian12'),
];

function proc(world: World, machine: Machine, running: RunningDebian): Branch {
  const sys: Record<string, Branch | Leaf> = {};
  for (const [path, value] of Object.entries(kernelSettings)) put(sys, path.split('/'), setting(running, path, value));
  put(sys, ['kernel', 'osrelease'], text(`${running.release}\n`));
  put(sys, ['kernel', 'version'], text(`${running.version}\n`));
  put(sys, ['kernel', 'ostype'], text('Linux\n'));
  return {
    cmdline: text(`placeholder ${running.commandLine}\n`),
    version: text(`Linux version ${running.release} (debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14+deb12u1) 12.2.0, GNU ld (GNU Binutils for Debian) 2.40) ${running.version}\n`),
    cpuinfo: text(cpuinfo(machine, running)),
    meminfo: text(meminfo(machine)),
    modules: text(running.modules.map((name) => `${name} 65536 0 - Live 0x0000000000000000\n`).join('')),
    partitions: text(partitions(world, machine)),
    mounts: text(mounts(machine)),
    swaps: text(swaps(world, machine)),
    sys,
    ...(running.xen === null ? {} : { xen: { capabilities: text('control_d\n'), privcmd: text(''), xenbus: text('') } }),
  };
} // prettier-ignore

function put(branch: Record<string, Branch | Leaf>, [first = '', ...rest]: readonly string[], leaf: Leaf): void {
  if (rest.length === 0) {
    branch[first] = leaf;
    return;
  }
  const below = (branch[first] ?? {}) as Record<string, Branch | Leaf>;
  put(below, rest, leaf);
  branch[first] = below;
}

function setting(running: RunningDebian, path: string, value: string): Leaf {
  return new Leaf({
    kind: 'file',
    text: `${running.sysctls[path] ?? value}\n`,
    mode: 0o644,
    write: (written) => {
      running.sysctls[path] = written.trim();
    },
  });
}

function cpuinfo(machine: Machine, running: RunningDebian): string {
  const { hardware } = hostOf(machine);
  const count = running.xen?.dom0Vcpus ?? hardware.processors;
  return Array.from({ length: count }, (_unused, index) => `processor\t: ${String(index)}\nvendor_id\t: AuthenticAMD\ncpu family\t: 15\nmodel\t\t: 107\nmodel name\t: QEMU TCG CPU version 2.5+\nstepping\t: 1\ncpu MHz\t\t: ${hardware.megahertz.toFixed(3)}\ncache size\t: 512 KB\nflags\t\t: fpu de tsc msr pae cx8 apic cmov pat clflush mmx fxsr sse sse2 ht syscall nx lm\n`).join('\n'); // prettier-ignore
}

function meminfo(machine: Machine): string {
  const total = memoryKib(machine);
  const row = (name: string, kib: number): string => `${`${name}:`.padEnd(16)}${String(Math.round(kib)).padStart(8)} kB\n`;
  return row('MemTotal', total) + row('MemFree', total * 0.62) + row('MemAvailable', total * 0.78) + row('Buffers', total * 0.02) + row('Cached', total * 0.18) + row('SwapTotal', 0) + row('SwapFree', 0); // prettier-ignore
}

function partitions(world: World, machine: Machine): string {
  const rows = volumesOf(world, machine.name).map((volume) => {
    const numbers = `${String(volume.major).padStart(4)} ${String(volume.minor).padStart(8)}`;
    return `${numbers} ${String(Math.floor(volume.sizeBytes / 1024)).padStart(10)} ${kernelName(volume)}\n`;
  });
  return rows.length === 0 ? '' : `major minor  #blocks  name\n\n${rows.join('')}`;
}

/** /proc/mounts: the root comes after the file systems that the initrd mounted. */
export function mounts(machine: Machine): string {
  const [root, ...others] = machine.state.mounts;
  const before = others.filter(({ path }) => ['/sys', '/proc', '/dev', '/dev/pts', '/run'].includes(path));
  const ordered = [...before, ...(root === undefined ? [] : [root]), ...others.filter((mount) => !before.includes(mount))];
  return ordered
    .map((mount) => `${mount.device} ${mount.path.replace(/ /gu, '\\040')} ${mount.type} ${mount.options} 0 0\n`)
    .join('');
}

function swaps(world: World, machine: Machine): string {
  const rows = (world.state.storage.machines[machine.name]?.swaps ?? []).map((path, index) => {
    const size = Math.floor((findVolume(world, machine.name, path)?.sizeBytes ?? 0) / 1024) - 4;
    return `${path.padEnd(39)} partition\t${String(size)}\t\t0\t\t${String(-2 - index)}\n`;
  });
  return `Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n${rows.join('')}`;
}
