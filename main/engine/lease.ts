import { hostname } from 'node:os';
import { success, type Result } from '../../core/result.ts';
import { releaseLease, takeLease } from '../ssh/lease.ts';
import type { HostSession } from '../ssh/session.ts';
import { clearMarks } from './marker.ts';
import type { OpenRun } from './open-run.ts';

/** Leases that this sitting holds, by run: taken with the first act that changes a host, given back when the run stops. */
const held = new WeakMap<OpenRun, Map<string, Promise<Result<null>>>>();

function leasesOf(run: OpenRun): Map<string, Promise<Result<null>>> {
  const known = held.get(run) ?? new Map<string, Promise<Result<null>>>();
  held.set(run, known);
  return known;
}

/** Sees to it that nobody else's run changes the host beside ours. Switches have no place for a lease: their own sessions do for them. */
export async function holdLease(run: OpenRun, session: HostSession): Promise<Result<null>> {
  if (session.shell !== 'posix') return success(null);
  const leases = leasesOf(run);
  const taken = leases.get(session.host) ?? take(run, session);
  leases.set(session.host, taken);
  const result = await taken;
  if (!result.ok) leases.delete(session.host);
  return result;
}

async function take(run: OpenRun, session: HostSession): Promise<Result<null>> {
  const holder = { run: run.id, operator: run.parts.operator, machine: hostname(), at: run.ports.clock.now() };
  const heldBefore = (run.state.hosts[session.host]?.lease ?? null) !== null;
  const lease = await takeLease(session, holder, { heldBefore, timeoutMs: run.realTime(30_000) });
  if (!lease.ok) return lease;
  await run.emit({ type: 'host-locked', version: 1, host: session.host, lease: lease.value.at });
  return success(null);
}

/** After a reboot: the host has forgotten it, and the next act takes it again. */
export function forgetLease(run: OpenRun, host: string): void {
  leasesOf(run).delete(host);
}

/** Gives back what is held where the host can still be reached; a host that is away has lost it or will be told by name. */
export async function releaseLeases(run: OpenRun): Promise<void> {
  for (const host of leasesOf(run).keys()) {
    const session = run.ports.sessions.kept(host);
    if (session === undefined) continue;
    await session.exec({ command: clearMarks(run.id), timeoutMs: run.realTime(30_000) });
    const released = await releaseLease(session, run.id, { timeoutMs: run.realTime(30_000) });
    if (released.ok) await run.emit({ type: 'host-unlocked', version: 1, host, broken: false });
  }
  leasesOf(run).clear();
}
