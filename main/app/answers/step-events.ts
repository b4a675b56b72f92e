import type { RunEvent, StoredEvent } from '../../../core/run/events.ts';
import { Changing } from '../desk/changing.ts';
import type { Application } from '../open-application.ts';

/** Events in one item: a window gets to show the first of a long step before the last has come. */
const AT_A_TIME = 50;

/** What became of one step in a run: its events so far, then each that comes. Others are read over. */
export async function* watchStep(
  { store }: Application,
  run: string,
  step: string,
  signal: AbortSignal,
): AsyncGenerator<readonly StoredEvent[]> {
  const latest = new Changing(0);
  const watching = store.watch((stored) => {
    if (stored.run === run) latest.set(stored.sequence);
  });
  const intents = new Set<string>();
  let at = 0;
  try {
    for await (const _news of latest.watch(signal)) {
      const events = await store.events(run, at);
      if (!events.ok) return;
      at = events.value.at(-1)?.sequence ?? at;
      const its = events.value.filter(({ event }) => isOf(event, step, intents));
      for (let from = 0; from < its.length; from += AT_A_TIME) yield its.slice(from, from + AT_A_TIME);
    }
  } finally {
    watching.dispose();
  }
}

/** `intents`: those of the step, which what became of them is told by. */
function isOf(event: RunEvent, step: string, intents: Set<string>): boolean {
  if (event.type === 'intent' && event.place.step === step) intents.add(event.intent);
  if (event.type === 'act-done' || event.type === 'act-settled') return intents.has(event.intent);
  if (event.type === 'probed') return event.step === step;
  return 'place' in event && event.place?.step === step;
}
