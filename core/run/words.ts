import { inert } from '../evidence/inert.ts';
import { success, failure, type Result } from '../result.ts';
import { closingWords } from './attest-acts.ts';
import type { RunEvent } from './events.ts';
import type { PlannedStep } from './planned.ts';
import type { RunState } from './state.ts';

/** What a person says of a run, in their own name. */
export type Word =
  | { readonly kind: 'waive'; readonly step: string; readonly check: string; readonly host: string; readonly reason: string }
  | {
      readonly kind: 'attest';
      readonly step: string;
      /** Null: the step itself, or its acts whose outcome is not known. */
      readonly check: string | null;
      readonly host: string;
      readonly statement: string;
      /** What became of the acts of the step of which that is not known. */
      readonly act: 'happened' | 'did-not-happen' | null;
    }
  | { readonly kind: 'skip'; readonly step: string; readonly host: string; readonly reason: string }
  | {
      readonly kind: 'note';
      readonly step: string | null;
      readonly host: string | null;
      /** Element or link of the topology that it is about. */
      readonly element?: string;
      readonly text: string;
    };

/**
 * The events that a word becomes. Problems: `no-such-step`, `no-such-check`, `which-host`, `no-such-host`, `not-to-be-skipped`, and those
 * of closingWords.
 */
export function wordEvents(state: RunState, word: Word): Result<readonly RunEvent[]> {
  if (word.kind === 'note') return noteEvents(state, word);
  const step = state.plan?.find(({ id }) => id === word.step);
  if (step === undefined) return failure('no-such-step', `Run ${state.run} has no step \`${word.step}\`.`);
  if (!step.hosts.includes(word.host)) {
    return failure(
      'which-host',
      `Step \`${step.id}\` is not for a host ${inert(word.host)}.`,
      `It is for ${step.hosts.join(', ')}.`,
    );
  }
  const place = { step: step.id, host: word.host };
  if (word.kind === 'skip') return skipEvents(state, step, place, word.reason);
  if (word.check !== null && !step.checks.some(({ id }) => id === word.check)) {
    const its = step.checks.map(({ id }) => id).join(', ');
    return failure('no-such-check', `Step \`${step.id}\` has no check \`${word.check}\`.`, `Its checks are ${its}.`);
  }
  if (word.kind === 'waive') return success([{ type: 'waived', version: 1, place, check: word.check, reason: word.reason }]);
  const { check, statement, act } = word;
  if (check !== null) return success([{ type: 'attested', version: 1, place, check, statement }]);
  const closing = closingWords(state, place, act, statement);
  if (!closing.ok || closing.value.length > 0) return closing;
  return success([{ type: 'attested', version: 1, place, statement }]);
}

function skipEvents(
  state: RunState,
  step: PlannedStep,
  place: { readonly step: string; readonly host: string },
  reason: string,
): Result<readonly RunEvent[]> {
  const status = state.steps[step.id]?.[place.host]?.status ?? 'untouched';
  if (status === 'done' || status === 'already-so' || status === 'running') {
    return failure(
      'not-to-be-skipped',
      `“${step.title}” is ${status.replaceAll('-', ' ')} on ${place.host}: it cannot be left out any more.`,
      'Undo takes it back.',
    );
  }
  return success([{ type: 'step-skipped', version: 1, place, reason }]);
}

function noteEvents(state: RunState, word: Extract<Word, { kind: 'note' }>): Result<readonly RunEvent[]> {
  const { step, host, element, text } = word;
  if (step !== null && !(state.plan ?? []).some(({ id }) => id === step)) {
    return failure('no-such-step', `Run ${state.run} has no step \`${step}\`.`);
  }
  if (host !== null && !Object.hasOwn(state.hosts, host))
    return failure('no-such-host', `Run ${state.run} has no host ${inert(host)}.`);
  const place = { ...(step === null ? {} : { step }), ...(host === null ? {} : { host }) };
  const about = element === undefined ? {} : { element };
  return success([{ type: 'noted', version: 1, ...(Object.keys(place).length === 0 ? {} : { place }), ...about, text }]);
}
