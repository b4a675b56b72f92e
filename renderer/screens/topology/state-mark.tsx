import type { ReactNode } from 'react';
import { STATE_MARKS, type ElementState } from '../../../core/topology/model.ts';
import { useWords } from '../../words/words.tsx';

/** A state as the drawing has it: a glyph in a circle, and the word. */
export function StateMark({ state }: { readonly state: ElementState }): ReactNode {
  const say = useWords();
  return (
    <span className={`topology-state topology-state-${state}`}>
      <span aria-hidden="true" className="topology-glyph">
        {STATE_MARKS[state].glyph}
      </span>
      {say(`topology.state.${state}`)}
    </span>
  );
}
