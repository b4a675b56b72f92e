import type { Program, ProgramCall } from '../../../../../main/labs/practice/programs/program.ts';
import { storagePrograms } from '../../../../../main/labs/practice/programs/storage/registered.ts';
import { defaultStart } from '../../../../../main/labs/practice/world/clock.ts';
import type { Machine } from '../../../../../main/labs/practice/world/machine.ts';
import type { WorldPart } from '../../../../../main/labs/practice/world/part.ts';
import { Random } from '../../../../../main/labs/practice/world/random.ts';
import type { LoadedModule, SoftwareState } from '../../../../../main/labs/practice/world/software/state.ts';
import type { MachineState, WorldState } from '../../../../../main/labs/practice/world/state.ts';
import {
  articleLuns,
  articleStorage,
  buildStorage,
  type StorageOptions,
} from '../../../../../main/labs/practice/world/storage/build.ts';
import { configureFabric } from '../../../../../main/labs/practice/world/storage/configure.ts';
import { freeBytes, nameRoot } from '../../../../../main/labs/practice/world/storage/file-systems.ts';
import { bootStorage } from '../../../../../main/labs/practice/world/storage/host.ts';
import { articleServer } from '../../../../../main/labs/practice/world/software/install/host.ts';
import { installLocalDisk } from '../../../../../main/labs/practice/world/storage/install.ts';
import { storagePart } from '../../../../../main/labs/practice/world/storage/part.ts';
import { World } from '../../../../../main/labs/practice/world/world.ts';

export const rdacModules = ['mppUpper', 'qla2xxx', 'mppVhba'] as const;
export const giga = 1024 ** 3;

/** What the kernel tells of the memory of a machine, by its name: the software's business, here as much as storage looks at. */
export const memoryKibibytes = new Map<string, number>();

const memoryPart: WorldPart = {
  name: 'memory',
  nodes: [
    {
      kind: 'rhel5',
      prefix: '/proc/meminfo',
      node: (_world, machine) => ({
        kind: 'file',
        text: `MemTotal:      ${String(memoryKibibytes.get(machine.name) ?? 2_998_272)} kB\n`,
      }),
    },
  ],
};

export interface LabOptions extends Partial<StorageOptions> {
  readonly seed?: number;
  /** Logical drives mapped from LUN 0 and zones in effect; null: nothing is configured. */
  readonly luns?: readonly { readonly name: string; readonly capacityBytes: number }[] | null;
  readonly modules?: readonly string[];
  readonly hbaFailover?: boolean;
}

/** Hosts, switches, array and management host, configured and booted as told; storage is real, of software only what storage asks for. */
export function storageWorld(options: LabOptions = {}): { readonly world: World; readonly host: Machine } {
  const state: WorldState = {
    format: 1,
    seed: options.seed ?? 1,
    random: options.seed ?? 1,
    now: defaultStart,
    counter: 0,
    agenda: [],
    machines: {},
    software: {},
    storage: buildStorage({ ...articleStorage, ...options }, new Random({ random: options.seed ?? 1 })),
    trees: {},
  };
  const world = new World(state, [storagePart, memoryPart], { freeBytes });
  const names = options.hosts ?? ['xenhost'];
  for (const name of [...(options.switches ?? articleStorage.switches)])
    world.addMachine(machineState(name, 'switch', 'fos', world.createTree().id));
  world.addMachine(machineState('array', 'array', 'rhel5', world.createTree().id));
  for (const name of names) {
    const { rootTree } = installLocalDisk(world, name, { sizeBytes: articleServer.localDiskBytes });
    world.addMachine(machineState(name, 'dom0', 'rhel5', rootTree));
  }
  const luns =
    options.luns === undefined
      ? articleLuns.map((lun) => ({ name: lun.name, capacityBytes: lun.capacityGigabytes * giga }))
      : options.luns;
  if (luns !== null) configureFabric(world, 'XENGRP', luns);
  for (const name of names) boot(world, name, options.modules ?? rdacModules, options.hbaFailover ?? false);
  return { world, host: world.machine(names[0] ?? 'xenhost') };
}

function machineState(name: string, role: MachineState['role'], kind: MachineState['kind'], root: string): MachineState {
  return {
    name, role, kind, architecture: 'i686', power: 'up', bootId: '8a9e6f3c-0000-4000-8000-000000000001', bootedAt: defaultStart, clockSkewMs: 0, hostname: name,
    address: '192.168.1.9', dom0: null, hostKey: null, users: [{ name: 'root', uid: 0, gid: 0, home: '/root', shell: '/bin/bash', password: 'x' }], environment: {}, root,
    mounts: [{ device: '/dev/root', path: '/', type: 'ext3', options: 'rw', tree: root }], processes: [], nextPid: 300, kernelLog: [], console: [],
  }; // prettier-ignore
}

