import type { StoredEvent } from '../../../core/run/events.ts';
import type { RunState } from '../../../core/run/state.ts';
import type { Say } from '../../words/words.tsx';

/** What is said aloud of an event; null for one of which nothing is. Only ends of steps and checks that do not hold. */
export function spoken({ event }: StoredEvent, state: RunState, say: Say): string | null {
  const stepTitle = (id: string): string => state.plan?.find((step) => step.id === id)?.title ?? id;
  switch (event.type) {
    case 'step-done':
      return say(`spoken.${event.outcome}`, { step: stepTitle(event.place.step), host: event.place.host });
    case 'step-already-so':
      return say('spoken.already-so', { step: stepTitle(event.place.step), host: event.place.host });
    case 'checked': {
      if (event.phase === 'before' || event.outcome === 'pass' || event.outcome === 'not-applicable') return null;
      const check = state.plan?.find(({ id }) => id === event.place.step)?.checks.find(({ id }) => id === event.check);
      return say('spoken.check', {
        check: check?.title ?? event.check,
        host: event.place.host,
        outcome: say(`outcome.${event.outcome}`),
      });
    }
    case 'run-stopped':
      return say('spoken.stopped');
    case 'host-lost':
      return say('spoken.host-lost', { host: event.host });
    default:
      return null;
  }
}
