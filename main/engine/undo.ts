import { expandAction } from '../../core/actions/expand.ts';
import { previewAction } from '../../core/actions/preview.ts';
import { dependantsOf } from '../../core/procedure/order.ts';
import { hostsOfAction } from '../../core/procedure/plan.ts';
import type { Step } from '../../core/procedure/schema.ts';
import { actHost, allHosts } from '../../core/procedure/step-scope.ts';
import { failure, type Problem, type Result } from '../../core/result.ts';
import type { StoredEvent } from '../../core/run/events.ts';
import { actionKey, stepState } from '../../core/run/reduce-steps.ts';
import type { StepStatus } from '../../core/run/state.ts';
import { admitJoined } from './act-join.ts';
import { findStep } from './execute.ts';
import { guardAct } from './guard-act.ts';
import { releaseLeases } from './lease.ts';
import type { OpenRun } from './open-run.ts';
import { perform } from './perform.ts';
import { asOneChange, fileChanges, restoreFile, type FileChange, type FileConflict, type RestorePorts } from './restore.ts';
import { scopeFor, sourceOf } from './scope-of-run.ts';
import { isDone, settle } from './settle.ts';

/** What undoing a step on a host would do, before anything is done. */
export interface UndoPreview {
  readonly step: Step;
  readonly host: string;
  /** Steps that were done and stand on this one: their checks count no more afterwards. */
  readonly dependants: readonly string[];
  /** Files that are put back, the last change first. */
  readonly files: readonly FileChange[];
  readonly commands: readonly { readonly title: string; readonly command: string; readonly host: string }[];
}

export type Undone =
  | { readonly ok: true; readonly stale: readonly string[] }
  | { readonly ok: false; readonly problem: Problem; readonly conflicts: readonly FileConflict[] };

/** States in which a step may have left something that stands on another. */
const STANDS: ReadonlySet<StepStatus> = new Set(['done', 'already-so', 'failed', 'interrupted', 'unknown', 'running']);

/** What undoing a step would do, or why it cannot be undone. */
export function previewUndo(run: OpenRun, step: Step, host: string, events: readonly StoredEvent[]): Result<UndoPreview> {
  const { status } = stepState(run.state, step.id, host);
  if (status !== 'done' && status !== 'failed') {
    const why =
      status === 'already-so' ? 'it was so already: this run changed nothing there' : `it is ${status.replaceAll('-', ' ')}`;
    return failure('nothing-to-undo', `“${step.title}” was not done by this run on ${host}: ${why}.`);
  }
  if (step.undo === undefined) return failure('nothing-to-undo', `“${step.title}” changes nothing: there is nothing to undo.`);
  if ('irreversible' in step.undo) return failure('irreversible', `“${step.title}” cannot be undone. ${step.undo.irreversible}`);
  const { undo } = step;
  const source = sourceOf(run);
  const self = allHosts(source).find(({ name }) => name === host);
  const commands =
    self === undefined
      ? []
      : undo.actions.flatMap((action) => {
          const hosts = hostsOfAction(action, self, source);
          return hosts.ok
            ? hosts.value.flatMap((one) =>
                previewAction(action, actHost(source, one), scopeFor(run, one.name)).map(({ title, text, host: on }) => ({
                  title,
                  command: text,
                  host: on,
                })),
              )
            : [];
        });
  const dependants = dependantsOf(run.procedure, step.id).filter((id) =>
    Object.values(run.state.steps[id] ?? {}).some((one) => STANDS.has(one.status)),
  );
  return { ok: true, value: { step, host, dependants, files: filesOf(step, host, undo.actions, events), commands } };
}

/** Files that the step changed there and that none of its undo's own actions takes care of; each as it was before the first change. */
function filesOf(step: Step, host: string, actions: readonly object[], events: readonly StoredEvent[]): readonly FileChange[] {
  if (actions.some((action) => 'edit' in action)) return [];
  let since = 0;
  for (const { event, sequence } of events) {
    if (event.type === 'undo-done' && event.outcome === 'done' && event.place.step === step.id && event.place.host === host)
      since = sequence;
  }
  const own = fileChanges(events).filter(
    (change) => change.sequence > since && change.step === step.id && change.stepHost === host,
  );
  const byFile = new Map<string, FileChange>();
  for (const change of own) {
    const key = `${change.host} ${change.path}`;
    const first = byFile.get(key);
    byFile.set(key, first === undefined ? change : asOneChange(first, change));
  }
  return [...byFile.values()].reverse();
}

/**
 * Undoes a step on a host: what was in flight is settled first; then its files are put back where they still are what the step left, then its undo's
 * actions are done. An undo that was interrupted goes on: what is recorded as done is not done again. What stands on the step becomes stale.
 */
