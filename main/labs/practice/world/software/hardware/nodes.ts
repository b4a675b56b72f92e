import type { Machine } from '../../machine.ts';
import type { ComputedNode, ComputedNodes } from '../../part.ts';
import { newestFirst } from '../kernel/loading.ts';
import { runningOrNull, softwareOf } from '../software.ts';
import type { LoadedModule, RunningSystem } from '../state.ts';
import { kernelMemoryKib, memoryText, processorText } from './processor.ts';

type Text = (machine: Machine, running: RunningSystem) => string | undefined;

/** /proc/version's first line of a RHEL 5 kernel. */
export function versionLine(running: RunningSystem): string {
  return `Linux version ${running.release} (brewbuilder@hs20-bc1-5.build.redhat.com) (gcc version 4.1.2 20070626 (Red Hat 4.1.2-14)) ${running.kernelVersion}`;
}

const files: Readonly<Record<string, Text>> = {
  '/proc/cpuinfo': (machine, running) => {
    const { hardware } = softwareOf(machine);
    const xen = running.xen !== null || hardware.kind === 'domU';
    return processorText(hardware, running.xen?.dom0Vcpus ?? hardware.processors, xen);
  },
  '/proc/meminfo': (machine, running) =>
    memoryText(kernelMemoryKib(softwareOf(machine).hardware, running.xen?.dom0Mib ?? null), usedKib(machine)),
  '/proc/modules': (_machine, running) =>
    newestFirst(running.modules)
      .map((module) => {
        const users = module.permanent ? ['[permanent]', ...module.usedBy] : module.usedBy;
        return `${module.name} ${String(module.size)} ${String(useCount(module))} ${users.length === 0 ? '-' : `${users.join(',')},`} Live 0x${(0xee000000 + module.order * 0x20000).toString(16)}\n`;
      })
      .join(''),
  '/proc/version': (_machine, running) => `${versionLine(running)}\n`,
  '/proc/cmdline': (_machine, running) => `${running.commandLine}\n`,
  '/proc/uptime': (machine) => {
    const seconds = (machine.world.now() - machine.state.bootedAt) / 1000;
    return `${seconds.toFixed(2)} ${(seconds * 0.97).toFixed(2)}\n`;
  },
  '/proc/loadavg': (machine) =>
    `0.08 0.03 0.01 1/${String(machine.state.processes.length + 40)} ${String(machine.state.nextPid)}\n`,
  '/proc/sys/kernel/random/boot_id': (machine) => `${machine.state.bootId}\n`,
  '/proc/sys/kernel/random/uuid': (machine) => `${machine.world.random.uuid()}\n`,
  '/proc/sys/kernel/osrelease': (_machine, running) => `${running.release}\n`,
  '/proc/sys/kernel/ostype': () => 'Linux\n',
  '/proc/sys/kernel/version': (_machine, running) => `${running.kernelVersion}\n`,
  '/proc/sys/kernel/hostname': (machine) => `${machine.state.hostname}\n`,
  '/proc/sys/net/ipv4/ip_forward': (machine) =>
    softwareOf(machine).networks.some((network) => network.active && network.forwardDevice !== null) ? '1\n' : '0\n',
  '/proc/xen/capabilities': (machine, running) =>
    running.xen !== null ? 'control_d\n' : softwareOf(machine).hardware.kind === 'domU' ? '' : undefined,
  '/proc/xen/privcmd': (_machine, running) => (running.xen !== null ? '' : undefined),
  '/proc/xen/xenbus': (machine, running) =>
    running.xen !== null || softwareOf(machine).hardware.kind === 'domU' ? '' : undefined,
  '/proc/xen/balloon': (_machine, running) =>
    running.xen === null
      ? undefined
      : `Current allocation: ${String(running.xen.dom0Mib * 1024).padStart(8)} kB\nRequested target:   ${String(running.xen.dom0Mib * 1024).padStart(8)} kB\nLow-mem balloon:    ${'0'.padStart(8)} kB\nHigh-mem balloon:   ${'0'.padStart(8)} kB\nDriver pages:       ${'136'.padStart(8)} kB\nXen hard limit:          ??? kB\n`,
};

/** References to a module: those of other modules and its own. */
export function useCount(module: LoadedModule): number {
  return module.usedBy.length + module.uses;
}

/** Files of /proc and /sys that tell of hardware, kernel and modules. */
export const hardwareNodes: readonly ComputedNodes[] = [
  { kind: 'rhel5', prefix: '/proc', node: procNode },
  { kind: 'rhel5', prefix: '/sys/module', node: moduleNode },
];

function procNode(_world: unknown, machine: Machine, path: string): ComputedNode | undefined {
  const running = runningOrNull(machine);
  if (running === null) return undefined;
  const known = files[path];
  if (known !== undefined) {
    const text = known(machine, running);
    return text === undefined ? undefined : { kind: 'file', text };
  }
  const below = path === '/proc' ? '/proc/' : `${path}/`;
  const entries = new Set<string>();
  for (const [each, text] of Object.entries(files)) {
    if (!each.startsWith(below) || (each.startsWith('/proc/xen/') && text(machine, running) === undefined)) continue;
    entries.add(each.slice(below.length).split('/')[0] ?? '');
  }
  return entries.size === 0 ? undefined : { kind: 'directory', entries: [...entries] };
}

function moduleNode(_world: unknown, machine: Machine, path: string): ComputedNode | undefined {
  const running = runningOrNull(machine);
  if (running === null) return undefined;
  const [, , , name, entry, parameter] = path.split('/');
  if (name === undefined) return { kind: 'directory', entries: running.modules.map((module) => module.name) };
  const module = running.modules.find((each) => each.name === name);
  if (module === undefined) return undefined;
  // ql2xfailover is declared without permissions, so that it has no file here.
  const shown = Object.entries(module.parameters).filter(([key]) => key !== 'ql2xfailover' && !/^[A-Z]/u.test(key));
  if (entry === undefined)
    return {
      kind: 'directory',
      entries: [
        'initstate',
        'refcnt',
        ...(module.version === null ? [] : ['version']),
        ...(shown.length === 0 ? [] : ['parameters']),
      ],
    };
  if (entry === 'version' && module.version !== null) return { kind: 'file', text: `${module.version}\n` };
  if (entry === 'refcnt') return { kind: 'file', text: `${String(useCount(module))}\n` };
  if (entry === 'initstate') return { kind: 'file', text: 'live\n' };
  if (entry !== 'parameters' || shown.length === 0) return undefined;
  if (parameter === undefined) return { kind: 'directory', entries: shown.map(([key]) => key) };
  const value = shown.find(([key]) => key === parameter)?.[1];
  return value === undefined ? undefined : { kind: 'file', text: `${value}\n` };
}

function usedKib(machine: Machine): number {
  return 210_000 + machine.state.processes.length * 1_400;
}
