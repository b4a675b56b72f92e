import type { ReactNode } from 'react';
import type { Plan } from '../../../core/procedure/plan.ts';
import { remedies, type Remedy } from '../../../core/run/remedies.ts';
import { Button } from '../../parts/button.tsx';
import { goTo } from '../../route.ts';
import { useWords, type Say } from '../../words/words.tsx';
import { useActs, type Acts } from './run-acts.ts';
import type { RunSight } from './use-run.ts';

/** What a hint comes to, to be pressed. */
export function RemedyButtons({
  words,
  step,
  host,
  sight,
  plan,
  busy,
}: {
  readonly words: string;
  readonly step: string;
  readonly host: string;
  readonly sight: RunSight;
  readonly plan: Plan;
  readonly busy: boolean;
}): ReactNode {
  const say = useWords();
  const acts = useActs();
  const offered = remedies(words, { step, host }, plan, sight.cells);
  if (offered.length === 0) return null;
  return (
    <p className="remedies" role="group" aria-label={say('remedy.label')}>
      {offered.map((remedy) => (
        <Button
          key={`${remedy.kind} ${remedy.step}`}
          kind="secondary"
          small
          disabled={busy && remedy.kind !== 'see'}
          onClick={() => take(remedy, host, step, acts, sight.state.run)}
        >
          {named(remedy, say)}
        </Button>
      ))}
    </p>
  );
}

function named(remedy: Remedy, say: Say): string {
  switch (remedy.kind) {
    case 'retry':
    case 'redo':
    case 'check':
      return say(`remedy.${remedy.kind}`);
    case 'undo':
      return say('remedy.undo', { host: remedy.host });
    case 'again':
      return say('remedy.other', { title: remedy.title });
    case 'begin':
      return say('remedy.begin', { title: remedy.title });
    case 'see':
      return say('remedy.see', { title: remedy.title });
  }
}

/** An earlier step that is done for this one is followed by this one: its check is what did not hold. */
function take(remedy: Remedy, host: string, own: string, acts: Acts, run: string): void {
  switch (remedy.kind) {
    case 'retry':
      void acts.begin({ kind: 'go', steps: [own], hosts: null, redo: [] });
      break;
    case 'redo':
      void acts.begin({ kind: 'go', steps: [own], hosts: [host], redo: [own] });
      break;
    case 'check':
      void acts.begin({ kind: 'check', steps: [own], hosts: null });
      break;
    case 'undo':
      void acts.begin({ kind: 'undo', step: own, host });
      break;
    case 'again':
      void acts.begin({ kind: 'go', steps: [remedy.step, own], hosts: null, redo: [remedy.step] });
      break;
    case 'begin':
      void acts.begin({ kind: 'go', steps: [remedy.step, own], hosts: null, redo: [] });
      break;
    case 'see':
      goTo({ screen: 'run', run, view: 'steps', step: remedy.step });
      break;
  }
}