export async function undoStep(
  run: OpenRun,
  ports: RestorePorts,
  preview: UndoPreview,
  events: readonly StoredEvent[],
): Promise<Undone> {
  const { step, host } = preview;
  const place = { step: step.id, host };
  admitJoined(run);
  for (const intent of Object.values(run.state.open)) {
    const { verdict, how, runs } = await settle(run, intent);
    if (verdict !== 'unreachable' && runs !== true) continue;
    const next = 'Undo it when that is known: xenpath resume asks the host again.';
    const sentence = `What became of an act of this run is not known. ${how}`;
    return { ok: false, problem: { code: 'act-in-flight', sentence, next }, conflicts: [] };
  }
  const refused = await allowUndo(run, preview);
  if (refused !== null) return { ok: false, problem: refused, conflicts: [] };
  const begun = lastStart(events, place);
  await run.emit({ type: 'undo-started', version: 1, place, stale: [...preview.dependants] });
  const outcome = await work(run, ports, preview, begun);
  await releaseLeases(run);
  await run.emit({
    type: 'undo-done',
    version: 1,
    place,
    outcome: outcome.ok ? 'done' : 'failed',
    ...(outcome.ok ? {} : { problem: outcome.problem }),
  });
  return outcome;
}

async function allowUndo(run: OpenRun, preview: UndoPreview): Promise<Problem | null> {
  const { step, host, commands } = preview;
  const titles = preview.dependants.map((id) => findStep(run, id).title);
  const files = preview.files.map((change) => `${change.host}:${change.path}`);
  const answer = await run.ports.consent.undo({ title: step.title, host, dependants: titles, files, commands });
  await run.emit({
    type: 'asked',
    version: 1,
    place: { step: step.id, host },
    question: `May “${step.title}” be undone on ${host}?`,
    answer: answer.answer,
    by: answer.by,
    about: 'undo',
    granted: answer.answer === 'yes',
  });
  return answer.answer === 'yes'
    ? null
    : { code: 'declined', sentence: `That “${step.title}” be undone on ${host} was not allowed.` };
}

async function work(run: OpenRun, ports: RestorePorts, preview: UndoPreview, begun: number | null): Promise<Undone> {
  const { step, host, files, dependants } = preview;
  const place = { step: step.id, host };
  const conflicts: FileConflict[] = [];
  let problem: Problem | null = null;
  for (const change of files) {
    const restored = await restoreFile(run, ports, change, place);
    if (restored.ok) continue;
    problem ??= restored.problem;
    if (restored.conflict !== null) conflicts.push(restored.conflict);
  }
  if (problem !== null) return { ok: false, problem, conflicts };
  const actions = step.undo !== undefined && 'actions' in step.undo ? step.undo.actions : [];
  for (const action of actions) {
    const source = sourceOf(run);
    const self = allHosts(source).find(({ name }) => name === host);
    const targets =
      self === undefined ? failure('no-such-host', `${host} is not a host of this run.`) : hostsOfAction(action, self, source);
    if (!targets.ok) return { ok: false, problem: targets.problem, conflicts };
    for (const target of targets.value) {
      const acts = expandAction(action, actHost(source, target), scopeFor(run, target.name));
      if (!acts.ok) return { ok: false, problem: acts.problem, conflicts };
      for (const act of acts.value) {
        const key = actionKey({ action: act.action, ...(act.item === null ? {} : { item: act.item }) });
        const before = key === null ? undefined : stepState(run.state, step.id, host).actions[key];
        if (begun !== null && before?.state === 'succeeded' && before.sequence > begun) continue;
        if ((await isDone(run, action, act.host, act.item === null ? undefined : act.itemValue, step.id)) === true) continue;
        const refused = await guardAct(run, step, host, action, act);
        if (refused !== null) return { ok: false, problem: refused, conflicts };
        const ending = await perform(run, step, host, action, act);
        if (ending.ending !== 'succeeded') return { ok: false, problem: ending.problem, conflicts };
      }
    }
  }
  return { ok: true, stale: dependants };
}

/** Sequence of an undo of this step that has no end yet, or that failed: it is gone on with. */
function lastStart(events: readonly StoredEvent[], place: { readonly step: string; readonly host: string }): number | null {
  let start: number | null = null;
  for (const { event, sequence } of events) {
    if (
      (event.type !== 'undo-started' && event.type !== 'undo-done') ||
      event.place.step !== place.step ||
      event.place.host !== place.host
    )
      continue;
    if (event.type === 'undo-started') start ??= sequence;
    else if (event.outcome === 'done') start = null;
  }
  return start;
}
