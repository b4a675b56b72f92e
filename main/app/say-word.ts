import { createRedactor } from '../../core/evidence/redactor.ts';
import type { Result } from '../../core/result.ts';
import { failure, success } from '../../core/result.ts';
import type { StoredEvent } from '../../core/run/events.ts';
import { wordEvents, type Word } from '../../core/run/words.ts';
import { knownElement } from './known-element.ts';
import type { Application } from './open-application.ts';
import { readRun, type StoredRun } from './runs.ts';
import { knowSecrets } from './secrets.ts';

/** A file that a note carries. `name`: as its person calls it. */
export interface Attached {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Puts a person's word into a run, as `addWord` does, under the names that the run is stored with. */
export async function sayWord(
  application: Application,
  run: string,
  word: Word,
  attached: Attached | null = null,
): Promise<Result<null>> {
  const stored = await readRun(application, run);
  if (!stored.ok) return stored;
  const added = await addWord(application, stored.value, word, attached);
  return added.ok ? success(null) : added;
}

/**
 * Puts a person's word into a run that was read; a note may carry a picture. Nothing is asked of any host. The events that it became. Problems: those of the word,
 * and of storing it; `no-such-element`, `picture-tells-names`.
 */
export async function addWord(
  application: Application,
  { state, inventory }: StoredRun,
  word: Word,
  attached: Attached | null = null,
): Promise<Result<readonly StoredEvent[]>> {
  if (word.kind === 'note' && word.element !== undefined) {
    const known = await knownElement(application, state.run, word.element);
    if (!known.ok) return known;
  }
  const events = wordEvents(state, word);
  if (!events.ok) return events;
  const redactor = createRedactor();
  await knowSecrets(redactor, inventory, process.env);
  const writer = await application.store.writeRun(state.run, redactor);
  if (!writer.ok) return writer;
  if (attached !== null && writer.value.pseudonymous) {
    return failure(
      'picture-tells-names',
      'This run has pseudonyms in the place of names and addresses; in a picture they cannot be replaced.',
      'Say in words what it shows.',
    );
  }
  const attachment = attached === null ? null : { name: attached.name, output: writer.value.keep(attached.bytes).reference };
  return writer.value.append(
    application.entry.operator,
    events.value.map((event) => (event.type === 'noted' && attachment !== null ? { ...event, attachment } : event)),
  );
}
