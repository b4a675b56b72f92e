import { lazy, Suspense, useEffect, type ReactNode } from 'react';
import { stepsOf } from '../../../core/procedure/order.ts';
import type { Plan } from '../../../core/procedure/plan.ts';
import type { Procedure } from '../../../core/procedure/schema.ts';
import { useCommands } from '../../commands.ts';
import { goTo } from '../../route.ts';
import { useWords } from '../../words/words.tsx';
import { StepList } from './step-list.tsx';
import { StepPanel } from './step-panel.tsx';
import { nextStep, stepBeside } from './step-view.ts';
import { useUnderway } from './use-underway.ts';
import type { RunSight } from './use-run.ts';

/** Comes with the layout of diagrams: later than the step. */
const StepTopology = lazy(() => import('../../topology/step-topology.tsx'));

/** The wizard: all steps at the left, the one that is looked at beside them. `busy`: something is done in this run now. */
export function StepsView({
  sight,
  step,
  busy,
  plan,
  procedure,
}: {
  readonly sight: RunSight;
  readonly step: string | null;
  readonly busy: boolean;
  readonly plan: Plan | null;
  readonly procedure: Procedure | null;
}): ReactNode {
  const say = useWords();
  const { run } = sight.state;
  const row = sight.rows.find((one) => one.step.id === step) ?? null;
  const chosen = row?.step.id ?? nextStep(sight.rows, null);
  useEffect(() => {
    if (row === null && chosen !== null) goTo({ screen: 'run', run, view: 'steps', step: chosen }, true);
  }, [run, row, chosen]);
  const written = procedure === null ? null : (stepsOf(procedure).find((one) => one.step.id === chosen)?.step ?? null);
  const underway = useUnderway(run);
  const show = (to: string | null): void => {
    if (to !== null) goTo({ screen: 'run', run, view: 'steps', step: to });
  };
  useCommands([
    {
      id: 'steps.wanting',
      group: 'run',
      title: say('command.next-wanting'),
      keys: 'n',
      run: () => show(nextStep(sight.rows, chosen)),
    },
    { id: 'steps.next', group: 'run', title: say('command.next'), keys: 'j', run: () => show(stepBeside(sight.rows, chosen, 1)) },
    {
      id: 'steps.previous',
      group: 'run',
      title: say('command.previous'),
      keys: 'k',
      run: () => show(stepBeside(sight.rows, chosen, -1)),
    },
    ...sight.rows.map(({ step: one, state }) => ({
      id: `step ${one.id}`,
      group: 'steps' as const,
      title: one.title,
      remark: say(`cell.${state}`),
      run: () => show(one.id),
    })),
  ]);
  return (
    <div className="wizard">
      <StepList sight={sight} chosen={chosen} procedure={procedure} />
      {row === null ? (
        <section className="step">
          <p className="quiet">{say(sight.state.plan === null ? 'run.no-plan' : 'run.no-steps')}</p>
        </section>
      ) : (
        <StepPanel key={row.step.id} sight={sight} row={row} busy={busy} plan={plan} procedure={procedure} underway={underway} />
      )}
      {written === null || row === null ? null : (
        <Suspense fallback={null}>
          <StepTopology run={run} step={written} hosts={row.cells.map(({ host }) => host)} />
        </Suspense>
      )}
    </div>
  );
}
