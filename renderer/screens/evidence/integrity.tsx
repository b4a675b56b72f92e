import { useState, type ReactNode } from 'react';
import CheckCircleIcon from '@patternfly/react-icons/dist/esm/icons/check-circle-icon';
import ExclamationCircleIcon from '@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon';
import type { WindowContract } from '../../../core/contract/window.ts';
import type { OutputOf } from '../../../core/contract/contract.ts';
import type { Result } from '../../../core/result.ts';
import { Button } from '../../parts/button.tsx';
import { InertText } from '../../parts/inert-text.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { useWords } from '../../words/words.tsx';

export type Verified = Result<OutputOf<WindowContract, 'runs.verify'>>;

/** Problems that are listed at first. */
const FIRST = 10;

/** What a check of a run's evidence found: whole, or what is not as it was stored, and where. */
export function Integrity({ verified }: { readonly verified: Verified }): ReactNode {
  const say = useWords();
  if (!verified.ok) return <ProblemAlert problem={verified.problem} />;
  const { events, artefacts, head, problems } = verified.value;
  if (problems.length > 0) return <Tampered problems={problems} />;
  return (
    <div className="integrity">
      <p className="tone-good integrity-head">
        <CheckCircleIcon aria-hidden="true" /> {say('integrity.whole', { events, artefacts })}
      </p>
      <p className="help">
        {say('integrity.head')} <code>{head}</code>
      </p>
    </div>
  );
}

/** What of the evidence is not as it was stored, each with its place. */
export function Tampered({ problems }: { readonly problems: readonly string[] }): ReactNode {
  const say = useWords();
  const [all, setAll] = useState(false);
  return (
    <div className="integrity integrity-broken" role="group" aria-label={say('integrity.broken', { count: problems.length })}>
      <p className="tone-bad integrity-head">
        <ExclamationCircleIcon aria-hidden="true" /> {say('integrity.broken', { count: problems.length })}
      </p>
      <ul>
        {(all ? problems : problems.slice(0, FIRST)).map((problem, index) => (
          <li key={index}>
            <InertText text={problem} limit={600} />
          </li>
        ))}
      </ul>
      {all || problems.length <= FIRST ? null : (
        <Button kind="link" small onClick={() => setAll(true)}>
          {say('history.all', { count: problems.length })}
        </Button>
      )}
      <p>{say('integrity.broken.next')}</p>
    </div>
  );
}
