import { failure, success, type Result } from '../result.ts';
import type { RunEvent } from './events.ts';
import { changesInFlight } from './in-flight.ts';
import type { RunState } from './state.ts';

/**
 * The events with which a person closes a step's acts of which nobody knows what became of them, on a host; none where there are none and nothing was said
 * of any. Problems: `outcome-not-said` (there is one, and it was not said whether it happened), `nothing-in-flight`.
 */
export function closingWords(
  state: RunState,
  place: { readonly step: string; readonly host: string },
  verdict: 'happened' | 'did-not-happen' | null,
  statement: string,
): Result<readonly RunEvent[]> {
  const acts = changesInFlight(state).filter((intent) => intent.place.step === place.step && intent.place.host === place.host);
  if (acts.length === 0 && verdict !== null)
    return failure(
      'nothing-in-flight',
      `No act of step \`${place.step}\` on ${place.host} is in doubt: what became of each is known.`,
      'Leave --happened and --did-not-happen out to attest the step itself.',
    );
  if (acts.length > 0 && verdict === null)
    return failure(
      'outcome-not-said',
      `What became of an act of step \`${place.step}\` on ${place.host} is not known: ${acts.map(({ command }) => command.split('\n')[0] ?? '').join('; ')}`,
      'Say --happened or --did-not-happen.',
    );
  return success(
    verdict === null
      ? []
      : acts.map(({ intent }) => ({ type: 'act-settled', version: 2, intent, verdict, how: statement, by: 'person' })),
  );
}
