import type { ReactNode } from 'react';
import { useAnswer } from '../../connection/use-answer.ts';
import { Fold } from '../../parts/fold.tsx';
import { InertText } from '../../parts/inert-text.tsx';
import { addressOf } from '../../route.ts';
import { useWords } from '../../words/words.tsx';
import { valueWords } from './value-words.ts';
import type { RunSight } from './use-run.ts';

/** The values that a step works with: parameters with where they come from, and what earlier steps found out. */
export function StepInputsView({ sight, step }: { readonly sight: RunSight; readonly step: string }): ReactNode {
  const say = useWords();
  const { run, captures } = sight.state;
  const answer = useAnswer('runs.inputs', { run, step }, Object.keys(captures).length);
  if (answer?.ok !== true) return null;
  const { parameters, captures: found } = answer.value;
  if (parameters.length + found.length === 0) return null;
  return (
    <Fold title={`${say('inputs.title')} (${parameters.length + found.length})`}>
      <div className="scroll-x" tabIndex={0} role="group" aria-label={say('inputs.title')}>
        <table className="table inputs">
          <thead>
            <tr>
              <th scope="col">{say('inputs.parameter')}</th>
              <th scope="col">{say('inputs.value')}</th>
              <th scope="col">{say('inputs.from')}</th>
            </tr>
          </thead>
          <tbody>
            {found.map(({ name, title, step: by, values }) => (
              <tr key={name}>
                <th scope="row">
                  {title} <code className="quiet">{name}</code>
                </th>
                <td>
                  {Object.keys(values).length === 0 ? (
                    <span className="quiet">{say('inputs.not-yet')}</span>
                  ) : (
                    <Values of={values} />
                  )}
                </td>
                <td>
                  <a href={addressOf({ screen: 'run', run, view: 'steps', step: by })}>
                    {say('inputs.captured', { title: sight.rows.find((row) => row.step.id === by)?.step.title ?? by })}
                  </a>
                </td>
              </tr>
            ))}
            {parameters.map(({ name, title, origin, value, byHost }) => (
              <tr key={name}>
                <th scope="row">
                  {title} <code className="quiet">{name}</code>
                </th>
                <td>
                  {value === null ? (
                    <span className="quiet">{say('inputs.not-yet')}</span>
                  ) : (
                    <InertText text={valueWords(value, say)} limit={400} />
                  )}
                  <Values of={byHost} />
                </td>
                <td className="quiet">{origin === null ? '' : say(`inputs.origin.${origin}`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Fold>
  );
}

function Values({ of }: { readonly of: Readonly<Record<string, unknown>> }): ReactNode {
  const say = useWords();
  return Object.entries(of).map(([host, value]) => (
    <div key={host}>
      <code>{host}</code>: <InertText text={valueWords(value, say)} limit={400} />
    </div>
  ));
}
