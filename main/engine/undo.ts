import { dependantsOf } from '../../core/procedure/order.ts';
import type { Step } from '../../core/procedure/schema.ts';
import { failure, type Problem, type Result } from '../../core/result.ts';
import type { StoredEvent } from '../../core/run/events.ts';
import { actKey, stepState } from '../../core/run/reduce-steps.ts';
import type { StepStatus } from '../../core/run/state.ts';
import { admitJoined } from './act-join.ts';
import { answered } from './answered.ts';
import { actsAhead, doActs } from './do-acts.ts';
import { findStep } from './find-step.ts';
import type { OpenRun } from './open-run.ts';
import { asOneChange, fileChanges, restoreFile, type FileChange, type FileConflict, type RestorePorts } from './restore.ts';
import { settleBeside } from './settle-beside.ts';
import { isInterruption } from './sitting.ts';

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
const STANDS: ReadonlySet<StepStatus> = new Set([
  'done',
  'already-so',
  'failed',
  'declined',
  'interrupted',
  'unknown',
  'running',
]);

/** States of a step that may have changed something. What was in flight is settled before anything is undone. */
const MAY_BE_UNDONE: ReadonlySet<StepStatus> = new Set(['done', 'failed', 'declined', 'interrupted', 'unknown']);

/** What undoing a step would do, or why it cannot be undone. */
export function previewUndo(run: OpenRun, step: Step, host: string, events: readonly StoredEvent[]): Result<UndoPreview> {
  const { status } = stepState(run.state, step.id, host);
  if (!MAY_BE_UNDONE.has(status)) {
    const why =
      status === 'already-so' ? 'it was so already: this run changed nothing there' : `it is ${status.replaceAll('-', ' ')}`;
    return failure('nothing-to-undo', `“${step.title}” was not done by this run on ${host}: ${why}.`);
  }
  if (step.undo === undefined) return failure('nothing-to-undo', `“${step.title}” changes nothing: there is nothing to undo.`);
  if ('irreversible' in step.undo) return failure('irreversible', `“${step.title}” cannot be undone. ${step.undo.irreversible}`);
  const { undo } = step;
  const commands = actsAhead(run, undo.actions, host).map(({ title, text, host: on }) => ({ title, command: text, host: on }));
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
 * Undoes a step on a host: what was in flight of it, or on a host that it touches, is settled first, and where nobody can say what became of that
 * nothing is undone. Then its files are put back where they still are what the step left, then its undo's actions are done. An undo that was interrupted
 * goes on: what is recorded as done is not done again. What stands on the step becomes stale.
 */
export async function undoStep(run: OpenRun, ports: RestorePorts, step: Step, host: string): Promise<Undone> {
  const place = { step: step.id, host };
  const refuse = (problem: Problem): Undone => ({ ok: false, problem, conflicts: [] });
  admitJoined(run);
  const before = await ports.events(run.id);
  if (!before.ok) return refuse(before.problem);
  const possible = previewUndo(run, step, host, before.value);
  if (!possible.ok) return refuse(possible.problem);
  const inFlight = await settleBeside(run, hostsOf(possible.value), place);
  if (inFlight !== null) return refuse(inFlight);
  // What was settled now may be another change to take back.
  const events = await ports.events(run.id);
  if (!events.ok) return refuse(events.problem);
  const found = previewUndo(run, step, host, events.value);
  if (!found.ok) return refuse(found.problem);
  const preview = found.value;
  const refused = await allowUndo(run, preview);
  if (refused !== null) return refuse(refused);
  const begun = lastStart(events.value, place);
  await run.emit({ type: 'undo-started', version: 1, place, stale: [...preview.dependants] });
  const end = (problem: Problem | null): Promise<unknown> =>
    run.emit(
      problem === null
        ? { type: 'undo-done', version: 1, place, outcome: 'done' }
        : { type: 'undo-done', version: 1, place, outcome: 'failed', problem },
    );
  try {
    const undone = await work(run, ports, preview, begun);
    await end(undone.ok ? null : undone.problem);
    return undone;
  } catch (thrown) {
    if (isInterruption(run, thrown)) {
      const next = `It goes on with: xenpath undo ${run.id} ${step.id} --host ${host}`;
      await end({ code: 'interrupted', sentence: 'The undo was stopped before its end.', next });
    }
    throw thrown;
  }
}

/** Hosts that an undo touches. */
function hostsOf({ host, files, commands }: UndoPreview): ReadonlySet<string> {
  return new Set([host, ...files.map((file) => file.host), ...commands.map((command) => command.host)]);
}

async function allowUndo(run: OpenRun, preview: UndoPreview): Promise<Problem | null> {
  const { step, host, commands } = preview;
  const titles = preview.dependants.map((id) => findStep(run, id).title);
  const files = preview.files.map((change) => `${change.host}:${change.path}`);
  const question = { title: `“${step.title}”`, host, dependants: titles, files, commands };
  const answer = await run.ports.consent.undo(question, run.signal);
  await run.emit({
    type: 'asked',
    version: 1,
    place: { step: step.id, host },
    question: `May “${step.title}” be undone on ${host}?`,
    ...answered(answer),
    about: 'undo',
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
  const { actions: before } = stepState(run.state, step.id, host);
  const ending = await doActs(run, step, host, actions, (act) => {
    const last = before[actKey({ ...act, stepHost: host })];
    return begun !== null && last?.state === 'succeeded' && last.sequence > begun;
  });
  return ending.ending === 'succeeded' ? { ok: true, stale: dependants } : { ok: false, problem: ending.problem, conflicts };
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
