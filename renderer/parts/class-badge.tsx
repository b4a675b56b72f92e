import type { ReactNode } from 'react';
import type { ActionClass } from '../../core/actions/action.ts';
import { useWords } from '../words/words.tsx';

/** What kind of thing a step or a command is, in a word and a colour. */
export function ClassBadge({ of }: { readonly of: ActionClass }): ReactNode {
  const say = useWords();
  return <span className={`badge badge-${of}`}>{say(`class.${of}`)}</span>;
}
