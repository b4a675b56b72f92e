import { createRedactor } from '../../core/evidence/redactor.ts';
import type { Result } from '../../core/result.ts';
import { success } from '../../core/result.ts';
import { wordEvents, type Word } from '../../core/run/words.ts';
import type { Application } from './open-application.ts';
import { readRun } from './runs.ts';
import { knowSecrets } from './secrets.ts';

/** Puts a person's word into a run. Nothing is asked of any host. Problems: those of reading the run, of the word, and of storing it. */
export async function sayWord(application: Application, run: string, word: Word): Promise<Result<null>> {
  const stored = await readRun(application, run);
  if (!stored.ok) return stored;
  const events = wordEvents(stored.value.state, word);
  if (!events.ok) return events;
  const redactor = createRedactor();
  await knowSecrets(redactor, stored.value.inventory, process.env);
  const writer = await application.store.writeRun(run, redactor);
  if (!writer.ok) return writer;
  const added = await writer.value.append(application.entry.operator, events.value);
  return added.ok ? success(null) : added;
}
