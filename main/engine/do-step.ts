import { expandAction, type Act } from '../../core/actions/expand.ts';
import { previewAction, type PlannedAct } from '../../core/actions/preview.ts';
import { branchOf, hostsOfAction } from '../../core/procedure/plan.ts';
import type { Action, Step } from '../../core/procedure/schema.ts';
import { actHost, allHosts } from '../../core/procedure/step-scope.ts';
import type { Problem } from '../../core/result.ts';
import { capture } from './capture.ts';
import { check, checkUntil, type Checked } from './check.ts';
import { editsAhead } from './edits-ahead.ts';
import { guardAct } from './guard-act.ts';
import { sessionOf } from './connection.ts';
import { RunInterrupted, type OpenRun } from './open-run.ts';
import { perform } from './perform.ts';
import type { EditAhead } from './ports.ts';
import { scopeFor, sourceOf } from './scope-of-run.ts';
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
  if (self === undefined) return failed(run, step, host, notThere(host));
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
  const succeeded = new Set(options.goOn ? succeededActs(run, step, host) : []);
  for (const action of step.actions) {
    if (!(await doAction(run, step, host, action, succeeded))) return false;
  }
  return true;
}

function succeededActs(run: OpenRun, step: Step, host: string): readonly string[] {
  const actions = run.state.steps[step.id]?.[host]?.actions ?? {};
  return Object.entries(actions).flatMap(([key, { state }]) => (state === 'succeeded' ? [key] : []));
}

/** What the step would do on the host, as far as it can be told before its first act. */
export function actsAhead(run: OpenRun, step: Step, host: string): readonly PlannedAct[] {
  const source = sourceOf(run);
  const self = allHosts(source).find(({ name }) => name === host);
  if (self === undefined) return [];
  return step.actions.flatMap((action) => {
    const hosts = hostsOfAction(action, self, source);
    return hosts.ok ? hosts.value.flatMap((one) => previewAction(action, actHost(source, one), scopeFor(run, one.name))) : [];
  });
}

async function allowed(run: OpenRun, step: Step, host: string): Promise<boolean> {
  if (step.class === 'read') return true;
  const commands = actsAhead(run, step, host).map(({ title, text, class: kind }) => ({ title, command: text, class: kind }));
  const others = hostsAfterThis(run, step, host);
  let shown: readonly EditAhead[] = [];
  const answer = await run.ports.consent.step({
    step: step.id,
    title: step.title,
    host,
    class: step.class,
    commands,
    edits: async () => (shown = await editsAhead(run, step, host)),
    firstOf: others,
  });
  const place = { step: step.id, host };
  await run.emit({
    type: 'asked',
    version: 1,
    place,
    question: `May “${step.title}” be done on ${host}?`,
    answer: answer.answer,
    by: answer.by,
    about: 'act',
    granted: answer.answer === 'yes',
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

async function doAction(
  run: OpenRun,
  step: Step,
  host: string,
  action: Action,
  succeeded: ReadonlySet<string>,
): Promise<boolean> {
  const source = sourceOf(run);
  const self = allHosts(source).find(({ name }) => name === host);
  const targets = self === undefined ? null : hostsOfAction(action, self, source);
  if (targets === null || !targets.ok) {
    await failed(run, step, host, targets === null ? notThere(host) : targets.problem);
    return false;
  }
  for (const target of targets.value) {
    const acts = expandAction(action, actHost(source, target), scopeFor(run, target.name));
    if (!acts.ok) {
      await failed(run, step, host, acts.problem);
      return false;
    }
    for (const act of acts.value) {
      if (succeeded.has(act.item === null ? act.action : `${act.action}#${act.item}`) && target.name === host) continue;
      if (!(await doAct(run, step, host, action, act))) return false;
    }
  }
  return true;
}

async function doAct(run: OpenRun, step: Step, host: string, action: Action, act: Act): Promise<boolean> {
  if ((await isDone(run, action, act.host, act.item === null ? undefined : act.itemValue, step.id)) === true) return true;
  const guarded = await guardAct(run, step, host, action, act);
  if (guarded !== null) {
    await failed(run, step, host, guarded);
    return false;
  }
  let ending = await perform(run, step, host, action, act);
  // Its session was lost on the way, and the host says that nothing had begun: it is sent once more.
  if (ending.ending === 'failed' && ending.nothingHappened === true) ending = await perform(run, step, host, action, act);
  switch (ending.ending) {
    case 'succeeded':
      return true;
    case 'failed':
      await failed(run, step, host, ending.problem);
      return false;
    case 'unknown':
      await run.emit({
        type: 'step-done',
        version: 1,
        place: { step: step.id, host },
        outcome: 'unknown',
        problem: ending.problem,
      });
      return false;
  }
}

function notThere(host: string): Problem {
  return {
    code: 'no-such-host',
    sentence: `${host} is not a host of this run.`,
    next: 'It comes into being in an earlier step: run that first.',
  };
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
      return found.status;
    case 'failed':
      return found.problem?.code === 'declined' ? 'declined' : 'failed';
    default:
      return 'failed';
  }
}
