import { useEffect, useState, type ReactNode } from 'react';
import type { Plan } from '../../../core/procedure/plan.ts';
import type { Procedure } from '../../../core/procedure/schema.ts';
import { useKeys } from '../../parts/use-keys.ts';
import { goTo } from '../../route.ts';
import { useWords } from '../../words/words.tsx';
import { KeysDialog } from './keys-dialog.tsx';
import { useActs } from './run-acts.ts';
import { StepList } from './step-list.tsx';
import { StepPanel } from './step-panel.tsx';
import { nextStep } from './step-view.ts';
import type { RunSight } from './use-run.ts';

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
  const acts = useActs();
  const [keysShown, setKeysShown] = useState(false);
  const { run } = sight.state;
  const row = sight.rows.find((one) => one.step.id === step) ?? null;
  const chosen = row?.step.id ?? nextStep(sight.rows, null);
  useEffect(() => {
    if (row === null && chosen !== null) goTo({ screen: 'run', run, view: 'steps', step: chosen }, true);
  }, [run, row, chosen]);
  useKeys({
    n: () => {
      const next = nextStep(sight.rows, chosen);
      if (next !== null) goTo({ screen: 'run', run, view: 'steps', step: next });
    },
    r: () => {
      if (row !== null && !busy) void acts.begin({ kind: 'go', steps: [row.step.id], hosts: null, redo: [] });
    },
    c: () => {
      if (row !== null && !busy) void acts.begin({ kind: 'check', steps: [row.step.id], hosts: null });
    },
    '?': () => setKeysShown(true),
  });
  return (
    <div className="wizard">
      <StepList sight={sight} chosen={chosen} procedure={procedure} />
      {row === null ? (
        <section className="step">
          <p className="quiet">{say(sight.state.plan === null ? 'run.no-plan' : 'run.no-steps')}</p>
        </section>
      ) : (
        <StepPanel key={row.step.id} sight={sight} row={row} busy={busy} plan={plan} procedure={procedure} />
      )}
      {keysShown ? <KeysDialog onClose={() => setKeysShown(false)} /> : null}
    </div>
  );
}
