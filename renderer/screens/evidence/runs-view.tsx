import { useState, type ReactNode } from 'react';
import { ask } from '../../connection/ask.ts';
import { useStores } from '../../connection/stores-context.ts';
import { useLive } from '../../connection/use-live.ts';
import { announce } from '../../parts/announcer.tsx';
import { Button } from '../../parts/button.tsx';
import { ProgressLine } from '../../parts/progress-line.tsx';
import { addressOf } from '../../route.ts';
import { useMoment, useWords } from '../../words/words.tsx';
import { ImportBundle } from './import-bundle.tsx';
import { Integrity, type Verified } from './integrity.tsx';

/** Runs that are listed at first. */
const FIRST = 50;

/** Whether every run's evidence is as it was stored; and runs that come from elsewhere. */
export function RunsView(): ReactNode {
  const say = useWords();
  const { connection, runs } = useStores();
  const rows = useLive(runs);
  const [found, setFound] = useState<ReadonlyMap<string, Verified>>(new Map());
  const [busy, setBusy] = useState<{ readonly done: number; readonly of: number } | null>(null);
  const [all, setAll] = useState(false);

  const verify = async (wanted: readonly string[]): Promise<void> => {
    let broken = 0;
    for (const [index, run] of wanted.entries()) {
      setBusy({ done: index, of: wanted.length });
      const verified = await ask(connection, 'runs.verify', { run });
      if (!verified.ok || verified.value.problems.length > 0) broken += 1;
      setFound((before) => new Map(before).set(run, verified));
    }
    setBusy(null);
    announce(say('verify.done', { count: wanted.length, broken }));
  };

  if (rows === null) return <p className="quiet evidence-pad">{say('window.loading')}</p>;
  const shown = all ? rows : rows.slice(0, FIRST);
  const broken = [...found.values()].filter((one) => !one.ok || one.value.problems.length > 0).length;
  return (
    <div className="evidence-pad evidence-runs">
      <ImportBundle />
      <section aria-labelledby="verify-title">
        <h2 id="verify-title">{say('verify.title')}</h2>
        <p className="evidence-acts">
          <Button
            kind="secondary"
            disabled={rows.length === 0}
            busy={busy !== null}
            onClick={() => void verify(rows.map(({ run }) => run))}
          >
            {say('verify.all')}
          </Button>
          {busy === null ? (
            <span className={broken > 0 ? 'tone-bad' : 'quiet'}>
              {found.size === 0 ? say('verify.what') : say('verify.done', { count: found.size, broken })}
            </span>
          ) : (
            <ProgressLine done={busy.done} of={busy.of} label={say('verify.progress', busy)} />
          )}
        </p>
        {rows.length === 0 ? (
          <p className="quiet">{say('verify.none')}</p>
        ) : (
          <div className="scroll-x" tabIndex={0} role="group" aria-labelledby="verify-title">
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{say('runs.run')}</th>
                  <th scope="col">{say('verify.events')}</th>
                  <th scope="col">{say('runs.last')}</th>
                  <th scope="col">{say('verify.evidence')}</th>
                </tr>
              </thead>
              <tbody>
                {shown.map((row) => (
                  <Row
                    key={row.run}
                    run={row.run}
                    events={row.summary?.sequence ?? null}
                    lastAt={row.summary?.lastAt ?? null}
                    verified={found.get(row.run) ?? null}
                    busy={busy !== null}
                    onVerify={() => void verify([row.run])}
                  />
                ))}
              </tbody>
            </table>
          </div>
        )}
        {all || rows.length <= FIRST ? null : (
          <Button kind="link" onClick={() => setAll(true)}>
            {say('runs.all', { count: rows.length })}
          </Button>
        )}
      </section>
    </div>
  );
}

function Row({
  run,
  events,
  lastAt,
  verified,
  busy,
  onVerify,
}: {
  readonly run: string;
  readonly events: number | null;
  readonly lastAt: string | null;
  readonly verified: Verified | null;
  readonly busy: boolean;
  readonly onVerify: () => void;
}): ReactNode {
  const say = useWords();
  const moment = useMoment();
  return (
    <tr>
      <th scope="row">
        <a href={addressOf({ screen: 'run', run, view: 'report', step: null })}>{run}</a>
      </th>
      <td>{events}</td>
      <td>{moment(lastAt)}</td>
      <td className="verify-cell">
        {verified === null ? (
          <Button kind="link" small disabled={busy} onClick={onVerify} label={say('verify.one', { run })}>
            {say('verify.go')}
          </Button>
        ) : (
          <Integrity verified={verified} />
        )}
      </td>
    </tr>
  );
}
