import type { ReactNode } from 'react';
import type { TextProblem } from '../../../core/procedure/positions.ts';
import { InertText } from '../../parts/inert-text.tsx';
import { WithCode } from '../../parts/prose.tsx';
import { useWords } from '../../words/words.tsx';

/** What is wrong with a text, line by line; choosing one goes to its place. */
export function LineProblems({
  problems,
  onChoose = null,
}: {
  readonly problems: readonly TextProblem[];
  readonly onChoose?: ((problem: TextProblem) => void) | null;
}): ReactNode {
  const say = useWords();
  return (
    <ul className="line-problems" aria-label={say('inventory.problems')}>
      {problems.map((problem, index) => (
        <li key={index}>
          {onChoose === null ? (
            <strong>{say('inventory.line', { line: problem.line })}</strong>
          ) : (
            <button type="button" className="plain" onClick={() => onChoose(problem)}>
              {say('inventory.line', { line: problem.line })}
            </button>
          )}{' '}
          <WithInertCode text={problem.sentence} />{' '}
          {problem.next === undefined ? null : (
            <span className="quiet">
              <WithCode text={problem.next} />
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

/** A sentence that quotes what somebody wrote. */
function WithInertCode({ text }: { readonly text: string }): ReactNode {
  return text.split('`').map((part, index) =>
    index % 2 === 1 ? (
      <code key={index}>
        <InertText text={part} limit={200} />
      </code>
    ) : (
      <InertText key={index} text={part} limit={500} />
    ),
  );
}
