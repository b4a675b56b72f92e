import { describe, expect, test } from 'vitest';
import { disturbedSince, doneSince, toAskAgain, withGround } from '../../../core/run/ask-again.ts';
import type { RunEvent } from '../../../core/run/events.ts';
import {
  acted,
  checked,
  CREATED,
  done,
  event,
  instant,
  intent,
  plannedCheck,
  plannedStep,
  started,
  stateAfter,
} from './run-events.ts';

const CHECK = plannedCheck('c', { dependsOn: ['sw'] });
const PLAN: RunEvent = event('planned', {
  steps: [
    plannedStep('a', { checks: [CHECK, plannedCheck('moment', { staleAfter: [] })] }),
    plannedStep('b', { needs: ['a'] }),
    plannedStep('aside', {}),
    plannedStep('both', { hosts: ['xen1', 'xen2'], needs: ['b'] }),
  ],
});
const FAULT = { kind: 'manual', class: 'fault', on: 'sw', fault: { what: 'cable', does: 'take' } } as const;
const A_DONE = [
  started('a', 'xen1'),
  checked('a', 'xen1', 'c', 'pass'),
  checked('a', 'xen1', 'moment', 'pass'),
  done('a', 'xen1'),
];

function asked(...events: readonly RunEvent[]): readonly string[] {
  const state = stateAfter(CREATED, PLAN, ...events);
  const places = withGround(state, [{ step: 'b', host: 'xen1' }]);
  return toAskAgain(state, places, instant(60)).map(({ step, check, host }) => `${step}/${check} ${host}`);
}

describe('what a run that is gone on with asks again', () => {
  test('is what the chosen steps stand on, there and where it counts for them', () => {
    const state = stateAfter(CREATED, PLAN);
    const places = withGround(state, [{ step: 'both', host: 'xen2' }]).map(({ step, host }) => `${step} ${host}`);
    expect(places).toEqual(['both xen2', 'b xen1', 'a xen1']);
  });

  test('is what passed and what failed in steps that are done, and nothing about a moment', () => {
    expect(asked(...A_DONE)).toEqual(['a/c xen1']);
    expect(asked(...A_DONE, checked('a', 'xen1', 'c', 'fail'))).toEqual(['a/c xen1']);
    expect(asked(...A_DONE, checked('a', 'xen1', 'c', 'unreachable'))).toEqual(['a/c xen1']);
    expect(asked(started('a', 'xen1'), checked('a', 'xen1', 'c', 'pass'))).toEqual([]);
    expect(asked(...A_DONE, started('aside', 'xen1'), checked('aside', 'xen1', 'c', 'pass'), done('aside', 'xen1'))).toEqual([
      'a/c xen1',
    ]);
  });

  test('is not what a person put a word in the place of', () => {
    const waived = event('waived', { place: { step: 'a', host: 'xen1' }, check: 'c', reason: 'r' });
    expect(asked(...A_DONE, checked('a', 'xen1', 'c', 'fail'), waived)).toEqual([]);
  });

  test('is not what a step in its middle may have broken, but what was found broken since', () => {
    const amid = [started('b', 'xen1'), intent('i', 'b', 'xen1'), acted('i')];
    expect(asked(...A_DONE, ...amid)).toEqual([]);
    expect(asked(...A_DONE, ...amid, checked('a', 'xen1', 'c', 'fail'))).toEqual(['a/c xen1']);
    expect(asked(...A_DONE, ...amid, done('b', 'xen1', 'failed'))).toEqual([]);
    expect(asked(...A_DONE, ...amid, done('b', 'xen1'))).toEqual(['a/c xen1']);
  });

  test('is not what a fault in force breaks, until it is given back', () => {
    const taken = [started('b', 'xen1'), intent('t', 'b', 'xen1', FAULT), acted('t'), done('b', 'xen1')];
    expect(asked(...A_DONE, ...taken)).toEqual([]);
    const back = intent('r', 'aside', 'xen1', { ...FAULT, class: 'change', fault: { what: 'cable', does: 'restore' } });
    expect(asked(...A_DONE, ...taken, started('aside', 'xen1'), back, acted('r'), done('aside', 'xen1'))).toEqual(['a/c xen1']);
  });

  test('is not what the array says of a fault in force that was made at a host', () => {
    const inventory = {
      format: 1,
      hosts: { xen1: { role: 'dom0', address: '192.0.2.1' }, arr: { role: 'array', address: '192.0.2.9' } },
    };
    const plan = event('planned', { steps: [plannedStep('health', { hosts: ['arr'], role: 'array' }), plannedStep('b')] });
    const healthy = [started('health', 'arr'), checked('health', 'arr', 'c', 'pass'), done('health', 'arr')];
    const taken = [started('b', 'xen1'), intent('t', 'b', 'xen1', { ...FAULT, on: 'xen1' }), acted('t'), done('b', 'xen1')];
    const state = stateAfter({ ...CREATED, inventory }, plan, ...healthy, ...taken);
    const places = [{ step: 'health', host: 'arr' }];
    expect(toAskAgain(state, places, instant(60))).toEqual([]);
    const before = stateAfter({ ...CREATED, inventory }, plan, ...healthy);
    expect(toAskAgain(before, places, instant(60)).map(({ check }) => check)).toEqual(['c']);
    expect(doneSince(before, { step: 'health', check: 'c', host: 'arr' })).toBe(false);
    expect(doneSince(state, { step: 'health', check: 'c', host: 'arr' })).toBe(true);
  });

  test('may come out otherwise when something was done since, or the host was started anew', () => {
    const place = { step: 'a', host: 'xen1' };
    expect(disturbedSince(stateAfter(CREATED, PLAN, ...A_DONE), CHECK, place)).toBe(false);
    expect(disturbedSince(stateAfter(CREATED, PLAN, ...A_DONE, intent('i', 'b', 'xen1')), CHECK, place)).toBe(true);
    expect(disturbedSince(stateAfter(CREATED, PLAN, ...A_DONE, intent('i', 'b', 'xen2')), CHECK, place)).toBe(false);
  });
});
