import type { Step } from '../../core/procedure/schema.ts';
import { assertNever, type Problem } from '../../core/result.ts';
import { gate } from '../../core/run/gates.ts';
import { changesInFlight } from '../../core/run/in-flight.ts';
import { whatNext, type Cell } from '../../core/run/next.ts';
import { standings } from '../../core/run/standing.ts';
import { admitJoined } from './act-join.ts';
import { answered } from './answered.ts';
import { askAgain, askOfBroken } from './ask-again.ts';
import { checkUntil, type Checked } from './check.ts';
import { doStep } from './do-step.ts';
import { findStep } from './find-step.ts';
import { INTERRUPTED, inSitting } from './sitting.ts';
import { RunInterrupted, type OpenRun } from './open-run.ts';
import { planOfRun } from './plan-of-run.ts';
import { actHostOf, settle } from './settle.ts';
import { allOrFirstProblem } from './together.ts';

export interface ExecuteOptions {
  /** Steps that are to be done; null: all. */
  readonly steps: ReadonlySet<string> | null;
  /** Hosts that they are done on; null: all. Hosts that join in the run are always in. */
  readonly hosts: ReadonlySet<string> | null;
  /** Steps that act even when they are already so. */
  readonly redo: ReadonlySet<string>;
  /** Ask again, at the end, what passed and is stale. */
  readonly recheck: boolean;
  /** Told how many checks are asked again before anything is done, when there are any. */
  readonly asksAgain?: (checks: number) => void;
}

export type RunEnding =
  | { readonly reason: 'finished' | 'failed' | 'declined' | 'interrupted'; readonly sentence: string }
  | { readonly reason: 'evidence-lost'; readonly problem: Problem };

/**
 * Works through a run until nothing is left that may go on: asks core what may happen next, does it, and stores what happened.
 * First settles what was in flight when it was left, and asks again what was proved before. A step that fails holds what needs it, and nothing else.
 */
export async function executeRun(run: OpenRun, options: ExecuteOptions): Promise<RunEnding> {
  const sat = await inSitting(
    run,
    () => work(run, options),
    (ended) => ended,
  );
  switch (sat.ending) {
    case 'done':
      return { ...sat.value, sentence: [sat.value.sentence, ...sat.standing].join(' ') };
    case 'interrupted':
      return { ...INTERRUPTED, sentence: [INTERRUPTED.sentence, ...sat.standing].join(' ') };
    case 'evidence-lost':
      return { reason: 'evidence-lost', problem: sat.problem };
    default:
      return assertNever(sat);
  }
}

type Ended = Extract<RunEnding, { sentence: string }>;

async function work(run: OpenRun, options: ExecuteOptions): Promise<Ended> {
  admitJoined(run);
  await run.emit(planOfRun(run));
  await settleAll(run);
  const broken = await askAgain(run, cellsWanted(run, options), options.asksAgain);
  const tried = new Set<string>();
  const key = (cell: Pick<Cell, 'step' | 'host'>): string => `${cell.step} ${cell.host}`;
  for (;;) {
    run.stopIfAsked();
    const cells = cellsWanted(run, options);
    const open = cells.filter((cell) => !tried.has(key(cell)));
    const first = open.find((cell) => mayStart(run, cell, options) || (cell.state === 'waiting' && cell.consent));
    if (first === undefined) break;
    if (first.state === 'waiting') {
      const rest = open.filter((cell) => cell.step === first.step && cell.state === 'waiting');
      if (!(await restAllowed(run, first, rest, cells))) for (const cell of rest) tried.add(key(cell));
      continue;
    }
    const step = findStep(run, first.step);
    const alike = open.filter((cell) => cell.step === first.step && cell.state === first.state && mayStart(run, cell, options));
    const together = sideBySide(step) ? alike : [first];
    for (const cell of together) tried.add(key(cell));
    await allOrFirstProblem(together.map((cell) => startCell(run, step, cell, options)));
  }
  await askOfBroken(run, broken);
  if (options.recheck) await recheck(run, options);
  await run.parts.topology?.settled();
  return howItEnded(run, options);
}

/** Cells of the steps and hosts that were asked for; hosts that joined in the run are always among them. */
function cellsWanted(run: OpenRun, options: ExecuteOptions): readonly Cell[] {
  const chosen = (host: string): boolean => isChosenHost(run, options.hosts, host);
  return whatNext(run.state, run.ports.clock.now(), chosen).filter(
    ({ step, host }) => (options.steps === null || options.steps.has(step)) && chosen(host),
  );
}

/** Whether a host is worked on: it was named, or it joined in the run. */
export function isChosenHost(run: OpenRun, hosts: ReadonlySet<string> | null, host: string): boolean {
  return hosts === null || hosts.has(host) || (run.state.hosts[host]?.via ?? null) !== null;
}

function mayStart(run: OpenRun, cell: Cell, options: ExecuteOptions): boolean {
  // What is tried or done again needs what it needed the first time; and nothing is changed beside an act that may still go on.
  if (cell.closed !== null || (cell.state !== 'unknown' && actsBeside(run, cell))) return false;
  if (cell.state === 'ready' || cell.state === 'unknown') return true;
  // What failed or was not allowed is tried again, but where a person put a word in its place.
  if (GIVEN_UP.has(cell.state)) return options.redo.has(cell.step) || !letsGoOn(run, cell);
  return options.redo.has(cell.step) && (cell.state === 'done' || cell.state === 'already-so');
}

/** True when the step would change a host on which an act of this run is still in flight. */
function actsBeside(run: OpenRun, cell: Cell): boolean {
  if (findStep(run, cell.step).class === 'read') return false;
  return changesInFlight(run.state).some((intent) => actHostOf(intent) === cell.host);
}

