import { useState, type ReactNode } from 'react';
import type { RunRow } from '../../../core/contract/runs.ts';
import { Button } from '../../parts/button.tsx';
import { InertText } from '../../parts/inert-text.tsx';
import { VerdictMark } from '../../parts/mark.tsx';
import { ProgressLine } from '../../parts/progress-line.tsx';
import { addressOf } from '../../route.ts';
import { useMoment, useWords } from '../../words/words.tsx';
import { progressOf } from './run-rows.ts';

/** Runs that are listed at first; the rest is one click behind. */
const FIRST = 20;

export function RunTable({ rows }: { readonly rows: readonly RunRow[] | null }): ReactNode {
  const say = useWords();
  const [all, setAll] = useState(false);
  if (rows === null) return <p className="quiet">{say('window.loading')}</p>;
  if (rows.length === 0) return <p className="quiet">{say('start.recent.none')}</p>;
  const shown = all ? rows : rows.slice(0, FIRST);
  return (
    <>
      <div className="scroll-x" tabIndex={0} role="group" aria-labelledby="recent-runs">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{say('runs.run')}</th>
              <th scope="col">{say('runs.verdict')}</th>
              <th scope="col">{say('runs.progress')}</th>
              <th scope="col">{say('runs.hosts')}</th>
              <th scope="col">{say('runs.last')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <Row key={row.run} row={row} />
            ))}
          </tbody>
        </table>
      </div>
      {all || rows.length <= FIRST ? null : (
        <Button kind="link" onClick={() => setAll(true)}>
          {say('runs.all', { count: rows.length })}
        </Button>
      )}
    </>
  );
}

function Row({ row }: { readonly row: RunRow }): ReactNode {
  const say = useWords();
  const moment = useMoment();
  const { summary, problem, working } = row;
  const { done, of } = progressOf(row);
  return (
    <tr>
      <th scope="row">
        <a href={addressOf({ screen: 'run', run: row.run, view: 'steps', step: null })}>{row.run}</a>
        {working ? <span className="badge badge-working">{say('runs.working')}</span> : null}
      </th>
      <td>
        {summary === null ? <InertText text={problem?.sentence ?? ''} /> : <VerdictMark verdict={summary.verdict} />}
        {summary !== null && summary.phase === 'stopped' ? <span className="quiet"> {say('runs.stopped')}</span> : null}
      </td>
      <td>{summary === null ? null : <ProgressLine done={done} of={of} label={say('runs.steps', { done, of })} />}</td>
      <td>
        {summary === null ? null : (
          <>
            <InertText text={summary.hosts.join(', ')} limit={120} />
            {summary.lab?.simulated === true ? <span className="badge badge-simulated">{say('runs.simulated')}</span> : null}
          </>
        )}
      </td>
      <td>{moment(summary?.lastAt ?? null)}</td>
    </tr>
  );
}
