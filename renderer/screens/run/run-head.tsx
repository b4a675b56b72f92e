import type { ReactNode } from 'react';
import type { Working } from '../../../core/contract/work.ts';
import { durationText } from '../../../core/run/duration.ts';
import { useStores } from '../../connection/stores-context.ts';
import { useLive } from '../../connection/use-live.ts';
import { useCommands } from '../../commands.ts';
import { Button } from '../../parts/button.tsx';
import { InertText } from '../../parts/inert-text.tsx';
import { VerdictMark } from '../../parts/mark.tsx';
import { ProgressLine } from '../../parts/progress-line.tsx';
import { addressOf, goTo } from '../../route.ts';
import { useWords } from '../../words/words.tsx';
import { useActs } from './run-acts.ts';
import { countOver, firstFailing } from './step-view.ts';
import type { RunSight } from './use-run.ts';

/** How the run stands, what is under way in it, and what can be done with all of it. */
export function RunHead({ sight, work }: { readonly sight: RunSight; readonly work: Working | null }): ReactNode {
  const say = useWords();
  const acts = useActs();
  const { state, cells, judgement, leftMs } = sight;
  const failing = firstFailing(sight.rows, sight.standings);
  const over = countOver(cells);
  const busy = work !== null && work.task !== null;
  const all = (): void => void acts.begin({ kind: 'go', steps: null, hosts: null, redo: [] });
  const locked = Object.values(state.hosts).filter(({ lease }) => lease !== null);
  useCommands([
    busy
      ? {
          id: 'run.stop',
          group: 'run',
          title: say('command.stop'),
          keys: 'x',
          disabled: work.stopping,
          run: () => void acts.stop(),
        }
      : { id: 'run.all', group: 'run', title: say('command.all'), keys: 'a', disabled: over === cells.length, run: all },
    {
      id: 'report.save',
      group: 'run',
      title: say('command.report'),
      run: () => goTo({ screen: 'run', run: state.run, view: 'report', step: null }),
    },
    {
      id: 'run.check',
      group: 'run',
      title: say('command.check-all'),
      disabled: busy,
      run: () => void acts.begin({ kind: 'check', steps: null, hosts: null }),
    },
    ...(busy ? [] : locked).map(({ name: host }) => ({
      id: `run.unlock ${host}`,
      group: 'run' as const,
      title: say('command.unlock', { host }),
      run: () => void acts.begin({ kind: 'unlock', host }),
    })),
  ]);
  return (
    <section className="run-head" aria-labelledby="run-title">
      <div className="run-line">
        <h1 id="run-title">{state.header?.procedure.id ?? state.run}</h1>
        <VerdictMark verdict={judgement.verdict} />
        {failing === null ? null : (
          <a href={addressOf({ screen: 'run', run: state.run, view: 'steps', step: failing })}>
            {say('run.failing', { count: judgement.counts.fail })}
          </a>
        )}
        <ProgressLine done={over} of={cells.length} label={say('run.progress', { done: over, of: cells.length })} />
        {leftMs >= 1000 ? <span className="quiet">{say('run.left', { time: durationText(leftMs, 'about') })}</span> : null}
        <span className="run-buttons">
          {busy ? (
            <Button kind="secondary" small keys="x" disabled={work.stopping} onClick={() => void acts.stop()}>
              {say(work.stopping ? 'run.stopping' : 'run.stop')}
            </Button>
          ) : over === cells.length ? null : (
            <Button kind="secondary" small keys="a" onClick={all}>
              {say('run.all')}
            </Button>
          )}
        </span>
      </div>
      <Activity sight={sight} work={work} />
    </section>
  );
}

/** What is done at this moment; else what it came to the last time. */
function Activity({ sight, work }: { readonly sight: RunSight; readonly work: Working | null }): ReactNode {
  const say = useWords();
  const { questions } = useLive(useStores().desk);
  const { state, rows } = sight;
  if (work === null || (work.task === null && work.last === null)) {
    return (
      <p className="activity quiet">{state.stopped === null ? say('run.idle') : <InertText text={state.stopped.sentence} />}</p>
    );
  }
  if (work.task === null) {
    return (
      <p className={`activity ${(work.last?.problem ?? null) === null ? 'tone-good' : 'tone-warn'}`}>
        <InertText text={[work.last?.sentence ?? '', work.last?.problem?.next ?? ''].join(' ').trim()} limit={600} />
      </p>
    );
  }
  const open = Object.values(state.open)[0];
  const running = rows.flatMap((row) => row.cells.filter((cell) => cell.state === 'running').map((cell) => ({ row, cell })))[0];
  return (
    <p className="activity tone-busy">
      {running === undefined ? (
        say(questions.some((question) => question.run === state.run) ? 'run.asked' : 'run.preparing')
      ) : (
        <a href={addressOf({ screen: 'run', run: state.run, view: 'steps', step: running.row.step.id })}>
          {say('run.doing', { step: running.row.step.title, host: running.cell.host })}
        </a>
      )}{' '}
      {open === undefined ? null : (
        <code>
          <InertText text={open.command.split('\n')[0] ?? ''} limit={100} />
        </code>
      )}
    </p>
  );
}
