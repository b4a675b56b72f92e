import { createContext, useContext } from 'react';
import type { Task, Word } from '../../../core/contract/work.ts';

/** What can be done in the run that is shown. False: it was refused, and the screen says why. */
export interface Acts {
  readonly begin: (task: Task) => Promise<boolean>;
  readonly say: (word: Word) => Promise<boolean>;
  readonly stop: () => Promise<boolean>;
}

export const RunActs = createContext<Acts | null>(null);

export function useActs(): Acts {
  const acts = useContext(RunActs);
  if (acts === null) throw new Error('There are acts only within a run.');
  return acts;
}
