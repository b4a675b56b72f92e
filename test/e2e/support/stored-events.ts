import type { RunEvent } from '../../../core/run/events.ts';
import { openStore } from '../../../main/store/open-store.ts';

/** What is stored of a run now, read beside whoever writes it. */
export async function storedEvents(data: string, run: string): Promise<readonly RunEvent[]> {
  const store = await openStore(data, { readOnly: true });
  if (!store.ok) throw new Error(store.problem.sentence);
  try {
    const events = await store.value.events(run);
    if (!events.ok) throw new Error(events.problem.sentence);
    return events.value.map(({ event }) => event);
  } finally {
    await store.value.dispose();
  }
}
