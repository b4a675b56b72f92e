import type { Direction } from '../evidence/digit-pseudonyms.ts';
import type { Pseudonyms } from '../evidence/pseudonyms.ts';
import type { RunEvent } from './events.ts';
import { mapEvent, OWN_NAMES } from './map-event.ts';

const NAMES: ReadonlySet<string> = new Set(OWN_NAMES);

/**
 * The event with pseudonyms in the place of identifiers, hosts' names among them, or what it was before that. The procedure is left: its words
 * tell nothing of a place.
 */
export function pseudonymEvent(event: RunEvent, pseudonyms: Pseudonyms, direction: Direction): RunEvent {
  const text = (given: string): string => pseudonyms.text(given, direction);
  const mapping = { text, value: (given: unknown) => pseudonyms.value(given, direction) };
  const mapped = mapEvent(event, mapping, NAMES);
  switch (mapped.type) {
    case 'run-created': {
      if (event.type !== 'run-created') return mapped;
      const { origin } = mapped.procedure;
      return { ...mapped, procedure: { ...event.procedure, ...(origin === undefined ? {} : { origin }) } };
    }
    case 'probed':
      // Where in the facts it is that a citation is of: members there may be called by names.
      return {
        ...mapped,
        results: mapped.results.map((result) =>
          result.citations === undefined
            ? result
            : {
                ...result,
                citations: Object.fromEntries(
                  Object.entries(result.citations).map(([pointer, citation]) => [text(pointer), citation]),
                ),
              },
        ),
      };
    default:
      return mapped;
  }
}
