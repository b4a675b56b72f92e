import type { ReactNode } from 'react';
import type { PlanHost } from '../../../core/procedure/plan.ts';
import { destroysWords } from '../../../core/report/plan-words.ts';
import { CommandBlock } from '../../parts/command-block.tsx';
import { Fold } from '../../parts/fold.tsx';
import { InertText } from '../../parts/inert-text.tsx';
import { useWords } from '../../words/words.tsx';
import { foldHosts } from './fold-hosts.ts';

/** The exact commands on each host, once for hosts on which they are the same. */
export function StepCommands({ hosts }: { readonly hosts: readonly PlanHost[] }): ReactNode {
  const say = useWords();
  if (hosts.length === 0) return <p className="quiet">{say('commands.no-hosts')}</p>;
  const folded = foldHosts(
    hosts.map((host) => ({ host: host.name, value: host })),
    ({ branch, reason, acts, undo, there }) =>
      JSON.stringify([branch, reason, there, [...acts, ...undo].map((act) => [act.text, act.known])]),
  );
  return folded.map(({ hosts: names, value }) => (
    <div className="commands" key={names.join(' ')}>
      <h4>
        {names.map((name) => (
          <code key={name}>{name}</code>
        ))}
        {value.there ? null : <span className="quiet">{say('commands.to-come')}</span>}
      </h4>
      {value.branch === 'not-taken' ? (
        <p className="quiet">
          {say('commands.not-taken')} <InertText text={value.reason ?? ''} />
        </p>
      ) : (
        <>
          {value.branch === 'undecided' ? (
            <p className="quiet">
              {say('commands.undecided')} <InertText text={value.reason ?? ''} />
            </p>
          ) : null}
          {value.acts.length === 0 ? <p className="quiet">{say('commands.none')}</p> : null}
          {value.acts.map((act, index) => (
            <CommandBlock
              key={index}
              title={act.title}
              command={act.text}
              of={act.class}
              remark={`${act.known ? '' : say('commands.predicted')}${destroysWords(act)}`}
            />
          ))}
          {value.undo.length === 0 ? null : (
            <Fold title={say('commands.undo', { count: value.undo.length })}>
              {value.undo.map((act, index) => (
                <CommandBlock key={index} title={act.title} command={act.text} of={act.class} />
              ))}
            </Fold>
          )}
        </>
      )}
    </div>
  ));
}
