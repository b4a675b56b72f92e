import { disturbedSince, doneSince, toAskAgain, withGround, type StepPlace } from '../../core/run/ask-again.ts';
import type { Standing } from '../../core/run/standing.ts';
import type { Outcome } from '../../core/checks/outcome.ts';
import type { PlannedCheck } from '../../core/run/planned.ts';
import { durationMs } from '../../core/checks/terms.ts';
import { check, checkUntil, type Checked } from './check.ts';
import { awaitSession, sessionOf } from './connection.ts';
import { findStep } from './find-step.ts';
import type { OpenRun } from './open-run.ts';

/** Host time in which a guest that its host starts may come up. */
const GUEST_WITHIN_MS = durationMs('2m');

/**
 * Asks again what was proved earlier in the run, of all that some places of the plan stand on: the answers are about how things are now, whatever was
 * recorded. Of a host that is not there one check is asked, and told so. What something was done to since has the time that its poll gives it.
 * Returns those that do not hold. `begins`: told how many checks it will be, when there are any.
 */
export async function askAgain(
  run: OpenRun,
  places: readonly StepPlace[],
  begins: (checks: number) => void = () => undefined,
): Promise<readonly Standing[]> {
  const ground = withGround(run.state, places);
  const wanted = toAskAgain(run.state, ground, run.ports.clock.now());
  if (wanted.length > 0) begins(wanted.length);
  const away = await notThere(run, wanted);
  const told = new Set<string>();
  const broken: Standing[] = [];
  // Now that the hosts were reached it is known whether they were started anew.
  for (const one of toAskAgain(run.state, ground, run.ports.clock.now())) {
    if (told.has(one.host)) continue;
    const { outcome } = await ask(run, one);
    if (!HOLDS.has(outcome)) broken.push(one);
    if (away.has(one.host) || (outcome === 'unreachable' && !(await sessionOf(run, one.host)).ok)) told.add(one.host);
  }
  return broken;
}

const HOLDS: ReadonlySet<Outcome> = new Set(['pass', 'not-applicable']);

/** Asks once more those that did not hold at the beginning when anything was done since. */
export async function askOfBroken(run: OpenRun, broken: readonly Standing[]): Promise<void> {
  for (const one of broken) if (doneSince(run.state, one)) await ask(run, one, checkUntil);
}

/** Hosts that cannot be reached. Each is knocked at once, a guest until it had time to come up. */
async function notThere(run: OpenRun, wanted: readonly Standing[]): Promise<ReadonlySet<string>> {
  const away = new Set<string>();
  for (const host of new Set(wanted.map((one) => one.host))) {
    run.stopIfAsked();
    const guest = (run.state.hosts[host]?.via ?? null) !== null;
    const session = await (guest ? awaitSession(run, host, GUEST_WITHIN_MS) : sessionOf(run, host));
    if (!session.ok) away.add(host);
  }
  return away;
}

function planned(run: OpenRun, one: Standing): PlannedCheck {
  const found = run.state.plan?.find(({ id }) => id === one.step)?.checks.find(({ id }) => id === one.check);
  if (found === undefined) throw new Error(`The plan of run ${run.id} has no check ${one.step}/${one.check}.`);
  return found;
}

async function ask(
  run: OpenRun,
  one: Standing,
  how: typeof check = disturbedSince(run.state, planned(run, one), one) ? checkUntil : check,
): Promise<Checked> {
  run.stopIfAsked();
  const step = findStep(run, one.step);
  const checkpoint = step.checkpoints.find(({ id }) => id === one.check);
  if (checkpoint === undefined) throw new Error(`Step ${one.step} has no checkpoint ${one.check}.`);
  return how(run, step, one.host, checkpoint, 'later');
}
