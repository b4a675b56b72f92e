import { useEffect, useState } from 'react';
import type { StoredEvent } from '../../../core/run/events.ts';
import { follow } from '../../connection/follow.ts';
import { useStores } from '../../connection/stores-context.ts';

const NONE: readonly StoredEvent[] = [];

/** What became of a step so far, and as it goes on. */
export function useStepEvents(run: string, step: string): readonly StoredEvent[] {
  const { connection } = useStores();
  const [events, setEvents] = useState<{ readonly of: string; readonly list: readonly StoredEvent[] }>({ of: '', list: NONE });
  const of = JSON.stringify([run, step]);
  useEffect(() => {
    const found = new Map<number, StoredEvent>();
    return follow(
      connection,
      'runs.step',
      () => ({ run, step }),
      (some) => {
        // After a connection that was lost they come anew from the first.
        for (const stored of some) found.set(stored.sequence, stored);
        setEvents({ of, list: [...found.values()] });
      },
    );
  }, [connection, run, step, of]);
  return events.of === of ? events.list : NONE;
}
