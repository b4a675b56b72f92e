import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { closingWords } from '../../../core/run/attest-acts.ts';
import type { RunEvent } from '../../../core/run/events.ts';
import { changesInFlight } from '../../../core/run/in-flight.ts';
import { whatNext } from '../../../core/run/next.ts';
import { emptyRun, reduce, reduceAll } from '../../../core/run/reducer.ts';
import { checkState } from '../../../core/run/reduce-checks.ts';
import { stepState } from '../../../core/run/reduce-steps.ts';
import { summarize } from '../../../core/run/summary.ts';
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

const connected = (host: string, bootId: string | null): RunEvent =>
  event('host-connected', {
    host,
    address: '192.0.2.1',
    fingerprint: 'SHA256:x',
    algorithms: { kex: 'k', hostKey: 'h', cipher: 'c', mac: 'm' },
    legacy: true,
    labHost: false,
    bootId,
    skewMs: 12,
    roundTripMs: 3,
  });

describe('reduce', () => {
  test('the first event gives header, hosts of the inventory and a sitting', () => {
    const state = stateAfter(CREATED);
    expect(state.header?.procedure.id).toBe('rhel5-rdac');
    expect(state.hosts['xen2']).toMatchObject({ role: 'dom0', address: '192.0.2.2', connection: 'never' });
    expect(state.sittings).toEqual([{ from: instant(1), to: null, sequence: 1 }]);
    expect(state.operators).toEqual(['ada']);
  });

  test('an event that is in already changes nothing', () => {
    const list = storedEvents([CREATED, started('a', 'xen1')]);
    const state = reduceAll('r1', list);
    expect(reduce(state, list[0]!)).toBe(state);
    expect(reduce(state, list[1]!)).toBe(state);
  });

  test('from any point on, state and the events since give what all events give', () => {
    const list = storedEvents([
      CREATED,
      started('a', 'xen1'),
      intent('i', 'a', 'xen1'),
      acted('i'),
      checked('a', 'xen1', 'c', 'pass'),
      done('a', 'xen1'),
    ]);
    const whole = reduceAll('r1', list);
    for (let at = 0; at <= list.length; at++) {
      const kept = JSON.parse(JSON.stringify(reduceAll('r1', list.slice(0, at)))) as typeof whole;
      expect(reduceAll('r1', list.slice(at), kept)).toEqual(whole);
    }
  });

  test('hosts: connection, legacy, boot ids, loss, lease, join', () => {
    const state = stateAfter(
      CREATED,
      connected('xen1', 'boot-1'),
      event('host-locked', { host: 'xen1', lease: 'L' }),
      event('host-lost', { host: 'xen1', problem: { code: 'gone', sentence: 'It went away.' } }),
      connected('xen1', 'boot-2'),
      event('host-joined', { host: 'test0', role: 'guest', address: '192.0.2.9', user: 'root', via: 'xen1' }),
    );
    expect(state.hosts['xen1']).toMatchObject({
      connection: 'connected',
      problem: null,
      legacy: true,
      bootIds: ['boot-1', 'boot-2'],
      lease: 'L',
    });
    expect(state.hosts['test0']).toMatchObject({ role: 'guest', via: 'xen1' });
  });

  test('an intent is open until its outcome; its action and the host remember it', () => {
    const open = stateAfter(CREATED, started('a', 'xen1'), intent('i', 'a', 'xen1'));
    expect(open.open['i']).toMatchObject({ unknown: false, sequence: 3 });
    expect(stepState(open, 'a', 'xen1').actions).toEqual({ do: { intent: 'i', state: 'open', bootId: null, sequence: 3 } });
    expect(open.hosts['xen1']?.disturbed.change?.sequence).toBe(3);
    const over = stateAfter(CREATED, started('a', 'xen1'), intent('i', 'a', 'xen1'), acted('i', { succeeded: false, exit: 1 }));
    expect(over.open).toEqual({});
    expect(stepState(over, 'a', 'xen1').actions['do']?.state).toBe('failed');
    expect(over.hosts['xen1']?.disturbed.change?.sequence).toBe(4);
  });

  test('reads and leases disturb nothing; an act on another host disturbs that one', () => {
    const state = stateAfter(
      CREATED,
      intent('i', 'a', 'xen1', { class: 'read', kind: 'read' }),
      intent('j', 'a', 'xen1', { kind: 'lease' }),
      intent('k', 'a', 'xen1', { on: 'fcsw1' }),
    );
    expect(state.hosts['xen1']?.disturbed).toEqual({});
    expect(state.hosts['fcsw1']?.disturbed.change?.sequence).toBe(4);
  });

  test('after a crash: with a change in flight the step is unknown, without it is interrupted', () => {
    const crash = event('run-resumed', { procedureChanged: false });
    const inFlight = stateAfter(CREATED, started('a', 'xen1'), intent('i', 'a', 'xen1'), crash);
    expect(inFlight.open['i']?.unknown).toBe(true);
    expect(stepState(inFlight, 'a', 'xen1').status).toBe('unknown');
    expect(stepState(inFlight, 'a', 'xen1').actions['do']?.state).toBe('unknown');
    const between = stateAfter(CREATED, started('a', 'xen1'), intent('i', 'a', 'xen1'), acted('i'), crash);
    expect(stepState(between, 'a', 'xen1').status).toBe('interrupted');
    expect(stepState(between, 'a', 'xen1').actions['do']?.state).toBe('succeeded');
    expect(between.sittings).toMatchObject([
      { from: instant(1), to: instant(4) },
      { from: instant(5), to: null },
    ]);
  });

  test('what was settled is closed; what stays unknown stays open', () => {
    const events = [CREATED, started('a', 'xen1'), intent('i', 'a', 'xen1'), event('run-resumed', { procedureChanged: false })];
    const settle = (verdict: 'happened' | 'did-not-happen' | 'unknown'): RunEvent =>
      event('act-settled', { intent: 'i', verdict, how: 'rpm -q', by: 'host' });
    expect(stateAfter(...events, settle('did-not-happen')).open).toEqual({});
    expect(stepState(stateAfter(...events, settle('happened')), 'a', 'xen1').actions['do']?.state).toBe('succeeded');
    expect(Object.keys(stateAfter(...events, settle('unknown')).open)).toEqual(['i']);
  });

  test('a person who looked closes what stayed unknown, and is attested; the word counts once', () => {
    const events = [CREATED, started('a', 'xen1'), intent('i', 'a', 'xen1'), event('run-resumed', { procedureChanged: false })];
    const word = event('act-settled', { intent: 'i', verdict: 'happened', how: 'I saw it on the console.', by: 'person' });
    const state = stateAfter(...events, word, word);
    expect(state.open).toEqual({});
    expect(stepState(state, 'a', 'xen1').actions['do']?.state).toBe('succeeded');
    const statement = 'It happened: I saw it on the console.';
    expect(state.attestations).toMatchObject([{ step: 'a', host: 'xen1', check: null, act: 'i', statement, sequence: 5 }]);
    const closed = (verdict: 'happened' | 'did-not-happen' | null) => {
      const made = closingWords(stateAfter(...events), { step: 'a', host: 'xen1' }, verdict, 'x');
      return made.ok ? made.value.length : made.problem.code;
    };
    expect([closed('happened'), closed('did-not-happen'), closed(null)]).toEqual([1, 1, 'outcome-not-said']);
    expect(closingWords(state, { step: 'a', host: 'xen1' }, 'happened', 'x')).toMatchObject({
      ok: false,
      problem: { code: 'nothing-in-flight' },
    });
    expect(closingWords(state, { step: 'a', host: 'xen1' }, null, 'x')).toEqual({ ok: true, value: [] });
  });

  test('acts of one action on several hosts are told apart', () => {
    const on = (id: string, host: string) => intent(id, 'a', 'xen1', { on: host });
    const state = stateAfter(
      CREATED,
      started('a', 'xen1'),
      on('i', 'sw1'),
      acted('i'),
      on('j', 'sw2'),
      acted('j', { exit: 1, succeeded: false }),
    );
    expect(stepState(state, 'a', 'xen1').actions).toMatchObject({
      'do@sw1': { state: 'succeeded' },
      'do@sw2': { state: 'failed' },
    });
  });

  test('a lock that was being taken leaves nothing in doubt', () => {
    const lock = intent('i', 'a', 'xen1', { kind: 'lease', place: { step: 'a', host: 'xen1' } });
    const state = stateAfter(CREATED, started('a', 'xen1'), lock, event('run-resumed', { procedureChanged: false }));
    expect(stepState(state, 'a', 'xen1').status).toBe('interrupted');
    expect(changesInFlight(state)).toEqual([]);
  });

  test('a failed step that is started again goes on; one that was done begins anew', () => {
    const first = [CREATED, started('a', 'xen1'), intent('i', 'a', 'xen1'), acted('i')];
    const again = stateAfter(...first, done('a', 'xen1', 'failed'), started('a', 'xen1'));
    expect(stepState(again, 'a', 'xen1')).toMatchObject({ status: 'running', attempts: 2, startedAt: instant(2) });
    expect(stepState(again, 'a', 'xen1').actions).toHaveProperty('do');
    const anew = stateAfter(...first, done('a', 'xen1'), started('a', 'xen1'));
    expect(stepState(anew, 'a', 'xen1')).toMatchObject({ status: 'running', attempts: 2, startedAt: instant(6), actions: {} });
  });

  test('a fault is in force from its intent until it is restored, or known not to have happened', () => {
    const take = intent('f', 'cable', 'xen1', { class: 'fault', fault: { what: 'xen1-p1', does: 'take' } });
    const restore = intent('g', 'cable', 'xen1', { class: 'fault', fault: { what: 'xen1-p1', does: 'restore' } });
    expect(stateAfter(CREATED, take).faults).toMatchObject([{ what: 'xen1-p1', operator: 'ada' }]);
    expect(stateAfter(CREATED, take, acted('f', { succeeded: false, exit: 1 })).faults).toEqual([]);
    expect(stateAfter(CREATED, take, acted('f', { succeeded: false, exit: null })).faults).toHaveLength(1);
    expect(stateAfter(CREATED, take, acted('f'), restore).faults).toHaveLength(1);
    expect(stateAfter(CREATED, take, acted('f'), restore, acted('g')).faults).toEqual([]);
  });

  test('a pass ends the waiver that was given before it', () => {
    const waived = event('waived', { place: { step: 'a', host: 'xen1' }, check: 'c', reason: 'old firmware' });
    const state = stateAfter(CREATED, checked('a', 'xen1', 'c', 'fail'), waived);
    expect(checkState(state, 'a', 'c', 'xen1').waivedAt).toBe(3);
    const after = stateAfter(CREATED, checked('a', 'xen1', 'c', 'fail'), waived, checked('a', 'xen1', 'c', 'pass'));
    expect(checkState(after, 'a', 'c', 'xen1').waivedAt).toBeNull();
    expect(after.waivers).toHaveLength(1);
  });

  test('undo takes the ground from the step and from what stands on it', () => {
    const state = stateAfter(
      CREATED,
      started('a', 'xen1'),
      checked('a', 'xen1', 'c', 'pass'),
      done('a', 'xen1'),
      checked('b', 'xen1', 'd', 'pass'),
      checked('b', 'xen2', 'd', 'pass'),
      event('undo-started', { place: { step: 'a', host: 'xen1' }, stale: ['b'] }),
      event('undo-done', { place: { step: 'a', host: 'xen1' }, outcome: 'done' }),
    );
    expect(stepState(state, 'a', 'xen1').status).toBe('undone');
    expect(checkState(state, 'a', 'c', 'xen1').spoiled).not.toBeNull();
    expect(checkState(state, 'b', 'd', 'xen1').spoiled?.why).toBe('the step a was undone');
    expect(checkState(state, 'b', 'd', 'xen2').spoiled).toBeNull();
  });

  test('property: any events in any order give a state, a summary and what is next, and the state survives JSON', () => {
    const names = fc.constantFrom('a', 'b', 'constructor', '__proto__', 'toString');
    const any: fc.Arbitrary<RunEvent> = fc.oneof(
      fc.tuple(names, names).map(([step, host]) => started(step, host)),
      fc
        .tuple(names, names, fc.constantFrom('done' as const, 'failed' as const, 'unknown' as const))
        .map(([s, h, o]) => done(s, h, o)),
      fc
        .tuple(names, names, names, fc.constantFrom('pass' as const, 'fail' as const, 'error' as const))
        .map(([s, h, c, o]) => checked(s, h, c, o)),
      fc.tuple(names, names, names).map(([i, s, h]) => intent(i, s, h)),
      names.map((i) => acted(i, { bootIds: { before: 'x', after: 'y' } })),
      names.map((i) => event('act-settled', { intent: i, verdict: 'unknown', how: '', by: 'host' })),
      fc.tuple(names, names, names).map(([step, host, name]) => event('captured', { place: { step, host }, name, value: 1 })),
      fc.tuple(names, names, names).map(([step, host, check]) => event('waived', { place: { step, host }, check, reason: 'r' })),
      fc.tuple(names, names).map(([step, host]) => event('attested', { place: { step, host }, statement: 's' })),
      fc.tuple(names, names).map(([step, host]) => event('undo-started', { place: { step, host }, stale: ['a', 'b'] })),
      fc.tuple(names, names).map(([step, host]) => event('undo-done', { place: { step, host }, outcome: 'failed' })),
      fc
        .tuple(names, names)
        .map(([step, host]) =>
          event('asked', { place: { step, host }, question: '?', answer: 'y', by: 'person', about: 'rest', granted: true }),
        ),
      names.map((host) => connected(host, 'boot')),
      names.map((host) => event('terminal-used', { host, bytes: 3 })),
      names.map((host) => event('host-unlocked', { host, broken: false })),
      fc
        .tuple(names, names)
        .map(([a, b]) => event('planned', { steps: [plannedStep(a, { hosts: ['a', 'constructor'], needs: [b] })] })),
      fc.constant(event('run-resumed', { procedureChanged: false })),
      fc.constant(event('run-stopped', { reason: 'asked', sentence: 's' })),
      fc.constant(event('noted', { text: 'n' })),
      fc.jsonValue().map((inventory) => ({ ...CREATED, inventory })),
    );
    fc.assert(
      fc.property(fc.array(any, { maxLength: 25 }), (events) => {
        const list = storedEvents(events);
        const state = reduceAll('r1', list, emptyRun('r1'));
        expect(JSON.parse(JSON.stringify(state))).toEqual(state);
        expect(state.sequence).toBe(list.length);
        expect(() => whatNext(state, instant(99))).not.toThrow();
        expect(() => summarize(state, instant(99))).not.toThrow();
      }),
      { numRuns: 150 },
    );
  });
});
