import { passTime } from '../../../../main/labs/practice/pass-time.ts';
import { placeUnix, unixPart } from '../../../../main/labs/practice/programs/unix/unix.ts';
import { runCommandLine } from '../../../../main/labs/practice/shell/login.ts';
import { inputOf, outputTo } from '../../../../main/labs/practice/shell/streams.ts';
import { defaultStart } from '../../../../main/labs/practice/world/clock.ts';
import type { Machine } from '../../../../main/labs/practice/world/machine.ts';
import type { WorldPart } from '../../../../main/labs/practice/world/part.ts';
import type { MachineState, WorldState } from '../../../../main/labs/practice/world/state.ts';
import type { StorageState } from '../../../../main/labs/practice/world/storage/state.ts';
import { World } from '../../../../main/labs/practice/world/world.ts';

export { passTime };

/** One host with the generic Unix programs and nothing else, up and running. */
export function smallWorld(
  parts: readonly WorldPart[] = [unixPart],
  change: (machine: MachineState) => void = () => undefined,
): { readonly world: World; readonly machine: Machine } {
  const storage: StorageState = {
    arrays: {},
    switches: {},
    cables: [],
    hostPorts: {},
    runtimes: {},
    machines: {},
    disks: {},
    fileSystems: {},
    footprints: {},
    nextId: 1,
  };
  const state: WorldState = {
    format: 1,
    seed: 1,
    random: 1,
    now: defaultStart,
    counter: 0,
    agenda: [],
    machines: {},
    software: {},
    storage,
    trees: {},
  };
  const world = new World(state, parts);
  const tree = world.createTree('root');
  placeUnix(tree, defaultStart);
  const machineState: MachineState = {
    name: 'xenhost', role: 'dom0', kind: 'rhel5', architecture: 'i686', power: 'up', bootId: '8a9e6f3c-0000-4000-8000-000000000001', bootedAt: defaultStart, clockSkewMs: 0,
    hostname: 'xenhost', address: '192.168.1.11', dom0: null, hostKey: null,
    users: [{ name: 'root', uid: 0, gid: 0, home: '/root', shell: '/bin/bash', password: 'xenpath' }],
    environment: {}, root: 'root', mounts: [{ device: '/dev/sda1', path: '/', type: 'ext3', options: 'rw', tree: 'root' }], processes: [], nextPid: 300, kernelLog: [], console: [],
  }; // prettier-ignore
  change(machineState);
  return { world, machine: world.addMachine(machineState) };
}

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

/** Runs a command line as `ssh HOST COMMAND` would, while the world's time passes as fast as it can. */
export async function run(machine: Machine, script: string, input = ''): Promise<Ran> {
  const out: Uint8Array[] = [];
  const err: Uint8Array[] = [];
  const user = machine.state.users[0];
  if (user === undefined) throw new Error('no user');
  const running = runCommandLine(machine, user, Buffer.from(script), {
    input: inputOf(Buffer.from(input)),
    output: outputTo((bytes) => void out.push(Buffer.from(bytes))),
    error: outputTo((bytes) => void err.push(Buffer.from(bytes))),
  });
  const status = await passTime(machine.world, running.ended);
  return { stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString(), status: status.status };
}
