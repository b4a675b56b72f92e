import type { ReactNode } from 'react';
import { durationText } from '../../../core/run/duration.ts';
import type { RunState } from '../../../core/run/state.ts';
import { useNow } from '../../parts/use-now.ts';
import { useWords } from '../../words/words.tsx';
import type { StepRow } from './step-view.ts';

/** How long the step is at it, where it is. */
export function StepTimes({ state, row }: { readonly state: RunState; readonly row: StepRow }): ReactNode {
  const begun = row.cells.flatMap(({ host, state: cell }) =>
    cell === 'running' ? [state.steps[row.step.id]?.[host]?.startedAt ?? null] : [],
  );
  const [first] = begun.filter((at) => at !== null).toSorted();
  return first === undefined ? null : <Since at={first} />;
}

function Since({ at }: { readonly at: string }): ReactNode {
  const say = useWords();
  const now = useNow();
  const past = Math.max(0, now - Date.parse(at));
  return <span className="tone-busy">{say('step.began', { time: durationText(past, 'about') })}</span>;
}
