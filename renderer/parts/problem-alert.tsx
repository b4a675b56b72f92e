import { useEffect, type ReactNode } from 'react';
import { Alert } from '@patternfly/react-core/dist/esm/components/Alert';
import type { Problem } from '../../core/result.ts';
import { announce } from './announcer.tsx';
import { InertText } from './inert-text.tsx';
import { WithCode } from './prose.tsx';

/** What went wrong and what to do next. */
export function ProblemAlert({
  problem,
  tone = 'danger',
}: {
  readonly problem: Problem;
  readonly tone?: 'danger' | 'warning';
}): ReactNode {
  // Heard as well as seen: it comes where a person has pressed something, and may stand far from there.
  useEffect(() => announce(problem.sentence), [problem.sentence]);
  return (
    <Alert variant={tone} isInline title={<InertText text={problem.sentence} limit={2000} />} component="p">
      {problem.next === undefined ? null : <WithCode text={problem.next} />}
    </Alert>
  );
}

/** Something to know, in one place of a screen. */
export function Notice({
  tone,
  title,
  children,
}: {
  readonly tone: 'info' | 'warning' | 'danger' | 'success';
  readonly title: string;
  readonly children?: ReactNode;
}): ReactNode {
  return (
    <Alert variant={tone} isInline title={title} component="p">
      {children}
    </Alert>
  );
}
