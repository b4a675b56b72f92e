import type { RunRow } from '../../../core/contract/runs.ts';
import type { StepStatus } from '../../../core/run/state.ts';

const OVER: readonly StepStatus[] = ['done', 'already-so', 'skipped', 'not-taken'];

/** Whether there is something left to do in a run that can be read. */
export function isUnfinished(row: RunRow): boolean {
  const { done, of } = progressOf(row);
  return row.summary !== null && done < of;
}

/** Steps on hosts that came to an end, of all. */
export function progressOf({ summary }: RunRow): { readonly done: number; readonly of: number } {
  if (summary === null) return { done: 0, of: 0 };
  const counts = Object.entries(summary.steps) as readonly (readonly [StepStatus, number])[];
  const sum = (wanted: (status: StepStatus) => boolean): number =>
    counts.reduce((total, [status, count]) => (wanted(status) ? total + count : total), 0);
  return { done: sum((status) => OVER.includes(status)), of: sum(() => true) };
}