/** Boots a host's storage with these modules loaded, in this order. */
export function boot(world: World, name: string, modules: readonly string[], hbaFailover = false): void {
  const loaded = modules.map((module, index): LoadedModule => ({
    name: module, version: module === 'qla2xxx' ? '8.01.07.15' : '09.01.C5.11', size: 1, file: '', parameters: module === 'qla2xxx' ? { ql2xfailover: hbaFailover ? '1' : '0' } : {},
    usedBy: [], permanent: false, order: index, uses: 0,
  })); // prettier-ignore
  const software: Pick<SoftwareState, 'running'> = {
    running: {
      release: '2.6.18-53.el5xen',
      kernelVersion: '',
      commandLine: '',
      initrd: null,
      modules: loaded,
      services: [],
      xen: null,
      interfaces: [],
      firewall: { chains: [] },
    },
  };
  // Storage looks at nothing else of a host's software.
  world.state.software[name] = { ...world.state.software[name], ...software } as SoftwareState;
  bootStorage(world, world.machine(name));
  nameRoot(world, world.machine(name));
}

/** Adds a guest that is up, without disks. */
export function addGuest(world: World, name: string, memory: number): Machine {
  memoryKibibytes.set(name, memory);
  return world.addMachine({ ...machineState(name, 'guest', 'rhel5', world.createTree().id), dom0: 'xenhost' });
}

export interface Ran {
  readonly out: string;
  readonly err: string;
  readonly status: number;
}

/** Runs a registered program while the world's time passes as fast as it can. `input`: its standard input. */
export async function run(world: World, machine: string, command: readonly string[], input = ''): Promise<Ran> {
  const [name = '', ...args] = command;
  const program: Program | undefined = storagePrograms[machine.startsWith('sw') ? 'fos' : 'rhel5']?.[name];
  if (program === undefined) throw new Error(`No program ${name}`);
  let out = '';
  let err = '';
  const lines = input === '' ? [] : input.replace(/\n$/u, '').split('\n');
  const host = world.machine(machine);
  const call: ProgramCall = {
    world, machine: host, user: 'root', name, args, cwd: '/', env: {}, pid: 1, umask: 0o22,
    readInput: () => Promise.resolve(input), readInputBytes: () => Promise.resolve(new TextEncoder().encode(input)), readChunk: () => Promise.resolve(null),
    readLine: () => Promise.resolve(lines.shift() ?? null),
    write: (text) => void (out += text), writeBytes: () => undefined, writeError: (text) => void (err += text), drained: () => Promise.resolve(),
    terminal: null, inputIsTerminal: false, tty: null, sleep: (milliseconds) => host.sleep(milliseconds), signal: host.life, onSignal: () => undefined,
    run: () => Promise.resolve(127),
  }; // prettier-ignore
  const status = await passTime(world, program(call));
  return { out, err, status };
}

/** Advances the world until the promise settles. */
export async function passTime<T>(world: World, promise: Promise<T>): Promise<T> {
  const progress = { done: false };
  const settled = promise.finally(() => {
    progress.done = true;
  });
  settled.catch(() => undefined);
  for (let turn = 0; turn < 50_000; turn += 1) {
    for (let rest = 0; rest < 32; rest += 1) await Promise.resolve();
    if (progress.done) return settled;
    const due = world.nextDue();
    if (due !== null) await world.advanceTo(due);
  }
  throw new Error('It never ends');
}

/** Runs SMcli on the management host. */
export function sm(world: World, script: string): Promise<Ran> {
  return run(world, 'array', ['/opt/IBM_DS4000/client/SMcli', '192.168.128.101', '192.168.128.102', '-c', script]);
}

export function logOf(machine: Machine): string {
  return machine.state.kernelLog.map((line) => line.text).join('\n');
}

/** Blanks collapsed, empty lines dropped: how an article's listing is compared. */
export function collapsed(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim().replace(/\s+/gu, ' '))
    .filter((line) => line !== '');
}

/** Joins the line that df wraps after a long device name. */
export function unwrapped(text: string): string {
  return text.replace(/^(\/\S+)\n\s+/gmu, '$1 ');
}
