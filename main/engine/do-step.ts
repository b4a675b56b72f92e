import { branchOf } from '../../core/procedure/plan.ts';
import type { Act } from '../../core/actions/expand.ts';
import type { Action, Step } from '../../core/procedure/schema.ts';
import { allHosts } from '../../core/procedure/step-scope.ts';
import { assertNever, type Problem } from '../../core/result.ts';
import { actKey } from '../../core/run/reduce-steps.ts';
import type { ActionState } from '../../core/run/state.ts';
import { answered } from './answered.ts';
import { capture } from './capture.ts';
import { check, checkUntil, type Checked } from './check.ts';
import { sessionOf } from './connection.ts';
import { actsAhead, doActs, hostNotThere } from './do-acts.ts';
import { editsAhead } from './edits-ahead.ts';
import { RunInterrupted, type OpenRun } from './open-run.ts';
import type { EditAhead } from './ports.ts';
import { sourceOf } from './scope-of-run.ts';
import { isDone } from './settle.ts';

export type StepEnding = 'done' | 'already-so' | 'failed' | 'unknown' | 'not-taken' | 'declined';

export interface DoStepOptions {
  /** Act even when every checkpoint passes already. */
  readonly redo: boolean;
  /** The run was interrupted in this step: what is recorded as having succeeded is not done again. */
  readonly goOn: boolean;
}

/**
 * One step on one host: asks its checkpoints, acts on what is left, asks again. What is already so is recorded with its evidence and
 * not acted on.
 */
export async function doStep(run: OpenRun, step: Step, host: string, options: DoStepOptions): Promise<StepEnding> {
  const place = { step: step.id, host };
  const source = sourceOf(run);
  const self = allHosts(source).find(({ name }) => name === host);
  if (self === undefined) return failed(run, step, host, hostNotThere(host));
  const { branch, reason } = branchOf(step, self, source);
  if (branch === 'not-taken') {
    await run.emit({ type: 'step-not-taken', version: 1, place, reason: reason ?? 'Its condition is not met.' });
    return 'not-taken';
  }
  await run.emit({ type: 'step-started', version: 1, place });
  if (branch === 'undecided') {
    return failed(run, step, host, {
      code: 'branch-undecided',
      sentence: reason ?? 'It cannot be told whether this step applies.',
    });
  }
  const session = await sessionOf(run, host);
  if (!session.ok) return failed(run, step, host, session.problem);

  if (step.actions.length > 0 && !(await actWhereNeeded(run, step, host, options))) return lastEnding(run, step, host);
  if (run.state.steps[step.id]?.[host]?.status !== 'running') return lastEnding(run, step, host);

  const unmet: Checked[] = [];
  for (const checkpoint of step.checkpoints) {
    const word = await checkUntil(run, step, host, checkpoint, 'after');
    if (word.severity === 'fatal' && word.outcome !== 'pass' && word.outcome !== 'not-applicable') unmet.push(word);
  }
  const first = unmet[0];
  if (first !== undefined) return failed(run, step, host, problemOf(first));
  const lost = await capture(run, step, host);
  if (lost !== null) return failed(run, step, host, lost);
  await run.emit({ type: 'step-done', version: 1, place, outcome: 'done' });
  return 'done';
}

/** False when the step has come to an end already: already so, declined, failed, unknown. */
async function actWhereNeeded(run: OpenRun, step: Step, host: string, options: DoStepOptions): Promise<boolean> {
  const place = { step: step.id, host };
  const before: Checked[] = [];
  for (const checkpoint of step.checkpoints) before.push(await check(run, step, host, checkpoint, 'before'));
  const allSo = before.every(({ outcome }) => outcome === 'pass' || outcome === 'not-applicable');
  if (allSo && !options.redo) {
    const lost = await capture(run, step, host);
    if (lost !== null) {
      await failed(run, step, host, lost);
      return false;
    }
    // What an earlier attempt of this run did is this run's work, whoever saw its end.
    const ours = Object.values(run.state.steps[step.id]?.[host]?.actions ?? {}).some(
      ({ state }) => state === 'succeeded' || state === 'unknown',
    );
    await run.emit(
      ours ? { type: 'step-done', version: 1, place, outcome: 'done' } : { type: 'step-already-so', version: 1, place },
    );
    return false;
  }
  if (!(await allowed(run, step, host))) return false;
  const succeeded = options.goOn ? succeededActs(run, step, host) : new Map<string, ActionState>();
  const ending = await doActs(run, step, host, step.actions, async (act, action) => {
    const before = succeeded.get(actKey({ ...act, stepHost: host }));
    return before !== undefined && !(await lostByBoot(run, step, host, action, act, before));
  });
  switch (ending.ending) {
    case 'succeeded':
      return true;
    case 'failed':
      await failed(run, step, host, ending.problem);
      return false;
    case 'unknown':
      await run.emit({ type: 'step-done', version: 1, place, outcome: 'unknown', problem: ending.problem });
      return false;
    default:
      return assertNever(ending);
  }
}

