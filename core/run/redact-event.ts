import type { Redactor } from '../evidence/redactor.ts';
import type { RunEvent } from './events.ts';
import { mapEvent, OWN_NAMES } from './map-event.ts';

/**
 * Members whose strings are names that the procedure, the inventory or the engine gave, by which events refer to each other. They are
 * kept even where a careless password is the name of a host: nothing that a host or a person said stands in them.
 */
const NAMES: ReadonlySet<string> = new Set([...OWN_NAMES, 'host', 'on', 'hosts', 'dependsOn', 'via', 'role', 'lease']);

/**
 * The event without any secret that the redactor knows. It is an event all the same: a word of a closed set (an outcome, a class) that
 * happens to be a secret is put back, since it tells nothing but that it is a word of ours.
 */
export function redactEvent(event: RunEvent, redactor: Redactor): RunEvent {
  return mapEvent(event, redactor, NAMES);
}
