import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../../core/run/events.ts';
import { estimateLeftMs, readyCells, whatNext, type Cell } from '../../../core/run/next.ts';
import { checked, CREATED, done, event, instant, plannedCheck, plannedStep, started, stateAfter } from './run-events.ts';

const BOTH = ['xen1', 'xen2'];
const passed = (step: string, host: string): RunEvent[] => [
  started(step, host),
  checked(step, host, 'c', 'pass'),
  done(step, host),
];
const cells = (...events: readonly RunEvent[]): Cell[] => whatNext(stateAfter(CREATED, ...events), instant(60));
const cell = (list: readonly Cell[], step: string, host: string): Cell =>
  list.find((one) => one.step === step && one.host === host)!;
const plan = (...steps: readonly Parameters<typeof plannedStep>[]): RunEvent =>
  event('planned', { steps: steps.map(([id, more]) => plannedStep(id, more)) });

describe('needs', () => {
  const PLAN = plan(['a', {}], ['b', { needs: ['a'] }]);

  test('a step is locked, with what it waits for, until its gate opens', () => {
    expect(cell(cells(PLAN), 'b', 'xen1')).toMatchObject({ state: 'locked', why: '“Step a” on xen1 is still to be done.' });
    expect(cell(cells(PLAN, started('a', 'xen1')), 'b', 'xen1')).toMatchObject({ state: 'locked' });
    expect(cell(cells(PLAN, ...passed('a', 'xen1')), 'b', 'xen1')).toMatchObject({
      state: 'ready',
      acts: ['start', 'skip', 'waive', 'attest', 'note'],
    });
  });

  test.each([
    ['fail', /“Check c” of “Step a” on xen1 failed/u],
    ['error', /could not be made/u],
    ['unreachable', /could not be reached/u],
  ] as const)('a fatal check with outcome %s keeps it locked, a warning does not', (outcome, why) => {
    const events = [started('a', 'xen1'), checked('a', 'xen1', 'c', outcome), done('a', 'xen1')];
    expect(cell(cells(PLAN, ...events), 'b', 'xen1').state).toBe('locked');
    expect(cell(cells(PLAN, ...events), 'b', 'xen1').why).toMatch(why);
    const warning = plan(['a', { checks: [plannedCheck('c', { severity: 'warning' })] }], ['b', { needs: ['a'] }]);
    expect(cell(cells(warning, ...events), 'b', 'xen1').state).toBe('ready');
  });

  test('a done step whose check was not asked keeps it locked', () => {
    expect(cell(cells(PLAN, started('a', 'xen1'), done('a', 'xen1')), 'b', 'xen1').why).toMatch(/was not asked yet/u);
  });

  test('a waiver by name and reason opens it, after a failure and without a try', () => {
    const waived = event('waived', { place: { step: 'a', host: 'xen1' }, check: 'c', reason: 'r' });
    const failed = [started('a', 'xen1'), checked('a', 'xen1', 'c', 'fail'), done('a', 'xen1', 'failed')];
    expect(cell(cells(PLAN, ...failed), 'b', 'xen1').state).toBe('locked');
    expect(cell(cells(PLAN, ...failed, waived), 'b', 'xen1').state).toBe('ready');
    expect(cell(cells(PLAN, waived), 'b', 'xen1').state).toBe('ready');
  });

  test('what failed is closed to a further try when what it needs has been undone', () => {
    const events = [...passed('a', 'xen1'), started('b', 'xen1'), done('b', 'xen1', 'failed')];
    expect(cell(cells(PLAN, ...events), 'b', 'xen1')).toMatchObject({ state: 'failed', closed: null });
    const undone = [
      event('undo-started', { place: { step: 'a', host: 'xen1' }, stale: ['b'] }),
      event('undo-done', { place: { step: 'a', host: 'xen1' }, outcome: 'done' }),
    ];
    expect(cell(cells(PLAN, ...events, ...undone), 'b', 'xen1')).toMatchObject({
      state: 'failed',
      closed: '“Step a” on xen1 is still to be done.',
    });
  });

  test('skipped and not taken let go on', () => {
    const place = { step: 'a', host: 'xen1' };
    expect(cell(cells(PLAN, event('step-skipped', { place, reason: 'r' })), 'b', 'xen1').state).toBe('ready');
    expect(cell(cells(PLAN, event('step-not-taken', { place, reason: 'r' })), 'b', 'xen1').state).toBe('ready');
  });

  test('a stale pass does not lock, and is named', () => {
    const list = cells(PLAN, ...passed('a', 'xen1'), event('terminal-used', { host: 'xen1', bytes: 1 }));
    expect(cell(list, 'b', 'xen1')).toMatchObject({ state: 'ready', stale: [{ step: 'a', check: 'c', outcome: 'stale' }] });
  });

  test('a guest needs what its own dom0 did, a dom0 what its own guests did', () => {
    const joined = event('host-joined', { host: 'test0', role: 'guest', address: 'x', user: 'root', via: 'xen2' });
    const list = [
      plan(
        ['a', { hosts: BOTH, class: 'read' }],
        ['g', { hosts: ['test0'], role: 'guest', needs: ['a'] }],
        ['z', { hosts: BOTH, class: 'read', needs: ['g'] }],
      ),
      joined,
    ];
    expect(cell(cells(...list, ...passed('a', 'xen1')), 'g', 'test0').state).toBe('locked');
    expect(cell(cells(...list, ...passed('a', 'xen2')), 'g', 'test0').state).toBe('ready');
    expect(cell(cells(...list, ...passed('a', 'xen2')), 'z', 'xen2').why).toMatch(/on test0/u);
  });

  test('time left counts what is not over', () => {
    const state = stateAfter(CREATED, PLAN, ...passed('a', 'xen1'));
    expect(estimateLeftMs(state, whatNext(state, instant(60)))).toBe(1000);
  });
});

