import { lazy, Suspense, useMemo, useState, type ReactNode } from 'react';
import type { Task, Word } from '../../../core/contract/work.ts';
import type { Problem } from '../../../core/result.ts';
import type { RunState } from '../../../core/run/state.ts';
import { ask } from '../../connection/ask.ts';
import { useAnswer } from '../../connection/use-answer.ts';
import { useLive } from '../../connection/use-live.ts';
import { useStores } from '../../connection/stores-context.ts';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import { RUN_VIEWS, addressOf, type RunView } from '../../route.ts';
import { useWords } from '../../words/words.tsx';
import { RunActs, type Acts } from './run-acts.ts';
import { RunHead } from './run-head.tsx';
import { StepsView } from './steps-view.tsx';
import { useSight } from './use-run.ts';

const GuestsView = lazy(() => import('../guests/guests-view.tsx'));
const ReportView = lazy(() => import('../report/report-view.tsx'));
const TopologyRunView = lazy(() => import('../topology/topology-view.tsx'));

/** A run that is there: its head, the tabs of its views, and one of them. */
export function RunDesk({
  state,
  view,
  step,
}: {
  readonly state: RunState;
  readonly view: RunView;
  readonly step: string | null;
}): ReactNode {
  const { connection, desk } = useStores();
  const { working } = useLive(desk);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { run } = state;
  const work = working.find((one) => one.run === run) ?? null;
  const busy = work !== null && work.task !== null;
  // Beside its steps, as when a lock is taken off, a step that was cut off is not worked on.
  const sight = useSight(state, work?.task?.kind === 'go');
  // What a plan can tell changes with what was found out: captured values, hosts that joined.
  const known = `${Object.keys(state.captures).length} ${Object.keys(state.hosts).length} ${state.plan?.length ?? 0}`;
  const outlook = useAnswer('runs.outlook', { run }, known);
  const shown = useAnswer('procedures.show', { run }, state.procedureHash);
  const plan = outlook?.ok === true ? outlook.value : null;
  const procedure = shown?.ok === true ? shown.value : null;

  const acts: Acts = useMemo(() => {
    const tell = (answered: { readonly ok: true } | { readonly ok: false; readonly problem: Problem }): boolean => {
      setProblem(answered.ok ? null : answered.problem);
      return answered.ok;
    };
    return {
      begin: async (task: Task) => tell(await ask(connection, 'work.begin', { run, task })),
      say: async (word: Word) => tell(await ask(connection, 'work.say', { run, word })),
      picture: async (note) => tell(await ask(connection, 'pictures.add', { run, ...note })),
      stop: async () => tell(await ask(connection, 'work.stop', { run })),
    };
  }, [connection, run]);

  return (
    <RunActs value={acts}>
      <div className="run">
        <RunHead sight={sight} work={work} />
        <RunTabs run={run} view={view} />
        {problem === null ? null : (
          <div className="across">
            <ProblemAlert problem={problem} />
          </div>
        )}
        <RunBody view={view} body={{ sight, step, busy, plan, procedure }} />
      </div>
    </RunActs>
  );
}

/** Each view has its own place here. */
function RunBody({ view, body }: { readonly view: RunView; readonly body: Parameters<typeof StepsView>[0] }): ReactNode {
  switch (view) {
    case 'steps':
      return <StepsView {...body} />;
    case 'guests':
      return (
        <Suspense fallback={<Waiting within />}>
          <GuestsView sight={body.sight} plan={body.plan} busy={body.busy} />
        </Suspense>
      );
    case 'report':
      return (
        <Suspense fallback={<Waiting within />}>
          <ReportView state={body.sight.state} />
        </Suspense>
      );
    case 'topology':
      return (
        <Suspense fallback={<Waiting within />}>
          <TopologyRunView state={body.sight.state} procedure={body.procedure} place={body.step} />
        </Suspense>
      );
  }
}

function RunTabs({ run, view }: { readonly run: string; readonly view: RunView }): ReactNode {
  const say = useWords();
  return (
    <nav className="run-tabs" aria-label={say('run.views')}>
      {RUN_VIEWS.map((one) => (
        <a
          key={one}
          href={addressOf({ screen: 'run', run, view: one, step: null })}
          {...(one === view ? { 'aria-current': 'page' as const } : {})}
        >
          {say(`run.view.${one}`)}
        </a>
      ))}
    </nav>
  );
}
