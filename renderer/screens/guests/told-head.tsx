import type { ReactNode } from 'react';
import type { Told } from '../../../core/contract/guests.ts';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { useWords } from '../../words/words.tsx';
import { useSeconds } from './use-guests.ts';

/** Seconds after which something that is asked every few seconds is old. */
const OLD_SECONDS = 60;

/** How old something is that a host said, and why it is not newer. */
export function Age({ told }: { readonly told: Told<unknown> }): ReactNode {
  const say = useWords();
  const now = useSeconds();
  if (told.at === null) return <span className="quiet age">{told.problem === null ? say('guests.asking') : ''}</span>;
  const seconds = Math.max(0, Math.round((now - Date.parse(told.at)) / 1000));
  const old = told.problem !== null || seconds > OLD_SECONDS;
  const words =
    seconds < 90 ? say('guests.age.seconds', { count: seconds }) : say('guests.age.minutes', { count: Math.round(seconds / 60) });
  return <span className={old ? 'tone-warn age' : 'quiet age'}>{words}</span>;
}

/** Why it did not answer the last time. What it said before stays below. */
export function NotTold({ told }: { readonly told: Told<unknown> }): ReactNode {
  return told.problem === null ? null : <ProblemAlert problem={told.problem} tone="warning" />;
}
