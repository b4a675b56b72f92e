import { useState, type ReactNode } from 'react';
import type { CheckDifference, RunComparison } from '../../../core/run/compare-runs.ts';
import { useAnswer } from '../../connection/use-answer.ts';
import { useStores } from '../../connection/stores-context.ts';
import { useLive } from '../../connection/use-live.ts';
import { Button } from '../../parts/button.tsx';
import { Choice } from '../../parts/choice.tsx';
import { InertText } from '../../parts/inert-text.tsx';
import { OutcomeMark } from '../../parts/mark.tsx';
import { Notice, ProblemAlert } from '../../parts/problem-alert.tsx';
import { addressOf, goTo } from '../../route.ts';
import { useWords } from '../../words/words.tsx';
import { valueWords } from '../run/value-words.ts';

/** Differences that are listed at first. */
const FIRST = 100;

/** Two runs side by side: which checks broke or were mended, what was found otherwise, which parameters differ. */
export function CompareView({ before, after }: { readonly before: string | null; readonly after: string | null }): ReactNode {
  const say = useWords();
  const rows = useLive(useStores().runs);
  if (rows === null) return <p className="quiet evidence-pad">{say('window.loading')}</p>;
  const names = rows.filter(({ summary }) => summary !== null).map(({ run }) => run);
  if (names.length < 2 && (before === null || after === null)) {
    return <p className="quiet evidence-pad">{say('compare.too-few')}</p>;
  }
  const choose = (first: string | null, second: string | null): void =>
    goTo({ screen: 'evidence', view: 'compare', about: [first ?? '', ...(second === null ? [] : [second])] });
  const options = (chosen: string | null): readonly { readonly value: string; readonly label: string }[] => [
    { value: '', label: say('compare.choose') },
    ...[...new Set([...(chosen === null ? [] : [chosen]), ...names])].map((run) => ({ value: run, label: run })),
  ];
  return (
    <div className="evidence-pad compare">
      <div className="compare-choices">
        <Choice
          label={say('compare.before')}
          value={before ?? ''}
          options={options(before)}
          onChange={(run) => choose(run === '' ? null : run, after)}
        />
        <Choice
          label={say('compare.after')}
          value={after ?? ''}
          options={options(after)}
          onChange={(run) => choose(before, run === '' ? null : run)}
        />
        <Button kind="link" disabled={before === null || after === null} onClick={() => choose(after, before)}>
          {say('compare.swap')}
        </Button>
      </div>
      {before === null || after === null ? (
        <p className="quiet">{say('compare.begin')}</p>
      ) : (
        <Compared key={`${before} ${after}`} before={before} after={after} />
      )}
    </div>
  );
}

function Compared({ before, after }: { readonly before: string; readonly after: string }): ReactNode {
  const say = useWords();
  const compared = useAnswer('runs.compare', { before, after });
  if (compared === null) return <p className="quiet">{say('window.loading')}</p>;
  if (!compared.ok) return <ProblemAlert problem={compared.problem} />;
  const { differences, same, parameters, sameProcedure } = compared.value;
  return (
    <>
      <p>
        <strong>{say('compare.sum', { same, count: differences.length })}</strong>
      </p>
      {sameProcedure ? null : <Notice tone="warning" title={say('compare.other-procedure')} />}
      {parameters.length === 0 ? null : <Parameters parameters={parameters} />}
      {differences.length === 0 ? null : <Differences differences={differences} before={before} after={after} />}
    </>
  );
}

function Parameters({ parameters }: { readonly parameters: RunComparison['parameters'] }): ReactNode {
  const say = useWords();
  return (
    <section aria-labelledby="compare-parameters">
      <h2 id="compare-parameters">{say('compare.parameters', { count: parameters.length })}</h2>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{say('compare.parameter')}</th>
            <th scope="col">{say('compare.before')}</th>
            <th scope="col">{say('compare.after')}</th>
          </tr>
        </thead>
        <tbody>
          {parameters.map(({ name, before, after }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>
                <Value value={before} />
              </td>
              <td>
                <Value value={after} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Differences({
  differences,
  before,
  after,
}: {
  readonly differences: readonly CheckDifference[];
  readonly before: string;
  readonly after: string;
}): ReactNode {
  const say = useWords();
  const [all, setAll] = useState(false);
  return (
    <section aria-labelledby="compare-checks">
      <h2 id="compare-checks">{say('compare.checks', { count: differences.length })}</h2>
      <div className="scroll-x" tabIndex={0} role="group" aria-labelledby="compare-checks">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{say('compare.change')}</th>
              <th scope="col">{say('checks.host')}</th>
              <th scope="col">{say('checks.check')}</th>
              <th scope="col">{say('compare.before')}</th>
              <th scope="col">{say('compare.after')}</th>
            </tr>
          </thead>
          <tbody>
            {(all ? differences : differences.slice(0, FIRST)).map((one) => (
              <tr key={JSON.stringify([one.step, one.check, one.host])}>
                <td>
                  <strong className={CHANGE_TONES[one.change]}>{say(`compare.change.${one.change}`)}</strong>
                </td>
                <td>
                  <InertText text={one.host} />
                </td>
                <th scope="row">
                  <InertText text={one.title} limit={300} />
                  <br />
                  <a
                    className="help"
                    href={addressOf({
                      screen: 'run',
                      run: one.change === 'only-before' ? before : after,
                      view: 'steps',
                      step: one.step,
                    })}
                  >
                    {one.step}
                  </a>
                </th>
                <td>
                  {one.before === null ? say('compare.none') : <OutcomeMark outcome={one.before} />}
                  <Value value={one.actual?.before} />
                </td>
                <td>
                  {one.after === null ? say('compare.none') : <OutcomeMark outcome={one.after} />}
                  <Value value={one.actual?.after} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {all || differences.length <= FIRST ? null : (
        <Button kind="link" onClick={() => setAll(true)}>
          {say('history.all', { count: differences.length })}
        </Button>
      )}
    </section>
  );
}

const CHANGE_TONES: Readonly<Record<CheckDifference['change'], string>> = {
  broke: 'tone-bad',
  mended: 'tone-good',
  'other-outcome': 'tone-warn',
  'other-value': 'tone-busy',
  'only-before': 'quiet',
  'only-after': 'quiet',
};

function Value({ value }: { readonly value: unknown }): ReactNode {
  const say = useWords();
  if (value === undefined) return null;
  return (
    <code className="compare-value">
      <InertText text={valueWords(value, say)} limit={400} />
    </code>
  );
}
