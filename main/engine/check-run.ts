import { expandAction } from '../../core/actions/expand.ts';
import type { Checkpoint } from '../../core/checks/checkpoint.ts';
import { branchOf } from '../../core/procedure/plan.ts';
import { dependantsOf, orderSteps } from '../../core/procedure/order.ts';
import type { Step } from '../../core/procedure/schema.ts';
import { actHost, allHosts } from '../../core/procedure/step-scope.ts';
import type { PlannedStep } from '../../core/run/planned.ts';
import { checkState } from '../../core/run/reduce-checks.ts';
import { stepState } from '../../core/run/reduce-steps.ts';
import { admitJoined } from './act-join.ts';
import { capture } from './capture.ts';
import { check, type Checked } from './check.ts';
import { isChosenHost } from './execute.ts';
import { findStep } from './find-step.ts';
import type { OpenRun } from './open-run.ts';
import { perform } from './perform.ts';
import { planNow, plannedSteps } from './plan-of-run.ts';
import { scopeFor, sourceOf } from './scope-of-run.ts';

export interface CheckRunOptions {
  /** Steps that are to be checked; null: all. */
  readonly steps: ReadonlySet<string> | null;
  readonly hosts: ReadonlySet<string> | null;
  /**
   * `history`: the run did its steps: what it did not do is told as not done yet, and not asked. `survey`: nothing is known beforehand, everything is
   * asked, and what is missing before the first sign of a later step is not done yet.
   */
  readonly by: 'history' | 'survey';
}

/** What a check on a host came to. `broke`: it held before, or what was built on it is there. */
export interface CheckFinding {
  readonly step: string;
  readonly check: string;
  readonly host: string;
  readonly title: string;
  readonly state: 'holds' | 'broke' | 'not-done-yet' | 'not-known' | 'left-out';
  readonly word: Checked | null;
}

/**
 * A checkpoint about a moment (`staleAfter: []`), such as that a host came back with another boot id, says nothing about how things are
 * now: it is not asked again.
 */
export function isOfTheMoment(checkpoint: Checkpoint): boolean {
  return checkpoint.staleAfter?.length === 0;
}

/** The plan of a run that only checks: the steps that were chosen, without what is of a moment. */
export function checkPlan(run: OpenRun, steps: ReadonlySet<string> | null): PlannedStep[] {
  const plan = planNow(run);
  if (!plan.ok) throw new Error(plan.problem.sentence);
  return plannedSteps(plan.value)
    .filter(({ id }) => steps === null || steps.has(id))
    .map((step) => ({ ...step, checks: step.checks.filter(({ staleAfter }) => staleAfter.length > 0) }));
}

/**
 * Asks every checkpoint once, in the order of the steps, and stores each answer as `later`. Changes nothing on any host: of a step's actions only a
 * host that came into being is brought in, so that it can be asked.
 */
export async function checkRun(run: OpenRun, options: CheckRunOptions): Promise<readonly CheckFinding[]> {
  admitJoined(run);
  const findings: CheckFinding[] = [];
  const { order } = orderSteps(run.procedure);
  for (const id of order) {
    if (options.steps !== null && !options.steps.has(id)) continue;
    run.stopIfAsked();
    const step = findStep(run, id);
    // Which hosts a step is for may depend on those that joined just before.
    const hosts = planNow(run);
    const names = hosts.ok ? (hosts.value.steps.find((one) => one.id === id)?.hosts.map(({ name }) => name) ?? []) : [];
    for (const host of names) {
      if (!isChosenHost(run, options.hosts, host)) continue;
      findings.push(...(await checkStep(run, step, host, options)));
    }
  }
  return options.by === 'survey' ? judged(run, findings) : findings;
}

