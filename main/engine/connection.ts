import type { Result } from '../../core/result.ts';
import { inert } from '../../core/evidence/inert.ts';
import type { HostSession } from '../ssh/session.ts';
import type { OpenRun } from './open-run.ts';

const ASK_IDENTITY = 'cat /proc/sys/kernel/random/boot_id; date +%s';
const IDENTITY = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\n([0-9]{1,12})\n/u;

/** What a host says of its boot and its clock; nulls where it does not say (a switch, a strange shell). */
export interface Identity {
  readonly bootId: string | null;
  readonly skewMs: number | null;
  readonly roundTripMs: number | null;
}

/** Asks the boot id and the clock. Skew is the host's clock minus ours at the middle of the round trip; the host's clock counts whole seconds. */
export async function askIdentity(session: HostSession, now: () => number): Promise<Identity> {
  if (session.shell !== 'posix') return { bootId: null, skewMs: null, roundTripMs: null };
  const from = now();
  const answer = await session.exec({ command: ASK_IDENTITY, timeoutMs: 20_000, limitBytes: 4096 });
  const roundTripMs = now() - from;
  if (!answer.ok || answer.value.problem !== undefined) return { bootId: null, skewMs: null, roundTripMs: null };
  const found = IDENTITY.exec(new TextDecoder('latin1').decode(answer.value.stdout.bytes));
  if (found === null) return { bootId: null, skewMs: null, roundTripMs };
  return { bootId: found[1] ?? null, skewMs: Number(found[2]) * 1000 - (from + roundTripMs / 2), roundTripMs };
}

/**
 * The session of a host: the kept one, or a new one whose identity is recorded. A host that cannot be reached is recorded as
 * lost, once.
 */
export async function sessionOf(run: OpenRun, host: string): Promise<Result<HostSession>> {
  const kept = run.ports.sessions.kept(host);
  if (kept !== undefined && run.state.hosts[host]?.connection === 'connected') return { ok: true, value: kept };
  const opened = await run.ports.sessions.open(host, { signal: run.signal });
  if (!opened.ok) {
    if (run.state.hosts[host]?.connection !== 'lost')
      await run.emit({ type: 'host-lost', version: 1, host, problem: opened.problem });
    return opened;
  }
  const session = opened.value;
  const identity = await askIdentity(session, () => Date.parse(run.ports.clock.now()));
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
      ...identity,
    },
  );
  return opened;
}
