import { failure, success, type Result } from '../../core/result.ts';
import { readLease, releaseLease } from '../ssh/lease.ts';
import type { Sessions } from '../ssh/sessions.ts';
import { heldBefore } from './lease.ts';
import type { OpenRun } from './open-run.ts';

export type LeaseBroken = 'broken' | 'not-locked';

/**
 * Breaks the lock of a run on a host, by the run's name: another's stands. `own`: that run is known to have had it, so one that a reboot emptied is
 * its own. Problems: `other-lock`, and those of the session.
 */
export async function breakLease(
  sessions: Sessions,
  host: string,
  run: string,
  signal: AbortSignal,
  own = false,
): Promise<Result<LeaseBroken>> {
  const session = await sessions.open(host, { signal });
  if (!session.ok) return session;
  const held = await readLease(session.value);
  if (!held.ok) return held;
  if (held.value === null) return success('not-locked');
  const { holder } = held.value;
  const broken = await releaseLease(session.value, run, { heldBefore: own });
  if (!broken.ok) return broken;
  if (broken.value) return success('broken');
  const by =
    holder === undefined
      ? 'and does not say by whom'
      : `by run ${holder.run} of ${holder.operator} on ${holder.machine} since ${holder.at}`;
  return failure(
    'other-lock',
    `${host} is locked ${by}: not by run ${run}.`,
    holder === undefined
      ? 'A reboot empties a lock. If nobody works there, remove it on the host: rmdir /var/run/xenpath.lease'
      : 'Wait for that run, or, if it is dead, break its lock by its own name.',
  );
}

/** Breaks the lock of a run that is open, and records it. */
export async function breakOwnLease(run: OpenRun, host: string): Promise<Result<LeaseBroken>> {
  const done = await breakLease(run.ports.sessions, host, run.id, run.signal, heldBefore(run, host));
  run.stopIfAsked();
  if (done.ok && done.value === 'broken') await run.emit({ type: 'host-unlocked', version: 1, host, broken: true });
  return done;
}
