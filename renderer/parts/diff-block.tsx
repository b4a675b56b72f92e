import type { ReactNode } from 'react';
import { inert } from '../../core/evidence/inert.ts';

/** Lines of a difference that are drawn. */
const MOST_LINES = 400;

/** What a file edit changes, as diff -u writes it: signs tell what colours tell too. */
export function DiffBlock({ diff, label }: { readonly diff: string; readonly label: string }): ReactNode {
  const lines = diff.split('\n').slice(0, MOST_LINES);
  return (
    <pre className="diff" tabIndex={0} aria-label={label}>
      {lines.map((line, index) => (
        <span key={index} className={lineClass(line)}>
          {inert(line, { limit: 500 })}
          {'\n'}
        </span>
      ))}
    </pre>
  );
}

function lineClass(line: string): string {
  if (line.startsWith('+++') || line.startsWith('---') || line.startsWith('@@')) return 'diff-head';
  if (line.startsWith('+')) return 'diff-added';
  return line.startsWith('-') ? 'diff-gone' : '';
}
