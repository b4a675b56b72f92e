import { useState, type ReactNode } from 'react';
import type { FactGroup } from '../../../core/contract/hosts.ts';
import type { Problem } from '../../../core/result.ts';
import { ask } from '../../connection/ask.ts';
import { useAnswer } from '../../connection/use-answer.ts';
import { useStores } from '../../connection/stores-context.ts';
import { announce } from '../../parts/announcer.tsx';
import { Button } from '../../parts/button.tsx';
import { Fold } from '../../parts/fold.tsx';
import { InertText } from '../../parts/inert-text.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { useNow } from '../../parts/use-now.ts';
import { useWords } from '../../words/words.tsx';
import { agoWords } from './time-words.ts';

/** What a host said of itself, how long ago, and by which command; read again on request. */
export function FactsView({
  source,
  host,
  connected,
  factsAt,
}: {
  readonly source: string;
  readonly host: string;
  readonly connected: boolean;
  readonly factsAt: string | null;
}): ReactNode {
  const say = useWords();
  const { connection } = useStores();
  const now = useNow();
  const answer = useAnswer('hosts.facts', { source, host }, factsAt);
  const [reading, setReading] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const facts = answer?.ok === true ? answer.value : null;
  const read = async (): Promise<void> => {
    setReading(true);
    const done = await ask(connection, 'hosts.read', { source, host });
    setReading(false);
    setProblem(done.ok ? null : done.problem);
    if (done.ok) announce(say('host.facts.read', { host }));
  };
  return (
    <section aria-labelledby="host-facts">
      <h3 id="host-facts">
        {say('host.facts')} {facts === null ? null : <span className="age">{agoWords(facts.at, now, say)}</span>}
      </h3>
      {problem === null ? null : <ProblemAlert problem={problem} />}
      {facts === null ? (
        <p className="quiet">{say(connected ? 'host.facts.reading' : 'host.facts.none')}</p>
      ) : (
        facts.groups.map((group) => <Group key={group.probe} group={group} />)
      )}
      {connected ? (
        <p>
          <Button small busy={reading} onClick={() => void read()}>
            {say('host.facts.again')}
          </Button>
        </p>
      ) : null}
    </section>
  );
}

function Group({ group }: { readonly group: FactGroup }): ReactNode {
  const say = useWords();
  const { title, command, facts, more, problem } = group;
  return (
    <Fold
      title={
        <>
          {title} {problem === null ? null : <span className="badge badge-reboot">{say('host.facts.not-told')}</span>}
        </>
      }
    >
      {problem === null ? (
        <dl className="facts found">
          {facts.map(({ name, value }) => (
            <div key={name}>
              <dt>
                <InertText text={name} limit={100} />
              </dt>
              <dd>
                {value === '' ? <span className="quiet">{say('host.facts.empty')}</span> : <InertText text={value} limit={300} />}
              </dd>
            </div>
          ))}
        </dl>
      ) : (
        <ProblemAlert problem={problem} tone="warning" />
      )}
      {more === 0 ? null : <p className="quiet">{say('host.facts.more', { count: more })}</p>}
      <pre className="from" tabIndex={0} aria-label={say('host.facts.command')}>
        <InertText text={command} lines />
      </pre>
    </Fold>
  );
}