function succeededActs(run: OpenRun, step: Step, host: string): ReadonlyMap<string, ActionState> {
  const actions = run.state.steps[step.id]?.[host]?.actions ?? {};
  return new Map(Object.entries(actions).filter(([, { state }]) => state === 'succeeded'));
}

/**
 * Whether what an act did went with a boot that the step did not make, as after a power cut: a network that was started, a file system that was
 * mounted. Its own rule says so; without one, and of what destroys, it counts as done.
 */
async function lostByBoot(
  run: OpenRun,
  step: Step,
  host: string,
  action: Action,
  act: Act,
  before: ActionState,
): Promise<boolean> {
  if (act.class !== 'change' && act.class !== 'manual') return false;
  // The boot id that is known now may be that of an earlier sitting.
  const session = await sessionOf(run, act.host);
  const bootId = run.state.hosts[act.host]?.bootId ?? null;
  if (!session.ok || bootId === null || before.bootId === null || bootId === before.bootId) return false;
  const states = run.state.steps[step.id]?.[host]?.actions ?? {};
  const reboots = step.actions
    .filter((one) => one.class === 'reboot')
    .map(({ id }) => actKey({ ...act, action: id, item: null, stepHost: host }));
  if (reboots.some((key) => (states[key]?.sequence ?? 0) > before.sequence)) return false;
  return (await isDone(run, action, act.host, act.item === null ? undefined : act.itemValue, step.id)) === false;
}

async function allowed(run: OpenRun, step: Step, host: string): Promise<boolean> {
  if (step.class === 'read') return true;
  const commands = actsAhead(run, step.actions, host).map(({ title, text, class: kind }) => ({
    title,
    command: text,
    class: kind,
  }));
  const others = hostsAfterThis(run, step, host);
  let shown: readonly EditAhead[] = [];
  const question = {
    step: step.id,
    title: step.title,
    host,
    class: step.class,
    commands,
    edits: async () => (shown = await editsAhead(run, step, host)),
    firstOf: others,
  };
  const answer = await run.ports.consent.step(question, run.signal);
  const place = { step: step.id, host };
  await run.emit({
    type: 'asked',
    version: 1,
    place,
    question: `May “${step.title}” be done on ${host}?`,
    ...answered(answer),
    about: 'act',
    ...(shown.length === 0 ? {} : { edits: [...shown] }),
  });
  if (answer.answer === 'yes') return true;
  if (answer.answer === 'stop') throw new RunInterrupted('The operator said to stop.');
  await failed(run, step, host, {
    code: 'declined',
    sentence: `It was not allowed on ${host}.`,
    next: 'Run again from this step when it may be done, or skip it with a reason.',
  });
  return false;
}

/** The hosts that this one goes before, when it is the first of several. */
function hostsAfterThis(run: OpenRun, step: Step, host: string): readonly string[] {
  const all = run.state.plan?.find(({ id }) => id === step.id)?.hosts ?? [];
  const begun = all.some((name) => name !== host && (run.state.steps[step.id]?.[name]?.attempts ?? 0) > 0);
  return begun ? [] : all.filter((name) => name !== host);
}

function problemOf(word: Checked): Problem {
  const said = word.message ?? word.problem?.sentence ?? `It is ${word.outcome}.`;
  return {
    code: word.outcome === 'fail' ? 'check-failed' : `check-${word.outcome}`,
    sentence: said,
    ...(word.hint === undefined ? {} : { next: `${word.hint.cause} ${word.hint.next}` }),
  };
}

async function failed(run: OpenRun, step: Step, host: string, problem: Problem): Promise<'failed'> {
  await run.emit({ type: 'step-done', version: 1, place: { step: step.id, host }, outcome: 'failed', problem });
  return 'failed';
}

function lastEnding(run: OpenRun, step: Step, host: string): StepEnding {
  const found = run.state.steps[step.id]?.[host];
  switch (found?.status) {
    case 'already-so':
    case 'unknown':
    case 'not-taken':
    case 'declined':
      return found.status;
    default:
      return 'failed';
  }
}