function letsGoOn(run: OpenRun, cell: Cell): boolean {
  const planned = run.state.plan?.find(({ id }) => id === cell.step);
  return planned !== undefined && gate(run.state, planned, cell.host, run.ports.clock.now()).open;
}

/** Steps whose acts go to their own host alone may run on several hosts at a time; what touches a switch or array may not. */
function sideBySide(step: Step): boolean {
  return step.class !== 'fault' && step.actions.every((action) => action.on === undefined);
}

async function startCell(run: OpenRun, step: Step, cell: Cell, options: ExecuteOptions) {
  const before = run.state.steps[cell.step]?.[cell.host];
  const goOn = cell.state === 'unknown' || before?.status === 'interrupted';
  // What it needs was proved when it began. Since then its own acts may have changed that: a fault that is in force has to.
  const begun = goOn && Object.values(before?.actions ?? {}).some(({ state }) => state === 'succeeded' || state === 'unknown');
  for (const one of begun ? [] : cell.stale) {
    const needed = findStep(run, one.step);
    const checkpoint = needed.checkpoints.find(({ id }) => id === one.check);
    if (checkpoint === undefined || step.class === 'read') continue;
    const again = await checkUntil(run, needed, one.host, checkpoint, 'later');
    if (again.outcome === 'pass' || again.outcome === 'not-applicable') continue;
    const place = { step: step.id, host: cell.host };
    await run.emit(
      { type: 'step-started', version: 1, place },
      { type: 'step-done', version: 1, place, outcome: 'failed', problem: needProblem(needed, checkpoint, one.host, again) },
    );
    return 'failed' as const;
  }
  if (
    cell.state === 'unknown' &&
    changesInFlight(run.state).some(({ place }) => place.step === cell.step && place.host === cell.host)
  ) {
    return 'unknown' as const;
  }
  return doStep(run, step, cell.host, { redo: options.redo.has(step.id), goOn });
}

/** Why a step does not start although what it needs had passed: it broke, or it cannot be told whether it did. */
function needProblem(needed: Step, { title }: Step['checkpoints'][number], host: string, again: Checked): Problem {
  const name = `“${title}” of the earlier step “${needed.title}”`;
  const said = again.message ?? again.problem?.sentence ?? `It is ${again.outcome}.`;
  if (again.outcome !== 'fail') {
    const sentence = `${name} passed, something was changed since, and it could not be asked again on ${host}: ${said}`;
    return { code: 'need-not-known', sentence, next: again.problem?.next ?? 'Run again when it can be asked.' };
  }
  const next =
    again.hint === undefined
      ? 'Mend that first and resume, or waive it with a reason.'
      : `${again.hint.cause} ${again.hint.next}`;
  return { code: 'need-broke', sentence: `${name} does not hold any more on ${host}: ${said}`, next };
}

/** Asks the hosts about every act that was in flight when the run was left. */
async function settleAll(run: OpenRun): Promise<void> {
  for (const intent of Object.values(run.state.open)) {
    run.stopIfAsked();
    await settle(run, intent);
  }
}

async function restAllowed(run: OpenRun, cell: Cell, held: readonly Cell[], cells: readonly Cell[]): Promise<boolean> {
  const rest = held.map(({ host }) => host);
  const done = cells.find((one) => one.step === cell.step && one.state === 'done')?.host ?? '';
  const answer = await run.ports.consent.rest({ step: cell.step, done, rest }, run.signal);
  await run.emit({
    type: 'asked',
    version: 1,
    place: { step: cell.step, host: done },
    question: `Done and proved on ${done}. Go on with ${rest.join(', ')}?`,
    ...answered(answer),
    about: 'rest',
  });
  if (answer.answer === 'stop') throw new RunInterrupted('The operator said to stop.');
  return answer.answer === 'yes';
}

/** What passed and does not count any more is asked again, so that the verdict is about how things are now. */
async function recheck(run: OpenRun, options: ExecuteOptions): Promise<void> {
  for (const one of standings(run.state, run.ports.clock.now())) {
    if (one.outcome !== 'stale') continue;
    if (options.steps !== null && !options.steps.has(one.step)) continue;
    run.stopIfAsked();
    const step = findStep(run, one.step);
    const checkpoint = step.checkpoints.find(({ id }) => id === one.check);
    if (checkpoint !== undefined) await checkUntil(run, step, one.host, checkpoint, 'later');
  }
}

function howItEnded(run: OpenRun, options: ExecuteOptions): Ended {
  const cells = cellsWanted(run, options);
  const left = cells.filter((cell) => !AT_ITS_END.has(cell.state) && !(GIVEN_UP.has(cell.state) && letsGoOn(run, cell)));
  if (left.length === 0) return { reason: 'finished', sentence: 'Every step that was asked for came to its end.' };
  const refused = left.some(({ state, consent }) => state === 'declined' || (state === 'waiting' && consent));
  // What failed comes first: the rest mostly waits for it.
  const stuck = left.filter(({ state }) => GIVEN_UP.has(state) || state === 'unknown');
  const named = stuck.length > 0 ? stuck : left;
  const names = [...new Set(named.map(({ step }) => `“${findStep(run, step).title}”`))];
  const list = names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');
  const why = named[0]?.why ?? null;
  if (refused) return { reason: 'declined', sentence: `Not allowed, or waiting for what was not: ${list}.` };
  return { reason: 'failed', sentence: `Not at their end: ${list}.${why === null ? '' : ` ${why}`}` };
}

const GIVEN_UP: ReadonlySet<Cell['state']> = new Set(['failed', 'declined']);
const AT_ITS_END: ReadonlySet<Cell['state']> = new Set(['done', 'already-so', 'skipped', 'not-taken']);