describe('a change on several hosts', () => {
  const PLAN = plan(['a', { hosts: BOTH }], ['b', { hosts: BOTH, needs: ['a'] }]);
  const answer = (granted: boolean): RunEvent =>
    event('asked', { place: { step: 'a', host: 'xen1' }, question: 'Go on?', answer: 'x', by: 'person', about: 'rest', granted });

  test('is made on the first host alone, then asked for, then made on the others', () => {
    expect(readyCells(cells(PLAN)).map((one) => one.host)).toEqual(['xen1']);
    expect(cell(cells(PLAN), 'a', 'xen2')).toMatchObject({ state: 'waiting', consent: false });
    expect(cell(cells(PLAN, started('a', 'xen1')), 'a', 'xen2')).toMatchObject({ state: 'waiting', consent: false });
    expect(cell(cells(PLAN, ...passed('a', 'xen1')), 'a', 'xen2')).toMatchObject({ state: 'waiting', consent: true });
    expect(cell(cells(PLAN, ...passed('a', 'xen1'), answer(false)), 'a', 'xen2')).toMatchObject({
      state: 'waiting',
      why: /refused/u,
    });
    expect(cell(cells(PLAN, ...passed('a', 'xen1'), answer(true)), 'a', 'xen2').state).toBe('ready');
  });

  test('who stops at that question has refused nothing: it waits for a word as before', () => {
    const asked = {
      place: { step: 'a', host: 'xen1' },
      question: 'Go on?',
      answer: 'stop',
      by: 'person',
      about: 'rest',
    } as const;
    // Runs of earlier have a refusal beside the word.
    for (const stop of [event('asked', asked), event('asked', { ...asked, granted: false })])
      expect(cell(cells(PLAN, ...passed('a', 'xen1'), stop), 'a', 'xen2')).toMatchObject({
        state: 'waiting',
        consent: true,
        why: /waits for a word/u,
      });
  });

  test('a failure holds it for the others, and later steps go on where their needs are met', () => {
    const failed = [started('a', 'xen1'), checked('a', 'xen1', 'c', 'fail'), done('a', 'xen1', 'failed')];
    expect(cell(cells(PLAN, ...failed), 'a', 'xen2')).toMatchObject({ state: 'waiting', why: 'Held because it failed on xen1.' });
    const second = cells(PLAN, ...passed('a', 'xen2'), ...failed);
    expect(readyCells(second).map((one) => [one.step, one.host])).toEqual([['b', 'xen2']]);
  });

  test('the first host is one of those that were chosen', () => {
    const change = plan(['a', { hosts: BOTH, class: 'change' }]);
    const chosen = whatNext(stateAfter(CREATED, change), instant(60), (host) => host === 'xen2');
    expect(cell(chosen, 'a', 'xen2').state).toBe('ready');
  });

  test('a host where it is so already is no first host', () => {
    const list = cells(PLAN, checked('a', 'xen1', 'c', 'pass'), event('step-already-so', { place: { step: 'a', host: 'xen1' } }));
    expect(cell(list, 'a', 'xen2').state).toBe('ready');
  });

  test('a reading step is asked of all at once', () => {
    expect(readyCells(cells(plan(['a', { hosts: BOTH, class: 'read' }])))).toHaveLength(2);
  });
});

test('a change whose check broke after it was done may be done again; what destroys, and what holds, may not', () => {
  const broken = (kind: 'change' | 'destructive'): readonly string[] =>
    cell(cells(plan(['a', { class: kind }]), ...passed('a', 'xen1'), checked('a', 'xen1', 'c', 'fail')), 'a', 'xen1').acts;
  expect(broken('change')).toContain('redo');
  expect(broken('destructive')).not.toContain('redo');
  expect(cell(cells(plan(['a', { class: 'change' }]), ...passed('a', 'xen1')), 'a', 'xen1').acts).not.toContain('redo');
});

test('what may be done with a step', () => {
  const PLAN = plan(['a', { undo: 'possible', repeatable: true }]);
  expect(cell(cells(PLAN, ...passed('a', 'xen1')), 'a', 'xen1').acts).toEqual(['redo', 'undo', 'waive', 'attest', 'note']);
  expect(cell(cells(PLAN, started('a', 'xen1'), done('a', 'xen1', 'failed')), 'a', 'xen1').acts).toContain('retry');
  expect(cell(cells(PLAN, started('a', 'xen1'), done('a', 'xen1', 'unknown')), 'a', 'xen1').acts).toEqual([
    'settle',
    'skip',
    'undo',
    'attest',
    'note',
  ]);
});
