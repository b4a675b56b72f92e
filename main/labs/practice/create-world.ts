import { arrayName, addresses, hostNames, switchNames, type WorldOptions } from './options.ts';
import { unixPart } from './programs/unix/unix.ts';
import { practicePassword } from './lab-options.ts';
import { reachStage } from './stages.ts';
import type { WorldPart } from './world/part.ts';
import { Random } from './world/random.ts';
import { executable } from './world/executable.ts';
import { parentPath } from './world/path.ts';
import { articleServer, createHost, type HostOptions } from './world/software/install/host.ts';
import { softwarePart } from './world/software/part.ts';
import type { UserState, WorldState } from './world/state.ts';
import { buildStorage } from './world/storage/build.ts';
import { freeBytes } from './world/storage/file-systems.ts';
import { storagePart } from './world/storage/part.ts';
import { World } from './world/world.ts';

/** Everything that a practice world is made of. A later part's program stands in for an earlier one's at the same path. */
export const worldParts: readonly WorldPart[] = [unixPart, softwarePart, storagePart];

/** How long before a world's beginning its hosts are switched on. */
const bootedBeforeMs = 3_600_000;

/** A new world at its beginning, everything up. The same options give the same world. */
export async function createWorld(options: WorldOptions): Promise<World> {
  const seed = options.seed >>> 0;
  const random = { random: seed };
  const names = hostNames(options);
  const array = options.unlike?.array ?? arrayName;
  const switches = options.unlike?.switches ?? switchNames;
  const storage = buildStorage(
    {
      hosts: names,
      paths: options.paths,
      arrayName: array,
      switches,
      managementHost: array,
      controllerAddresses: addresses.controllers,
      article: seed === 1,
    },
    new Random(random),
  );
  const state: WorldState = {
    format: 1,
    seed,
    random: random.random,
    now: options.start - bootedBeforeMs,
    counter: 0,
    agenda: [],
    machines: {},
    software: {},
    storage,
    trees: {},
  };
  const world = new World(state, worldParts, { freeBytes });
  for (const [index, name] of names.entries()) {
    createHost(world, { ...serverOf(options, name), address: addresses.host(index) });
  }
  addManagement(world, options, array);
  for (const [index, name] of switches.entries()) addSwitch(world, options, name, addresses.switches[index] ?? '192.168.1.101');
  for (const machine of world.machines()) machine.powerOn();
  await settle(world);
  await world.advanceTo(Math.max(options.start, world.now()));
  await reachStage(world, options);
  return world;
}

/**
 * A world on a state that stands, as if nothing had happened in between: machines stay up, what runs only in memory (shells) is gone, a boot
 * that was under way begins again.
 */
export function continueWorld(state: WorldState): World {
  const world = new World(state, worldParts, { freeBytes });
  for (const { name, state: machine } of world.machines()) {
    const due = state.agenda.some(({ event }) => event.type === 'machine.boot' && event.machine === name);
    if (machine.power === 'booting' && !due) world.schedule(world.now(), { type: 'machine.boot', machine: name });
  }
  return world;
}

/** A world read back after its process ended: power was cut, and now it is on again. Guests start if their host starts them. */
export function reviveWorld(state: WorldState): World {
  const world = new World(state, worldParts, { freeBytes });
  for (const machine of world.machines()) {
    if (machine.state.power === 'off') continue;
    machine.cutPower();
    if (machine.state.role !== 'guest') machine.powerOn();
  }
  return world;
}

/** Lets time pass until every machine that has power is up or dead. */
export async function settle(world: World, atMostMs = 1_800_000): Promise<void> {
  const until = world.now() + atMostMs;
  while (world.machines().some((machine) => machine.state.power === 'booting' || machine.state.power === 'stopping')) {
    const due = world.nextDue();
    if (due === null || due > until) throw new Error('A machine of the practice world does not boot');
    await world.advanceTo(due);
  }
}

/** A server of the lab but for its address. */
function serverOf({ architecture, clockSkewMs, unlike }: WorldOptions, name: string): Omit<HostOptions, 'address'> {
  return {
    name,
    architecture,
    clockSkewMs: clockSkewMs[name] ?? 0,
    password: practicePassword,
    drivers: unlike?.drivers ?? articleServer.drivers,
    memoryMib: unlike?.memoryMib ?? articleServer.memoryMib,
    processors: unlike?.processors ?? articleServer.processors,
    localDiskBytes: unlike?.localDiskBytes ?? articleServer.localDiskBytes,
  };
}

/** The management station of the array: a server like the others, with Storage Manager's command line. */
function addManagement(world: World, options: WorldOptions, name: string): void {
  const machine = createHost(world, { ...serverOf(options, name), address: addresses.management });
  machine.state.role = 'array';
  const tree = world.tree(machine.state.root);
  for (const path of world.programPaths('rhel5').filter((candidate) => candidate.endsWith('/SMcli'))) {
    for (
      let directory = parentPath(path);
      directory !== '/' && tree.get(directory) === undefined;
      directory = parentPath(directory)
    )
      tree.set(directory, { kind: 'directory', mode: 0o755, uid: 0, gid: 0, mtime: world.now() });
    tree.set(path, executable(path, world.now()));
  }
}

function addSwitch(world: World, options: WorldOptions, name: string, address: string): void {
  const root = `root:${name}`;
  world.createTree(root);
  const user = (login: string, uid: number): UserState => ({
    name: login,
    uid,
    gid: uid,
    home: '/',
    shell: '/bin/rbash',
    password: practicePassword,
  });
  world.addMachine({
    name, role: 'switch', kind: 'fos', architecture: 'i686', power: 'off', bootId: world.random.uuid(), bootedAt: 0, clockSkewMs: options.clockSkewMs[name] ?? 0,
    hostname: name, address, dom0: null, hostKey: null, users: [user('admin', 600), user('root', 0)], environment: {}, root, mounts: [], processes: [], nextPid: 300, kernelLog: [], console: [],
  }); // prettier-ignore
}
