import { inert } from '../../core/evidence/inert.ts';
import { success, type Problem, type Result } from '../../core/result.ts';
import type { HostSession } from '../ssh/session.ts';
import { forgetLease } from './lease.ts';
import type { OpenRun } from './open-run.ts';
import type { EngineClock } from './ports.ts';

const ASK_IDENTITY = 'read -r boot < /proc/sys/kernel/random/boot_id; echo "xenpath-identity $boot $(date +%s)"';
const IDENTITY = /^xenpath-identity ([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}) ([0-9]{1,12})$/mu;

/** What a host says of its boot and its clock; nulls where it does not say (a switch, a strange shell). */
export interface Identity {
  readonly bootId: string | null;
  readonly skewMs: number | null;
  readonly roundTripMs: number | null;
}

/**
 * Asks the boot id and the clock. Skew is the host's clock minus ours at the middle of the round trip; the host's clock counts whole seconds.
 * A problem when the host did not answer: then nothing may be concluded about its boot.
 */
export async function askIdentity(session: HostSession, clock: EngineClock): Promise<Result<Identity>> {
  if (session.shell !== 'posix') return success({ bootId: null, skewMs: null, roundTripMs: null });
  const from = clock.monotonic();
  const answer = await session.exec({ command: ASK_IDENTITY, timeoutMs: 5000 + clock.ownSideMs, limitBytes: 65_536 });
  const roundTripMs = clock.monotonic() - from;
  const after = Date.parse(clock.now());
  if (!answer.ok) return answer;
  if (answer.value.problem !== undefined) return { ok: false, problem: answer.value.problem };
  const found = IDENTITY.exec(new TextDecoder('latin1').decode(answer.value.stdout.bytes));
  if (found === null) return success({ bootId: null, skewMs: null, roundTripMs });
  return success({ bootId: found[1] ?? null, skewMs: Number(found[2]) * 1000 - (after - roundTripMs / 2), roundTripMs });
}

/**
 * The session of a host: the kept one, or a new one whose identity is recorded. A host that cannot be reached is recorded as
 * lost, once.
 */
export async function sessionOf(run: OpenRun, host: string): Promise<Result<HostSession>> {
  const kept = run.ports.sessions.kept(host);
  if (kept !== undefined && run.state.hosts[host]?.connection === 'connected') return success(kept);
  const opened = await run.ports.sessions.open(host, { signal: run.signal });
  if (!opened.ok) {
    // That we did not wait for it says nothing about the host.
    run.stopIfAsked();
    await hostLost(run, host, opened.problem);
    return opened;
  }
  const session = opened.value;
  const identity = await askIdentity(session, run.ports.clock);
  if (!identity.ok) {
    await run.ports.sessions.close(host);
    await hostLost(run, host, identity.problem);
    // A session of before that went silent says nothing about a new one.
    return kept === undefined ? identity : sessionOf(run, host);
  }
  const { bootId } = identity.value;
  const before = run.state.hosts[host]?.bootId ?? null;
  if (bootId !== null && before !== null && bootId !== before) forgetLease(run, host);
  const { kex, hostKey, cipher, mac, legacy } = session.algorithms;
  await run.emit(
    { type: 'host-trusted', version: 1, host, fingerprint: session.fingerprint, how: session.trust },
    {
      type: 'host-connected',
      version: 1,
      host,
      address: inert(session.address),
      fingerprint: session.fingerprint,
      algorithms: { kex, hostKey, cipher, mac },
      legacy: legacy.length > 0,
      labHost: session.trust === 'lab',
      ...identity.value,
    },
  );
  return opened;
}

/** Records that a host cannot be reached, once until it is reached again. */
export async function hostLost(run: OpenRun, host: string, problem: Problem): Promise<void> {
  if (run.state.hosts[host]?.connection !== 'lost') await run.emit({ type: 'host-lost', version: 1, host, problem });
}

/** Host time between two attempts to reach a host that does not answer. */
const KNOCK_EVERY_MS = 5_000;

/** The session of a host that may be on its way back: knocks until it answers or the time (of the host) is over. */
export async function awaitSession(run: OpenRun, host: string, hostMs: number): Promise<Result<HostSession>> {
  const { clock } = run.ports;
  const deadline = clock.monotonic() + run.realTime(hostMs);
  for (;;) {
    run.stopIfAsked();
    const session = await sessionOf(run, host);
    if (session.ok || clock.monotonic() >= deadline || !passesByItself(session.problem)) return session;
    await clock.sleep(KNOCK_EVERY_MS, run.signal);
  }
}

/** What passes by itself while a host comes up: a refused key or a missing password does not. */
export function passesByItself({ code }: Problem): boolean {
  return !/^(host-key-|auth-|no-common-|host-not-known|jump-circle|session-closed)/u.test(code);
}
