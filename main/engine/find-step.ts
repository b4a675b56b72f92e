import type { Step } from '../../core/procedure/schema.ts';
import type { OpenRun } from './open-run.ts';

/** A step of the run's procedure; the plan and the procedure are one text, so it is there. */
export function findStep(run: OpenRun, id: string): Step {
  for (const chapter of run.procedure.chapters) {
    const found = chapter.steps.find((step) => step.id === id);
    if (found !== undefined) return found;
  }
  throw new Error(`The procedure of run ${run.id} has no step ${id}.`);
}
