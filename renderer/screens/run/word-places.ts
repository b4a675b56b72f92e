import type { Outcome } from '../../../core/checks/outcome.ts';
import type { PlannedCheck, PlannedStep } from '../../../core/run/planned.ts';
import type { Standing } from '../../../core/run/standing.ts';

/** A check on a host that a person's word may stand in the place of. */
interface WordPlace {
  readonly check: PlannedCheck;
  readonly host: string;
}

/** Whether a person's word may stand in the place of a check: not where it holds, and what a host denies is not attested against it. */
export function mayBeSaid(kind: 'waive' | 'attest', outcome: Outcome): boolean {
  if (outcome === 'pass' || outcome === 'not-applicable') return false;
  return kind === 'waive' || outcome !== 'fail';
}

/** Checks of a step whose place a person's word may take, those first that failed or could not be asked. */
export function wordPlaces(kind: 'waive' | 'attest', step: PlannedStep, standings: readonly Standing[]): readonly WordPlace[] {
  const open = standings.filter((one) => one.step === step.id && mayBeSaid(kind, one.outcome));
  const told = open.filter(({ outcome }) => TOLD.includes(outcome));
  return [...told, ...open.filter((one) => !told.includes(one))].flatMap(({ check, host }) => {
    const planned = step.checks.find(({ id }) => id === check);
    return planned === undefined ? [] : [{ check: planned, host }];
  });
}

const TOLD: readonly Outcome[] = ['fail', 'error', 'unreachable'];
