import type { CellState, Cell } from '../../../core/run/next.ts';
import type { PlannedStep } from '../../../core/run/planned.ts';
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
}

/** State of a step as a whole: that of the host that most wants a look. One without hosts is not taken. */
export function wholeState(cells: readonly Pick<Cell, 'state'>[]): CellState {
  return BY_WEIGHT.find((state) => cells.some((cell) => cell.state === state)) ?? 'not-taken';
}

/** The plan's steps in order, each with its cells. */
export function stepRows(plan: readonly PlannedStep[], cells: readonly Cell[]): readonly StepRow[] {
  const bySteps = new Map<string, Cell[]>();
  for (const cell of cells) bySteps.set(cell.step, [...(bySteps.get(cell.step) ?? []), cell]);
  return plan.map((step) => {
    const its = bySteps.get(step.id) ?? [];
    return { step, cells: its, state: wholeState(its) };
  });
}

const WANTS: readonly CellState[] = ['failed', 'unknown', 'declined', 'ready', 'waiting'];

/** The step that a person should look at next: the first that wants something, after `from` and then from the start. */
export function nextStep(rows: readonly StepRow[], from: string | null): string | null {
  const at = rows.findIndex(({ step }) => step.id === from);
  const order = [...rows.slice(at + 1), ...rows.slice(0, at + 1)];
  return (order.find(({ state }) => WANTS.includes(state)) ?? order[0])?.step.id ?? null;
}

/** How many of a step's hosts are past it, of how many. */
export function countOver(cells: readonly Cell[]): number {
  return cells.filter(({ state }) => ['done', 'already-so', 'skipped', 'not-taken'].includes(state)).length;
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
