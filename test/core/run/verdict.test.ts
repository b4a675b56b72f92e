import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../../core/run/events.ts';
import { gate } from '../../../core/run/gates.ts';
import { instantMs } from '../../../core/run/instant.ts';
import { standings } from '../../../core/run/standing.ts';
import { summarize, summaryLine } from '../../../core/run/summary.ts';
import { exitCode, strongestExit } from '../../../core/run/verdict.ts';
import { acted, checked, CREATED, done, event, instant, intent, plannedCheck, plannedStep, stateAfter } from './run-events.ts';

const PLAN = event('planned', { steps: [plannedStep('a'), plannedStep('b')] });
const ANSWERED = [CREATED, PLAN, checked('a', 'xen1', 'c', 'pass')];
const waived = event('waived', { place: { step: 'b', host: 'xen1' }, check: 'c', reason: 'known' });
const attested = event('attested', { place: { step: 'b', host: 'xen1' }, check: 'c', statement: 'I saw it' });
const verdictOf = (...events: readonly RunEvent[]): string => summarize(stateAfter(...events), instant(60)).verdict;
const outcomeOf = (...events: readonly RunEvent[]): string => standings(stateAfter(...events), instant(60)).at(-1)!.outcome;

describe('verdict', () => {
  test.each<[string, string, readonly RunEvent[]]>([
    ['every check passes or does not apply', 'passed', [checked('b', 'xen1', 'c', 'not-applicable')]],
    ['one was not asked', 'not-established', []],
    ['one could not be made', 'not-established', [checked('b', 'xen1', 'c', 'error')]],
    ['a host could not be reached', 'unreachable', [checked('b', 'xen1', 'c', 'unreachable')]],
    ['one fails', 'failed', [checked('b', 'xen1', 'c', 'fail')]],
    ['one fails that is a warning', 'failed', [checked('b', 'xen1', 'c', 'fail', 'warning')]],
    ['one fails and is waived', 'passed-with-words', [checked('b', 'xen1', 'c', 'fail'), waived]],
    ['one was not asked and is attested', 'passed-with-words', [attested]],
    ['one fails and is only attested', 'failed', [checked('b', 'xen1', 'c', 'fail'), attested]],
    [
      'a change came after the passes',
      'not-established',
      [checked('b', 'xen1', 'c', 'pass'), intent('i', 'a', 'xen1'), acted('i')],
    ],
    ['an act is in flight', 'not-established', [checked('b', 'xen1', 'c', 'pass'), intent('i', 'a', 'xen2')]],
    ['a step failed though its checks pass', 'failed', [checked('b', 'xen1', 'c', 'pass'), done('b', 'xen1', 'failed')]],
    [
      'a step was not allowed though its checks pass',
      'not-established',
      [
        checked('b', 'xen1', 'c', 'pass'),
        event('step-done', {
          place: { step: 'b', host: 'xen1' },
          outcome: 'failed',
          problem: { code: 'declined', sentence: 'No.' },
        }),
      ],
    ],
    [
      'a step failed, and a check of another is waived',
      'failed',
      [checked('b', 'xen1', 'c', 'fail'), waived, done('a', 'xen1', 'failed')],
    ],
    ['a branch was not taken', 'passed', [event('step-not-taken', { place: { step: 'b', host: 'xen1' }, reason: 'i686' })]],
    ['a step was skipped', 'not-established', [event('step-skipped', { place: { step: 'b', host: 'xen1' }, reason: 'later' })]],
  ])('%s: %s', (_what, verdict, events) => {
    expect(verdictOf(...ANSWERED, ...events)).toBe(verdict);
  });

  test.each<[string, string, readonly RunEvent[]]>([
    ['a check of another step was not asked', 'passed', []],
    ['another step failed', 'passed', [done('b', 'xen1', 'failed')]],
    ['an act of another step is in flight elsewhere', 'passed', [intent('i', 'b', 'xen2')]],
    ['its own check fails', 'failed', [checked('a', 'xen1', 'c', 'fail')]],
    ['its own step failed', 'failed', [done('a', 'xen1', 'failed')]],
  ])('asked about one step, it alone is judged: %s: %s', (_what, verdict, events) => {
    const state = stateAfter(...ANSWERED, ...events);
    const judged = summarize(state, instant(60), { steps: new Set(['a']), hosts: null });
    expect(judged.verdict).toBe(verdict);
    expect(Object.values(judged.counts).reduce((sum, count) => sum + count, 0)).toBe(1);
  });

  test('asked about one host, no other is judged', () => {
    const asked = { steps: null, hosts: new Set(['xen2']) };
    expect(summarize(stateAfter(...ANSWERED), instant(60), asked).sentence).toBe('Nothing was checked.');
  });

  test('without any check nothing is established', () => {
    expect(verdictOf(CREATED)).toBe('not-established');
  });

  test('the last line of JSON output', () => {
    const summary = summarize(stateAfter(...ANSWERED, checked('b', 'xen1', 'c', 'fail')), instant(60));
    expect(JSON.parse(summaryLine(summary))).toMatchObject({
      type: 'summary',
      run: 'r1',
      verdict: 'failed',
      counts: { pass: 1, fail: 1 },
    });
  });

  test('exit codes, and which one wins', () => {
    expect((['passed', 'passed-with-words', 'failed', 'not-established', 'unreachable'] as const).map(exitCode)).toEqual([
      0, 0, 1, 3, 4,
    ]);
    expect(strongestExit([3, 4, 1, 2, 5])).toBe(5);
    expect(strongestExit([3, 4, 1, 2])).toBe(2);
    expect(strongestExit([3, 4, 1])).toBe(1);
    expect(strongestExit([3, 4, 0])).toBe(4);
    expect(strongestExit([])).toBe(0);
  });
});

