import type { StoredEvent } from '../run/events.ts';
import { timeline } from '../run/timeline.ts';
import type { StepHostView } from './schema.ts';

/**
 * Attempts at a step on a host before its last one, with how each ended: as the run says it, or `interrupted` where it ended without a word.
 * `why`: what the run says of an end that was none of success.
 */
export function earlierAttempts(events: readonly StoredEvent[], step: string, host: string): StepHostView['earlierAttempts'] {
  const attempts = timeline(events).filter((span) => span.kind === 'step' && span.step === step && span.host === host);
  return attempts.slice(0, -1).map(({ first, last, from, outcome }) => {
    const end = events.find(({ sequence }) => sequence === last)?.event;
    const why =
      end?.type === 'step-done' ? (end.problem?.sentence ?? null) : end !== undefined && 'reason' in end ? end.reason : null;
    return { sequence: first, at: from, outcome: outcome ?? 'interrupted', why };
  });
}
