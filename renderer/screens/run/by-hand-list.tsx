import type { ReactNode } from 'react';
import type { PlanHost } from '../../../core/procedure/plan.ts';
import { Fold } from '../../parts/fold.tsx';
import { useWords } from '../../words/words.tsx';
import { foldHosts } from './fold-hosts.ts';

/** The same in a graphical tool, click by click, where the step tells how. */
export function ByHandList({ hosts }: { readonly hosts: readonly PlanHost[] }): ReactNode {
  const say = useWords();
  const told = hosts.flatMap(({ name, byHand }) => (byHand === null ? [] : [{ host: name, value: byHand }]));
  return foldHosts(told, (value) => JSON.stringify(value)).map(({ hosts: names, value }) => (
    <Fold key={names.join(' ')} title={say('by-hand.title', { tool: value.tool, hosts: names.join(', ') })}>
      <ol className="clicks">
        {value.clicks.map((click, index) => (
          <li key={index}>
            <strong>{click.screen}</strong>
            {click.figure === null ? null : (
              <span className="quiet"> {say('by-hand.figure', { number: click.figure })}</span>
            )}: {click.do}
            {click.enters.length === 0 ? null : (
              <dl className="facts">
                {click.enters.map(({ field, value: entered }) => (
                  <div key={field}>
                    <dt>{field}</dt>
                    <dd>
                      <code>{entered}</code>
                    </dd>
                  </div>
                ))}
              </dl>
            )}
            {click.shows === null ? null : <p className="quiet">{say('by-hand.shows', { what: click.shows })}</p>}
          </li>
        ))}
      </ol>
    </Fold>
  ));
}
