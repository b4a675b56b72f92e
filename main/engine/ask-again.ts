import { disturbedSince, toAskAgain, withGround, type StepPlace } from '../../core/run/ask-again.ts';
import type { Standing } from '../../core/run/standing.ts';
import { durationMs } from '../../core/checks/terms.ts';
import { check, checkUntil } from './check.ts';
import { awaitSession, sessionOf } from './connection.ts';
import { findStep } from './execute.ts';
import type { OpenRun } from './open-run.ts';

/** Host time in which a guest that its host starts may come up. */
const GUEST_WITHIN_MS = durationMs('2m');

/**
 * Asks again what was proved earlier in the run, of all that some places of the plan stand on: the answers are about how things are now, whatever was
 * recorded. Of a host that is not there one check is asked, and told so. What something was done to since has the time that its poll gives it.
 * Returns those that do not hold.
 */
export async function askAgain(run: OpenRun, places: readonly StepPlace[]): Promise<readonly Standing[]> {
  const ground = withGround(run.state, places);
  const there = await reached(run, toAskAgain(run.state, ground, run.ports.clock.now()));
  const broken: Standing[] = [];
  // Now that the hosts were reached it is known whether they were started anew.
  for (const one of toAskAgain(run.state, ground, run.ports.clock.now())) {
    const here = there.get(one.host);
    if (here === 'told') continue;
    if (here === 'away') there.set(one.host, 'told');
    if (!(await holdsNow(run, one))) broken.push(one);
  }
  return broken;
}

/** Asks once more those that did not hold at the beginning and to which something was done since. */
export async function askOfBroken(run: OpenRun, broken: readonly Standing[]): Promise<void> {
  for (const one of broken) {
    const planned = run.state.plan?.find(({ id }) => id === one.step)?.checks.find(({ id }) => id === one.check);
    if (planned !== undefined && disturbedSince(run.state, planned, one)) await holdsNow(run, one);
  }
}

async function reached(run: OpenRun, wanted: readonly Standing[]): Promise<Map<string, 'there' | 'away' | 'told'>> {
  const found = new Map<string, 'there' | 'away' | 'told'>();
  for (const { host } of wanted) {
    if (found.has(host)) continue;
    run.stopIfAsked();
    const guest = (run.state.hosts[host]?.via ?? null) !== null;
    const session = await (guest ? awaitSession(run, host, GUEST_WITHIN_MS) : sessionOf(run, host));
    found.set(host, session.ok ? 'there' : 'away');
  }
  return found;
}

async function holdsNow(run: OpenRun, one: Standing): Promise<boolean> {
  run.stopIfAsked();
  const step = findStep(run, one.step);
  const checkpoint = step.checkpoints.find(({ id }) => id === one.check);
  const planned = run.state.plan?.find(({ id }) => id === one.step)?.checks.find(({ id }) => id === one.check);
  if (checkpoint === undefined || planned === undefined) return true;
  const word = disturbedSince(run.state, planned, one)
    ? await checkUntil(run, step, one.host, checkpoint, 'later')
    : await check(run, step, one.host, checkpoint, 'later');
  return word.outcome === 'pass' || word.outcome === 'not-applicable';
}
