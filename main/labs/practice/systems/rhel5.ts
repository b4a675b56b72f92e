import { arrayName, addresses, hostNames, switchNames, type WorldOptions } from '../options.ts';
import { practicePassword } from '../lab-options.ts';
import { plannedLuns } from '../luns.ts';
import { unixPart } from '../programs/unix/unix.ts';
import { settle } from '../settle.ts';
import { reachStage } from '../stages.ts';
import type { WorldPart } from '../world/part.ts';
import { Random } from '../world/random.ts';
import { executable } from '../world/executable.ts';
import { parentPath } from '../world/path.ts';
import { articleServer, createHost, type HostOptions } from '../world/software/install/host.ts';
import { softwarePart } from '../world/software/part.ts';
import type { UserState, WorldState } from '../world/state.ts';
import { buildStorage } from '../world/storage/build.ts';
import { declaredFabric } from '../world/storage/declared-fabric.ts';
import { freeBytes } from '../world/storage/file-systems.ts';
import { storagePart } from '../world/storage/part.ts';
import { World } from '../world/world.ts';
import type { LabSystem } from './system.ts';

const parts: readonly WorldPart[] = [unixPart, softwarePart, storagePart];

/** How long before a world's beginning its hosts are switched on. */
const bootedBeforeMs = 3_600_000;

/** All hosts share one real machine, and their time runs faster than its own: a load on them pauses longer between its rounds (seconds). */
const sharedMachineDefaults = { loadPause: 20 } as const;

/** Red Hat Enterprise Linux 5.1 with xm, RDAC, Fibre Channel and an array that SMcli manages: the article's hosts. */
export const rhel5: LabSystem = {
  parts,
  create,
  declare: (world, options, hosts) => {
    for (const { state } of world.machines()) {
      const host = hosts[state.name];
      if (host === undefined) continue;
      if (state.role === 'switch') Object.assign(host, { user: 'admin', shell: 'fos' });
      if (state.role === 'array') host.controllers = [...addresses.controllers];
    }
    const fabric = declaredFabric(world.state.storage, {
      luns: plannedLuns(options.world).map(({ name, capacityBytes }) => ({ name, sizeBytes: capacityBytes })),
      arrayHost: options.world.unlike?.array ?? arrayName,
    });
    return { fabric, defaults: sharedMachineDefaults };
  },
};

/** A new world at its beginning, everything up. The same options give the same world. */
async function create(options: WorldOptions): Promise<World> {
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
  const world = new World(state, parts, { freeBytes });
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
