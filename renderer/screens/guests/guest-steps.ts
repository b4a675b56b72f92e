import type { Plan, PlanStep } from '../../../core/procedure/plan.ts';
import type { StepRow } from '../run/step-view.ts';

/** Figures of the article in which a step's way through the Virtual Machine Manager is shown: they tell what the step is for. */
const CREATE = [7, 8, 9, 10, 16];
const HARDWARE = [12, 13, 14, 17];
const NETWORK = [5];

/** A step of the procedure with where it stands in the run. */
export interface PlannedRow {
  readonly row: StepRow;
  readonly planned: PlanStep;
  /** Title of its chapter. */
  readonly chapter: string;
}

/** The steps that make guests, give them hardware, and make networks. `busy`: something is done in the run now. */
export interface GuestSteps {
  readonly create: readonly PlannedRow[];
  readonly hardware: readonly PlannedRow[];
  readonly network: readonly PlannedRow[];
  readonly busy: boolean;
  readonly run: string;
}

/** What the procedure itself says of its steps decides: nothing is done here that is not one of them. */
export function guestSteps(run: string, plan: Plan | null, rows: readonly StepRow[], busy: boolean): GuestSteps {
  const byId = new Map(rows.map((row) => [row.step.id, row]));
  const all = (plan?.steps ?? []).flatMap((planned): PlannedRow[] => {
    const row = byId.get(planned.id);
    const chapter = plan?.chapters.find(({ id }) => id === planned.chapter)?.title ?? '';
    return row === undefined ? [] : [{ row, planned, chapter }];
  });
  const create = all.filter((one) => shows(one.planned, CREATE));
  return {
    create,
    hardware: all.filter((one) => shows(one.planned, HARDWARE) && !create.includes(one)),
    network: all.filter((one) => shows(one.planned, NETWORK)),
    busy,
    run,
  };
}

/** Those in which a guest is named. */
export function stepsAbout(steps: readonly PlannedRow[], guest: string): readonly PlannedRow[] {
  return steps.filter(({ planned }) =>
    planned.hosts.some(({ acts, byHand }) =>
      [...acts.map(({ text }) => text), ...(byHand?.clicks ?? []).map((click) => `${click.do} ${click.shows ?? ''}`)].some(
        (text) => text.split(/[^\w.-]+/u).some((word) => word.replace(/\.$/u, '') === guest),
      ),
    ),
  );
}

function shows(step: PlanStep, figures: readonly number[]): boolean {
  return step.hosts.some(
    ({ byHand }) => byHand?.clicks.some(({ figure }) => figure !== null && figures.includes(figure)) === true,
  );
}