describe('staleness', () => {
  const one = (check: Parameters<typeof plannedCheck>[1]): RunEvent =>
    event('planned', { steps: [plannedStep('a', { checks: [plannedCheck('c', check)] })] });
  const pass = checked('a', 'xen1', 'c', 'pass');
  const typed = event('terminal-used', { host: 'xen1', bytes: 4 });

  test('a pass is stale after what the plan names, not after something else, and fresh again when asked again', () => {
    expect(outcomeOf(CREATED, one({}), pass, typed)).toBe('stale');
    expect(outcomeOf(CREATED, one({ staleAfter: ['reboot'] }), pass, typed)).toBe('pass');
    expect(outcomeOf(CREATED, one({}), pass, typed, pass)).toBe('pass');
  });

  test('that a check does not apply is stale as a pass is: it does not close what needs it, and is asked again', () => {
    const none = checked('a', 'xen1', 'c', 'not-applicable');
    expect(outcomeOf(CREATED, one({}), none)).toBe('not-applicable');
    expect(outcomeOf(CREATED, one({}), none, typed)).toBe('stale');
    expect(outcomeOf(CREATED, one({ staleAfter: [] }), none, typed)).toBe('not-applicable');
    expect(outcomeOf(CREATED, one({}), none, typed, none)).toBe('not-applicable');
    expect(verdictOf(CREATED, one({}), none, typed)).toBe('not-established');
    const needed = plannedStep('a');
    const held = gate(stateAfter(CREATED, one({}), none, done('a', 'xen1'), typed), needed, 'xen1', instant(60));
    expect(held).toMatchObject({ open: true, stale: [{ check: 'c', outcome: 'stale' }] });
  });

  test('what an act left behind is known only when it is settled: passes of before that are stale, unless it did not happen', () => {
    const settled = (verdict: 'happened' | 'did-not-happen' | 'unknown'): RunEvent =>
      event('act-settled', { intent: 'i', verdict, how: 'its mark', by: 'host' });
    const events = [CREATED, one({}), intent('i', 'a', 'xen1'), pass];
    expect(outcomeOf(...events, settled('did-not-happen'))).toBe('pass');
    expect(outcomeOf(...events, settled('happened'))).toBe('stale');
    expect(outcomeOf(...events, settled('unknown'))).toBe('stale');
    expect(outcomeOf(...events, settled('happened'), pass)).toBe('pass');
  });

  test('a run in which a person said what became of an act has not simply passed', () => {
    const events = [CREATED, one({}), intent('i', 'a', 'xen1'), event('run-resumed', { procedureChanged: false })];
    const by = (who: 'host' | 'person'): RunEvent =>
      event('act-settled', { intent: 'i', verdict: 'happened', how: 'seen', by: who });
    expect(verdictOf(...events, pass)).toBe('not-established');
    expect(verdictOf(...events, by('host'), pass)).toBe('passed');
    expect(verdictOf(...events, by('person'), pass)).toBe('passed-with-words');
  });

  test('what happens on a switch counts where the check depends on it', () => {
    const onSwitch = event('terminal-used', { host: 'fcsw1', bytes: 4 });
    expect(outcomeOf(CREATED, one({ dependsOn: ['fcsw1'] }), pass, onSwitch)).toBe('stale');
    expect(outcomeOf(CREATED, one({}), pass, onSwitch)).toBe('pass');
  });

  test('another boot id', () => {
    const seen = (bootId: string): RunEvent =>
      event('host-connected', {
        host: 'xen1',
        address: 'x',
        fingerprint: 'f',
        algorithms: { kex: '', hostKey: '', cipher: '', mac: '' },
        legacy: false,
        labHost: true,
        bootId,
        skewMs: null,
        roundTripMs: null,
      });
    expect(outcomeOf(CREATED, one({}), seen('1'), pass, seen('1'))).toBe('pass');
    expect(outcomeOf(CREATED, one({}), seen('1'), pass, seen('2'))).toBe('stale');
    expect(outcomeOf(CREATED, one({ staleAfter: ['change'] }), seen('1'), pass, seen('2'))).toBe('pass');
  });

  test('age counts in time of the hosts: ten seconds of ours are a hundred of a lab that runs ten times as fast', () => {
    const state = stateAfter(CREATED, one({ maxAgeMs: 100_000 }), pass);
    expect(standings(state, instant(13))[0]?.outcome).toBe('pass');
    expect(standings(state, instant(14))[0]?.outcome).toBe('stale');
  });

  test('a run that was stopped is judged as of its stop', () => {
    const events = [CREATED, one({ maxAgeMs: 100_000 }), pass];
    expect(summarize(stateAfter(...events), instant(1000)).verdict).toBe('not-established');
    const stopped = stateAfter(...events, event('run-stopped', { reason: 'finished', sentence: 'The end.' }));
    expect(summarize(stopped, instant(1000))).toMatchObject({ verdict: 'passed', phase: 'finished' });
  });
});

test('instantMs agrees with the calendar of the platform', () => {
  for (const text of [
    '1970-01-01T00:00:00.000Z',
    '2000-02-29T23:59:59.999Z',
    '2026-03-01T12:00:01.500Z',
    '1969-12-31T00:00:00.000Z',
    '2100-12-31T06:07:08.009Z',
  ]) {
    expect(instantMs(text)).toBe(Date.parse(text));
  }
  expect(instantMs('yesterday')).toBeNull();
  expect(instantMs('2026-13-01T00:00:00.000Z')).toBeNull();
});
