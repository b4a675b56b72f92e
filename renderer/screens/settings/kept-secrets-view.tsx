import { useState, type ReactNode } from 'react';
import type { Problem } from '../../../core/result.ts';
import { ask } from '../../connection/ask.ts';
import { useStores } from '../../connection/stores-context.ts';
import { useStream } from '../../connection/use-stream.ts';
import { announce } from '../../parts/announcer.tsx';
import { Button } from '../../parts/button.tsx';
import { InertText } from '../../parts/inert-text.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { useMoment, useWords } from '../../words/words.tsx';

/** Where secrets stay: what the system's safe place keeps, each to be forgotten; or that none are kept, and why. */
export function KeptSecretsView(): ReactNode {
  const say = useWords();
  const moment = useMoment();
  const { connection } = useStores();
  const { latest } = useStream('secrets.watch', null);
  const [problem, setProblem] = useState<Problem | null>(null);
  if (latest === null) return <p className="quiet">{say('window.loading')}</p>;
  const forget = async (id: string): Promise<void> => {
    const done = await ask(connection, 'secrets.forget', { id });
    setProblem(done.ok ? null : done.problem);
    if (done.ok) announce(say('settings.secrets.forgotten'));
  };
  const { place, secrets } = latest;
  return (
    <>
      <p className="quiet">{say(`settings.secrets.${place}`)}</p>
      {problem === null ? null : <ProblemAlert problem={problem} />}
      {place !== 'keyring' ? null : secrets.length === 0 ? (
        <p className="quiet">{say('settings.secrets.nothing')}</p>
      ) : (
        <div className="scroll-x" tabIndex={0} role="group" aria-label={say('settings.secrets')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{say('settings.secrets.what')}</th>
                <th scope="col">{say('settings.secrets.user')}</th>
                <th scope="col">{say('settings.secrets.for')}</th>
                <th scope="col">{say('settings.secrets.since')}</th>
                <td />
              </tr>
            </thead>
            <tbody>
              {secrets.map(({ id, kind, user, what, kept, refused }) => (
                <tr key={id}>
                  <td>{say(`settings.secrets.kind.${kind}`)}</td>
                  <td>
                    <InertText text={user} limit={100} />
                  </td>
                  <th scope="row">
                    <InertText text={what} limit={300} />
                  </th>
                  <td>
                    {moment(kept)}
                    {refused === null ? null : (
                      <span className="tone-warn"> {say('settings.secrets.refused', { moment: moment(refused) })}</span>
                    )}
                  </td>
                  <td>
                    <Button kind="link" label={say('settings.secrets.forget-one', { what })} onClick={() => void forget(id)}>
                      {say('settings.secrets.forget')}
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
