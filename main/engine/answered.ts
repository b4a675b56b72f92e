import type { RunEvent } from '../../core/run/events.ts';
import type { Answer } from './ports.ts';

/** How an answer is recorded. Who says stop has neither allowed nor refused: what was asked is asked again when the run is gone on with. */
export function answered({ answer, by }: Answer): Pick<Extract<RunEvent, { type: 'asked' }>, 'answer' | 'by' | 'granted'> {
  return answer === 'stop' ? { answer, by } : { answer, by, granted: answer === 'yes' };
}
