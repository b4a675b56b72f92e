import { useState, type ReactNode } from 'react';
import type { Problem } from '../../../core/result.ts';
import { ask } from '../../connection/ask.ts';
import { useStores } from '../../connection/stores-context.ts';
import { useLive } from '../../connection/use-live.ts';
import { Button } from '../../parts/button.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { FIRST_PROCEDURE } from '../../first-procedure.ts';
import { goTo } from '../../route.ts';
import { useWords } from '../../words/words.tsx';
import { isUnfinished } from './run-rows.ts';
import { RunTable } from './run-table.tsx';

/** Where everybody begins: practise, go on, begin something new; and what was done before. */
export function StartScreen(): ReactNode {
  const say = useWords();
  const { connection, runs } = useStores();
  const rows = useLive(runs);
  const [starting, setStarting] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const latest = rows?.find(isUnfinished) ?? null;

  const practise = async (): Promise<void> => {
    setStarting(true);
    setProblem(null);
    const wanted = { procedure: FIRST_PROCEDURE, hosts: { kind: 'practice', wish: {} }, set: {} } as const;
    const created = await ask(connection, 'runs.create', wanted);
    setStarting(false);
    if (created.ok) goTo({ screen: 'run', run: created.value.run, view: 'steps', step: null });
    else setProblem(created.problem);
  };

  return (
    <div className="page">
      <h1>{say('start.title')}</h1>
      <div className="ways">
        <section className="way" aria-labelledby="way-practice">
          <h2 id="way-practice">{say('start.practice')}</h2>
          <p>{say('start.practice.body')}</p>
          <Button kind="primary" busy={starting} onClick={() => void practise()}>
            {say(starting ? 'start.practice.starting' : 'start.practice.go')}
          </Button>
        </section>
        <section className="way" aria-labelledby="way-on">
          <h2 id="way-on">{say('start.continue')}</h2>
          {latest === null ? (
            <p>{say('start.continue.none')}</p>
          ) : (
            <>
              <p>
                <strong>{latest.run}</strong>
                <br />
                {latest.summary?.sentence ?? ''}
              </p>
              <Button kind="secondary" onClick={() => goTo({ screen: 'run', run: latest.run, view: 'steps', step: null })}>
                {say('start.continue.go')}
              </Button>
            </>
          )}
        </section>
        <section className="way" aria-labelledby="way-new">
          <h2 id="way-new">{say('start.new')}</h2>
          <p>{say('start.new.body')}</p>
          <Button kind="secondary" onClick={() => goTo({ screen: 'new-run' })}>
            {say('start.new.go')}
          </Button>
        </section>
      </div>
      {problem === null ? null : <ProblemAlert problem={problem} />}
      <section aria-labelledby="recent-runs">
        <h2 id="recent-runs">{say('start.recent')}</h2>
        <RunTable rows={rows} />
      </section>
    </div>
  );
}