async function checkStep(run: OpenRun, step: Step, host: string, options: CheckRunOptions): Promise<readonly CheckFinding[]> {
  const place = { step: step.id, host };
  const finding = (checkpoint: Checkpoint, state: CheckFinding['state'], word: Checked | null): CheckFinding => ({
    ...place,
    check: checkpoint.id,
    title: checkpoint.title,
    state,
    word,
  });
  const { status } = stepState(run.state, step.id, host);
  if (options.by === 'history') {
    if (status === 'not-taken') return [];
    if (status !== 'done' && status !== 'already-so')
      return step.checkpoints.map((one) => finding(one, isOfTheMoment(one) ? 'left-out' : 'not-done-yet', null));
  } else {
    const branch = branchNow(run, step, host);
    if (branch !== null) {
      await run.emit({ type: 'step-not-taken', version: 1, place, reason: branch });
      return [];
    }
    await bringIn(run, step, host);
  }
  const found: CheckFinding[] = [];
  for (const checkpoint of step.checkpoints) {
    if (isOfTheMoment(checkpoint)) {
      found.push(finding(checkpoint, 'left-out', null));
      continue;
    }
    run.stopIfAsked();
    const heldBefore = checkState(run.state, step.id, checkpoint.id, host).passedAt !== null;
    const word = await check(run, step, host, checkpoint, 'later');
    found.push(finding(checkpoint, stateOf(word, heldBefore), word));
  }
  const asked = found.filter(({ state }) => state !== 'left-out');
  if (options.by === 'survey' && asked.length > 0 && asked.every(({ state }) => state === 'holds')) {
    const lost = await capture(run, step, host);
    if (lost === null)
      await run.emit({ type: 'step-started', version: 1, place }, { type: 'step-already-so', version: 1, place });
  }
  return found;
}

function stateOf(word: Checked, heldBefore: boolean): CheckFinding['state'] {
  switch (word.outcome) {
    case 'pass':
    case 'not-applicable':
      return 'holds';
    case 'fail':
      return heldBefore ? 'broke' : 'not-done-yet';
    default:
      return 'not-known';
  }
}

/** Why a step is not for a host now, or null. */
function branchNow(run: OpenRun, step: Step, host: string): string | null {
  const source = sourceOf(run);
  const self = allHosts(source).find(({ name }) => name === host);
  if (self === undefined) return null;
  const { branch, reason } = branchOf(step, self, source);
  return branch === 'not-taken' ? (reason ?? 'Its condition is not met.') : null;
}

/** Hosts that the step brings into the run, where it is known by now how they are reached. */
async function bringIn(run: OpenRun, step: Step, host: string): Promise<void> {
  const source = sourceOf(run);
  const self = allHosts(source).find(({ name }) => name === host);
  if (self === undefined) return;
  for (const action of step.actions) {
    if (!('join' in action)) continue;
    const acts = expandAction(action, actHost(source, self), scopeFor(run, host));
    for (const act of acts.ok ? acts.value : []) {
      if (act.work.kind === 'join' && !run.hosts.has(act.work.name)) await perform(run, step, host, action, act);
    }
  }
}

/**
 * Without a history: what does not hold broke when a step that is built on it shows on that host (one of its checkpoints holds that
 * is not also met by an untouched host, or all of them do); else it is not done yet.
 */
function judged(run: OpenRun, findings: readonly CheckFinding[]): readonly CheckFinding[] {
  const whole = new Set<string>();
  const steps = new Map<string, CheckFinding[]>();
  for (const finding of findings) {
    if (finding.state === 'left-out') continue;
    const list = steps.get(finding.step);
    if (list === undefined) steps.set(finding.step, [finding]);
    else list.push(finding);
  }
  for (const [id, list] of steps) {
    const changes = findStep(run, id).actions.some((action) => action.class !== 'read');
    if (changes && list.every(({ state }) => state === 'holds')) whole.add(id);
  }
  return findings.map((finding) =>
    finding.state === 'not-done-yet' && dependantsOf(run.procedure, finding.step).some((id) => whole.has(id))
      ? { ...finding, state: 'broke' }
      : finding,
  );
}
