import { hostname } from 'node:os';
import { success, type Result } from '../../core/result.ts';
import { changesInFlight } from '../../core/run/in-flight.ts';
import { leaseScript, releaseLease, takeLease } from '../ssh/lease.ts';
import type { OpenIntent } from '../../core/run/state.ts';
import type { HostSession } from '../ssh/session.ts';
import { actDone } from './end-act.ts';
import { clearMarks } from './marker.ts';
import type { OpenRun } from './open-run.ts';
import { endingUnseen } from './ports.ts';

/** Leases that this sitting holds, by run: taken with the first act that changes a host, given back when the run stops. */
const held = new WeakMap<OpenRun, Map<string, Promise<Result<null>>>>();

function leasesOf(run: OpenRun): Map<string, Promise<Result<null>>> {
  const known = held.get(run) ?? new Map<string, Promise<Result<null>>>();
  held.set(run, known);
  return known;
}

/** Step, and the host that it is for, whose act is the reason. */
interface Reason {
  readonly step: string;
  readonly host: string;
}

/** Sees to it that nobody else's run changes the host beside ours. Switches have no place for a lease: their own sessions do for them. */
export async function holdLease(run: OpenRun, session: HostSession, reason: Reason): Promise<Result<null>> {
  if (session.shell !== 'posix') return success(null);
  const leases = leasesOf(run);
  const taken = leases.get(session.host) ?? take(run, session, reason);
  leases.set(session.host, taken);
  const result = await taken;
  if (!result.ok) leases.delete(session.host);
  return result;
}

/** It is an act like others: its intent is stored before anything goes to the host. What it came to the lease itself says: settle.ts reads it. */
async function take(run: OpenRun, session: HostSession, { step, host: stepHost }: Reason): Promise<Result<null>> {
  const { host } = session;
  const started = run.ports.clock.monotonic();
  const intent = run.ports.identifiers();
  const holder = { run: run.id, operator: run.parts.operator, machine: hostname(), at: run.ports.clock.now() };
  const options = { heldBefore: heldBefore(run, host), timeoutMs: run.realTime(30_000) };
  await run.emit({
    type: 'intent',
    version: 1,
    intent,
    place: { step, host: stepHost },
    kind: 'lease',
    class: 'change',
    ...(host === stepHost ? {} : { on: host }),
    command: leaseScript(holder, options),
    bootId: run.state.hosts[host]?.bootId ?? null,
  });
  const lease = await takeLease(session, holder, options);
  if (lease.ok) {
    const how = `The lock on ${host} is this run's.`;
    const unseen = takesUnseen(run, host).filter((open) => open.intent !== intent);
    await run.emit(
      ...unseen.map(
        (open) => ({ type: 'act-settled', version: 2, intent: open.intent, verdict: 'happened', how, by: 'host' }) as const,
      ),
      actDone(run, intent, started, undefined),
      { type: 'host-locked', version: 1, host, lease: lease.value.at },
    );
    return success(null);
  }
  // Whether it was taken is asked when the run is gone on with; till then the intent stays open.
  if (!endingUnseen(lease.problem)) await run.emit(actDone(run, intent, started, lease.problem));
  return lease;
}

/** Locks of a host that this run was about to take, and of which nobody knows whether it did. */
function takesUnseen(run: OpenRun, host: string): readonly OpenIntent[] {
  return Object.values(run.state.open).filter((open) => open.kind === 'lease' && (open.on ?? open.place.host) === host);
}

/** Whether a lock that says nothing, as after a reboot, is this run's: it had it, or was taking it. */
export function heldBefore(run: OpenRun, host: string): boolean {
  return (run.state.hosts[host]?.lease ?? null) !== null || takesUnseen(run, host).length > 0;
}

/** After a reboot: the host has forgotten it, and the next act takes it again. */
export function forgetLease(run: OpenRun, host: string): void {
  leasesOf(run).delete(host);
}

/**
 * Gives back what is held, of earlier sittings too, where the host can still be reached. Where an act is in flight whose end nobody knows it is
 * kept, with the marks that will tell. Returns a sentence for each that stands.
 */
export async function releaseLeases(run: OpenRun): Promise<readonly string[]> {
  const before = Object.values(run.state.hosts).flatMap(({ name, lease }) => (lease === null ? [] : [name]));
  const standing: string[] = [];
  for (const host of new Set([...leasesOf(run).keys(), ...before])) {
    const why = await giveBack(run, host);
    if (why !== null) standing.push(`The lock of this run on ${host} stands: ${why}`);
  }
  leasesOf(run).clear();
  return standing;
}

/** Why it was not given back, or null. */
async function giveBack(run: OpenRun, host: string): Promise<string | null> {
  if (changesInFlight(run.state).some((intent) => (intent.on ?? intent.place.host) === host))
    return 'what became of an act there is not known yet.';
  const { sessions } = run.ports;
  // A host that did not answer at the last attempt is not waited for once more.
  const away = run.state.hosts[host]?.connection === 'lost';
  const session = away ? sessions.kept(host) : await sessions.open(host);
  if (session === undefined) return 'it could not be reached.';
  if ('ok' in session) return session.ok ? release(run, session.value) : session.problem.sentence;
  return release(run, session);
}

async function release(run: OpenRun, session: HostSession): Promise<string | null> {
  const { host } = session;
  await session.exec({ command: clearMarks(run.id), timeoutMs: run.realTime(30_000) });
  const options = { heldBefore: heldBefore(run, host), timeoutMs: run.realTime(30_000) };
  const released = await releaseLease(session, run.id, options);
  if (!released.ok) return released.problem.sentence;
  await run.emit({ type: 'host-unlocked', version: 1, host, broken: false });
  return null;
}
