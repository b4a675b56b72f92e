import { makePlan, type Plan } from '../../core/procedure/plan.ts';
import type { Result } from '../../core/result.ts';
import type { RunEvent } from '../../core/run/events.ts';
import type { PlannedStep } from '../../core/run/planned.ts';
import type { OpenRun } from './open-run.ts';
import { sourceOf } from './scope-of-run.ts';

/** The plan as a run records it: what decides what may happen next, without the texts. */
export function plannedSteps(plan: Plan): PlannedStep[] {
  return plan.steps.map((step) => ({
    id: step.id,
    title: step.title,
    chapter: step.chapter,
    role: step.role,
    class: step.class,
    hosts: step.hosts.map(({ name }) => name),
    needs: [...step.needs],
    estimateMs: step.estimateMs,
    repeatable: step.repeatable,
    undo: step.undo,
    checks: step.checks.map(({ id, title, severity, staleAfter, dependsOn, maxAgeMs }) => ({
      id,
      title,
      severity,
      staleAfter: [...staleAfter],
      dependsOn: [...dependsOn],
      maxAgeMs,
    })),
  }));
}

/** The plan of a run as it stands now. */
export function planNow(run: OpenRun): Result<Plan> {
  return makePlan(run.procedure, sourceOf(run));
}

/** The event that records it. A procedure that was linted and started once has a plan: none is a mistake of ours. */
export function planOfRun(run: OpenRun): Extract<RunEvent, { type: 'planned' }> {
  const plan = planNow(run);
  if (!plan.ok) throw new Error(plan.problem.sentence);
  return { type: 'planned', version: 1, steps: plannedSteps(plan.value) };
}
