import { useEffect, useMemo, useState, type ReactNode } from 'react';
import type { Task, Word } from '../../../core/contract/work.ts';
import type { Problem } from '../../../core/result.ts';
import type { RunState } from '../../../core/run/state.ts';
import { ask } from '../../connection/ask.ts';
import { useAnswer } from '../../connection/use-answer.ts';
import { useLive } from '../../connection/use-live.ts';
import { useStores } from '../../connection/stores-context.ts';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { useKeys } from '../../parts/use-keys.ts';
import { goTo } from '../../route.ts';
import { useWords } from '../../words/words.tsx';
import { KeysDialog } from './keys-dialog.tsx';
import { RunActs, type Acts } from './run-acts.ts';
import { RunHead } from './run-head.tsx';
import { StepList } from './step-list.tsx';
import { StepPanel } from './step-panel.tsx';
import { nextStep } from './step-view.ts';
import { useSight } from './use-run.ts';

/** A run that is there: its head, its steps, and the step that is looked at. */
export function RunDesk({ state, step }: { readonly state: RunState; readonly step: string | null }): ReactNode {
  const say = useWords();
  const { connection, desk } = useStores();
  const { working } = useLive(desk);
  const sight = useSight(state);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [keysShown, setKeysShown] = useState(false);
  const { run } = state;
  const work = working.find((one) => one.run === run) ?? null;
  const busy = work !== null && work.task !== null;
  // What a plan can tell changes with what was found out: captured values, hosts that joined.
  const known = `${Object.keys(state.captures).length} ${Object.keys(state.hosts).length} ${state.plan?.length ?? 0}`;
  const outlook = useAnswer('runs.outlook', { run }, known);
  const procedure = useAnswer('procedures.show', { run }, state.procedureHash);

  const chosen = sight.rows.find((row) => row.step.id === step)?.step.id ?? nextStep(sight.rows, null);
  useEffect(() => {
    if (step === null && chosen !== null) goTo({ screen: 'run', run, step: chosen }, true);
  }, [run, step, chosen]);

  const acts: Acts = useMemo(() => {
    const tell = (answered: { readonly ok: true } | { readonly ok: false; readonly problem: Problem }): boolean => {
      setProblem(answered.ok ? null : answered.problem);
      return answered.ok;
    };
    return {
      begin: async (task: Task) => tell(await ask(connection, 'work.begin', { run, task })),
      say: async (word: Word) => tell(await ask(connection, 'work.say', { run, word })),
      stop: async () => tell(await ask(connection, 'work.stop', { run })),
    };
  }, [connection, run]);

  const row = sight.rows.find((one) => one.step.id === chosen) ?? null;
  useKeys({
    n: () => {
      const next = nextStep(sight.rows, chosen);
      if (next !== null) goTo({ screen: 'run', run, step: next });
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
    <RunActs value={acts}>
      <div className="run">
        <RunHead sight={sight} work={work} onKeys={() => setKeysShown(true)} />
        {problem === null ? null : (
          <div className="across">
            <ProblemAlert problem={problem} />
          </div>
        )}
        <StepList sight={sight} chosen={chosen} procedure={procedure?.ok === true ? procedure.value : null} />
        {row === null ? (
          <section className="step">
            <p className="quiet">{say(state.plan === null ? 'run.no-plan' : 'run.no-steps')}</p>
          </section>
        ) : (
          <StepPanel
            key={row.step.id}
            sight={sight}
            row={row}
            busy={busy}
            plan={outlook?.ok === true ? outlook.value : null}
            procedure={procedure?.ok === true ? procedure.value : null}
          />
        )}
      </div>
      {keysShown ? <KeysDialog onClose={() => setKeysShown(false)} /> : null}
    </RunActs>
  );
}
