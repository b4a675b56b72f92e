import { pseudonymEvent } from '../../core/run/pseudonym-event.ts';
import { reduceAll } from '../../core/run/reducer.ts';
import type { StoredEvent } from '../../core/run/events.ts';
import { success } from '../../core/result.ts';
import type { KeptPseudonyms } from './pseudonym-map.ts';
import type { OwnRun, Store } from './store.ts';

/** A stored run with its pseudonyms taken back; hashes and sequence numbers stay those of what is stored. */
export function ownRun(store: Pick<Store, 'events' | 'state' | 'artefact'>, run: string, kept: KeptPseudonyms | null): OwnRun {
  if (kept === null) {
    return {
      events: (after) => store.events(run, after),
      state: () => store.state(run),
      artefact: store.artefact,
      event: (stored) => stored,
    };
  }
  const { pseudonyms } = kept;
  const event = (stored: StoredEvent): StoredEvent => ({
    ...stored,
    operator: pseudonyms.text(stored.operator, 'reveal'),
    event: pseudonymEvent(stored.event, pseudonyms, 'reveal'),
  });
  const events: OwnRun['events'] = async (after) => {
    const stored = await store.events(run, after);
    return stored.ok ? success(stored.value.map(event)) : stored;
  };
  return {
    events,
    state: async () => {
      const list = await events();
      return list.ok ? success(reduceAll(run, list.value)) : list;
    },
    artefact: async (hash) => {
      const bytes = await store.artefact(hash);
      return bytes === null ? null : pseudonyms.bytes(bytes, 'reveal');
    },
    event,
  };
}
