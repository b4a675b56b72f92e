import type { Outcome } from '../../../core/checks/outcome.ts';
import type { CellState, Cell } from '../../../core/run/next.ts';
import type { PlannedStep } from '../../../core/run/planned.ts';
import type { Standing } from '../../../core/run/standing.ts';
import type { Say } from '../../words/words.tsx';

/** States of a step's hosts, the one that most wants a look first. */
const BY_WEIGHT: readonly CellState[] = [
  'failed',
  'unknown',
  'declined',
  'running',
  'ready',
  'waiting',
  'locked',
  'skipped',
  'done',
  'already-so',
  'not-taken',
];

/** A step of the plan with where it stands on each of its hosts. */
export interface StepRow {
  readonly step: PlannedStep;
  readonly cells: readonly Cell[];
  /** What is shown for the step as a whole. */
  readonly state: CellState;
  /** What its checks say against it now although it is over; null: nothing. */
  readonly doubt: Doubt | null;
}

/** How many checks of a step stand at an outcome that puts it in question. */
export interface Doubt {
  readonly outcome: Outcome;
  readonly count: number;
}

/** State of a step as a whole: that of the host that most wants a look. One without hosts is not taken. */
export function wholeState(cells: readonly Pick<Cell, 'state'>[]): CellState {
  return BY_WEIGHT.find((state) => cells.some((cell) => cell.state === state)) ?? 'not-taken';
}

/** The plan's steps in order, each with its cells. `standings`: of all checks of the run. */
export function stepRows(
  plan: readonly PlannedStep[],
  cells: readonly Cell[],
  standings: readonly Standing[],
): readonly StepRow[] {
  const bySteps = byStep(cells);
  const checks = byStep(standings);
  return plan.map((step) => {
    const its = bySteps.get(step.id) ?? [];
    const state = wholeState(its);
    return { step, cells: its, state, doubt: OVER.includes(state) ? doubtOf(checks.get(step.id) ?? []) : null };
  });
}

function byStep<Item extends { readonly step: string }>(items: readonly Item[]): ReadonlyMap<string, readonly Item[]> {
  const found = new Map<string, Item[]>();
  for (const item of items) {
    const its = found.get(item.step);
    if (its === undefined) found.set(item.step, [item]);
    else its.push(item);
  }
  return found;
}

/** Outcomes that put a step in question which was done, the heaviest first. */
const DOUBTS: readonly Outcome[] = ['fail', 'error', 'unreachable', 'stale'];

function doubtOf(checks: readonly Standing[]): Doubt | null {
  const outcome = DOUBTS.find((one) => checks.some((check) => check.outcome === one));
  return outcome === undefined ? null : { outcome, count: checks.filter((check) => check.outcome === outcome).length };
}

/** Where a chapter stands: as the step of it that most wants a look, or over as a whole; with what stands against its steps that are over. */
export function chapterState(rows: readonly StepRow[]): Pick<StepRow, 'state' | 'doubt'> {
  const open = rows.filter(({ state }) => !OVER.includes(state));
  const kinds: readonly CellState[] = open.length > 0 ? BY_WEIGHT : ['done', 'already-so', 'skipped', 'not-taken'];
  const state = kinds.find((kind) => (open.length > 0 ? open : rows).some((row) => row.state === kind)) ?? 'not-taken';
  const doubts = rows.flatMap(({ doubt }) => (doubt === null ? [] : [doubt]));
  const outcome = DOUBTS.find((one) => doubts.some((doubt) => doubt.outcome === one));
  if (outcome === undefined) return { state, doubt: null };
  const count = doubts.reduce((sum, doubt) => (doubt.outcome === outcome ? sum + doubt.count : sum), 0);
  return { state, doubt: { outcome, count } };
}

const WANTS: readonly CellState[] = ['failed', 'unknown', 'declined', 'ready', 'waiting'];
/** A step's host is past it. */
const OVER: readonly CellState[] = ['done', 'already-so', 'skipped', 'not-taken'];

/** Whether a person should look at the step: it waits for somebody, or a check of it does not hold any more. */
function wants({ state, doubt }: StepRow): boolean {
  return WANTS.includes(state) || (doubt !== null && doubt.outcome !== 'stale');
}

/** The first step of which a check fails; null: of none. */
export function firstFailing(rows: readonly StepRow[], standings: readonly Standing[]): string | null {
  return rows.find(({ step }) => standings.some((one) => one.step === step.id && one.outcome === 'fail'))?.step.id ?? null;
}

/** The step that a person should look at next: the first that wants something, after `from` and then from the start. */
export function nextStep(rows: readonly StepRow[], from: string | null): string | null {
  const at = rows.findIndex(({ step }) => step.id === from);
  const order = [...rows.slice(at + 1), ...rows.slice(0, at + 1)];
  return (order.find(wants) ?? order[0])?.step.id ?? null;
}

/** How many of a step's hosts are past it, of how many. */
export function countOver(cells: readonly Cell[]): number {
  return cells.filter(({ state }) => OVER.includes(state)).length;
}

/** The step beside one in the plan's order: `by` 1 for the next, -1 for the one before. It stays at the ends. */
export function stepBeside(rows: readonly StepRow[], from: string | null, by: 1 | -1): string | null {
  const at = rows.findIndex(({ step }) => step.id === from);
  return (rows[Math.min(rows.length - 1, Math.max(0, at + by))] ?? rows[0])?.step.id ?? null;
}

/** A cell of a run that nobody works on: what runs by its events was cut off, and its host is asked when somebody goes on. */
export function leftAlone(cell: Cell, say: Say): Cell {
  if (cell.state !== 'running') return cell;
  return { ...cell, state: 'unknown', why: say('step.cut-off'), acts: ['settle', 'note'] };
}
