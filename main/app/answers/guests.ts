import type { guestCalls, GuestsSight } from '../../../core/contract/guests.ts';
import { success } from '../../../core/result.ts';
import type { Answers } from '../../rpc/serve.ts';
import type { Questions } from '../desk/questions.ts';
import { watchGuests } from '../guests/watch-guests.ts';
import type { Application } from '../open-application.ts';
import { readOwnRun } from '../runs.ts';
import { Ways, type Way } from '../terminals/ways.ts';
import { runIntent } from '../topology.ts';

/** What a window may ask of guests and storage as they are now. */
export function guestAnswers(application: Application, questions: Questions): Answers<typeof guestCalls> {
  const ways = new Ways(application, questions);
  return {
    'guests.watch': async ({ run }, { signal }) => {
      const stored = await readOwnRun(application, run);
      if (!stored.ok) return stored;
      const way = await ways.to({ kind: 'run', name: run });
      if (!way.ok) return way;
      const { procedure, inventory, state } = stored.value;
      const made = guestsOf(runIntent(procedure.procedure, inventory, state).parameters);
      return success(released(way.value, watchGuests({ reach: way.value.reach, signal }, inventory.hosts, made)));
    },
  };
}

/** Guests that a procedure makes: its parameters called `...Guest`, each with the host that `...GuestHost` names. */
function guestsOf(values: Readonly<Record<string, unknown>>): (host: string) => readonly string[] {
  const guests = Object.entries(values).flatMap(([name, value]) =>
    name.endsWith('Guest') && typeof value === 'string' ? [{ guest: value, host: values[`${name}Host`] }] : [],
  );
  return (host) => guests.filter((one) => one.host === undefined || one.host === host).map(({ guest }) => guest);
}

async function* released(way: Way, sight: AsyncGenerator<GuestsSight>): AsyncGenerator<GuestsSight> {
  try {
    yield* sight;
  } finally {
    await way.release();
  }
}
