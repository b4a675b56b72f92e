import { expect, test } from 'vitest';
import { compareRuns } from '../../../core/run/compare-runs.ts';
import { reduceAll } from '../../../core/run/reducer.ts';
import { stepHostMs, timeline, workedMs } from '../../../core/run/timeline.ts';
import {
  acted,
  checked,
  CREATED,
  done,
  event,
  instant,
  intent,
  plannedStep,
  started,
  stateAfter,
  storedEvents,
} from './run-events.ts';

test('the timeline has steps, acts and absences with their ends, and what is not over', () => {
  const problem = { code: 'reboot', sentence: 'It reboots.' };
  const list = storedEvents([
    CREATED,
    started('a', 'xen1'),
    intent('i', 'a', 'xen1', { command: 'reboot' }),
    event('host-lost', { host: 'xen1', problem }),
    acted('i'),
    done('a', 'xen1'),
    started('b', 'xen1'),
  ]);
  expect(timeline(list)).toEqual([
    { kind: 'step', host: 'xen1', step: 'a', what: 'a', first: 2, last: 6, from: instant(2), to: instant(6), outcome: 'done' },
    {
      kind: 'act',
      host: 'xen1',
      step: 'a',
      what: 'reboot',
      first: 3,
      last: 5,
      from: instant(3),
      to: instant(5),
      outcome: 'succeeded',
    },
    {
      kind: 'away',
      host: 'xen1',
      step: null,
      what: 'It reboots.',
      first: 4,
      last: null,
      from: instant(4),
      to: null,
      outcome: null,
    },
    { kind: 'step', host: 'xen1', step: 'b', what: 'b', first: 7, last: null, from: instant(7), to: null, outcome: null },
  ]);
  // The lab of these events runs ten times as fast as our clock.
  expect(stepHostMs(reduceAll('r1', list), 'a', 'xen1')).toBe(40_000);
  expect(stepHostMs(reduceAll('r1', list), 'b', 'xen1')).toBeNull();
});

test('how long a step took cannot be told when our clock was set back meanwhile', () => {
  const list = storedEvents([CREATED, started('a', 'xen1'), done('a', 'xen1')]);
  const back = list.map((one) => (one.sequence < 3 ? one : { ...one, at: instant(-3600) }));
  expect(stepHostMs(reduceAll('r1', back), 'a', 'xen1')).toBeNull();
});

test('a step takes no time between two sittings', () => {
  const stop = event('run-stopped', { reason: 'asked', sentence: 's' });
  const resume = event('run-resumed', { procedureChanged: false });
  const crossed = storedEvents([CREATED, started('a', 'xen1'), stop, resume, done('a', 'xen1')]);
  const late = crossed.map((one) => (one.sequence < 4 ? one : { ...one, at: instant(3600 + one.sequence) }));
  expect(stepHostMs(reduceAll('r1', late), 'a', 'xen1')).toBe(20_000);
});

test('time between two sittings is not worked', () => {
  const stop = event('run-stopped', { reason: 'asked', sentence: 's' });
  const list = storedEvents([CREATED, stop, event('run-resumed', { procedureChanged: false }), stop]);
  const late = list.map((one) => (one.sequence < 3 ? one : { ...one, at: instant(3600 + one.sequence) }));
  expect(workedMs(reduceAll('r1', late))).toBe(2000);
});

test('two runs compared: what broke, what was mended, other values, what only one has', () => {
  const plan = event('planned', { steps: ['a', 'b', 'c', 'd'].map((id) => plannedStep(id)) });
  const other = event('planned', { steps: ['a', 'b', 'c', 'd', 'e'].map((id) => plannedStep(id)) });
  const seen = (step: string, actual: unknown) =>
    ({ ...checked(step, 'xen1', 'c', 'pass'), actual }) as ReturnType<typeof checked>;
  const before = stateAfter(
    CREATED,
    plan,
    seen('a', 4),
    checked('b', 'xen1', 'c', 'pass'),
    checked('c', 'xen1', 'c', 'fail'),
    seen('d', 1),
  );
  const after = stateAfter(
    { ...CREATED, parameters: { luns: 6 } },
    other,
    seen('a', 5),
    checked('b', 'xen1', 'c', 'fail'),
    checked('c', 'xen1', 'c', 'pass'),
    seen('d', 1),
  );
  const compared = compareRuns(before, after);
  expect(compared.differences.map(({ step, change }) => [step, change])).toEqual([
    ['a', 'other-value'],
    ['b', 'broke'],
    ['c', 'mended'],
    ['e', 'only-after'],
  ]);
  expect(compared.differences[0]?.actual).toEqual({ before: 4, after: 5 });
  expect(compared).toMatchObject({ same: 1, sameProcedure: true, parameters: [{ name: 'luns', before: undefined, after: 6 }] });
  expect(compareRuns(before, before)).toMatchObject({ differences: [], same: 4, parameters: [] });
});
