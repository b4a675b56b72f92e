import type { Act } from '../../core/actions/expand.ts';
import type { InventoryHost } from '../../core/hosts/inventory.ts';
import type { RunState } from '../../core/run/state.ts';
import { endAct } from './end-act.ts';
import type { OpenRun } from './open-run.ts';
import { planOfRun } from './plan-of-run.ts';
import type { ActEnding } from './ports.ts';

type JoinWork = Extract<Act['work'], { kind: 'join' }>;

/**
 * Brings a host into the run that came into being in it: reached through the host that has it, signed in as the inventory says for
 * that name, else as on that host. Whether it answers is for the step's checkpoints to find out.
 */
export async function actJoin(run: OpenRun, act: Act, work: JoinWork, intent: string): Promise<ActEnding> {
  admit(run, work.name, joinedTarget(run.hosts, act.host, work));
  await run.emit({
    type: 'host-joined',
    version: 1,
    host: work.name,
    role: work.role,
    address: work.address,
    user: work.user,
    via: act.host,
  });
  const ending = await endAct(run, intent, run.ports.clock.monotonic(), undefined);
  await run.emit(planOfRun(run));
  return ending;
}

type Hosts = ReadonlyMap<string, InventoryHost>;

function joinedTarget(hosts: Hosts, via: string, work: Pick<JoinWork, 'name' | 'role' | 'address' | 'user'>): InventoryHost {
  const through = hosts.get(via);
  const declared = hosts.get(work.name);
  return {
    role: work.role,
    address: work.address,
    port: 22,
    user: work.user,
    shell: 'posix',
    auth: declared?.auth ?? through?.auth ?? {},
    ...(declared?.hostKey === undefined ? {} : { hostKey: declared.hostKey }),
    crypto: declared?.crypto ?? through?.crypto ?? 'modern',
    jump: via,
    parameters: declared?.parameters ?? {},
  };
}

/** Puts a host that joined, now or before a resume, among the hosts that can be asked. */
function admit(run: OpenRun, name: string, target: InventoryHost): void {
  run.hosts.set(name, target);
  run.ports.sessions.add(name, target);
}

/** Hosts that joined a run, as they are reached; `hosts`: those that the run began with. */
export function joinedHosts(hosts: Hosts, state: RunState): ReadonlyMap<string, InventoryHost> {
  const joined = new Map<string, InventoryHost>();
  for (const [name, { via, role, address }] of Object.entries(state.hosts)) {
    if (via === null || role === null || address === null) continue;
    const joinedRole = role === 'dom0' || role === 'switch' || role === 'array' ? role : 'guest';
    const user = hosts.get(name)?.user ?? 'root';
    joined.set(name, joinedTarget(new Map([...hosts, ...joined]), via, { name, role: joinedRole, address, user }));
  }
  return joined;
}

/** Brings back, after a resume, the hosts that joined before. */
export function admitJoined(run: OpenRun): void {
  for (const [name, target] of joinedHosts(run.hosts, run.state)) admit(run, name, target);
}
