import { describe, expect, test } from 'vitest';
import { createRedactor } from '../../../core/evidence/redactor.ts';
import { runEvent } from '../../../core/run/events.ts';
import { lift, type Lifters } from '../../../core/run/lift.ts';
import { redactEvent } from '../../../core/run/redact-event.ts';
import { artefactsOf } from '../../../core/run/references.ts';
import { acted, checked, CREATED, event, intent } from './run-events.ts';

describe('lift', () => {
  /** An invented version 0 of `noted`, which called its text `note`. */
  const old = { type: 'noted', version: 0, note: 'cable 3 is loose' };
  const lifters: Lifters = { noted: { 0: ({ note, ...rest }) => ({ ...rest, text: note }) } };

  test('an old version becomes the current one, and the stored one stays as it is', () => {
    expect(lift(old, lifters)).toEqual({ ok: true, value: { type: 'noted', version: 1, text: 'cable 3 is loose' } });
    expect(old).toEqual({ type: 'noted', version: 0, note: 'cable 3 is loose' });
  });

  test('an act that was settled before a person could say so was settled by its host', () => {
    const settled = { type: 'act-settled', version: 1, intent: 'i', verdict: 'happened', how: 'Its mark says so.' };
    expect(lift(settled)).toEqual({ ok: true, value: { ...settled, version: 2, by: 'host' } });
  });

  test.each([
    ['no lifter for it', old, 'event-shape'],
    ['a version of later', { type: 'noted', version: 2, text: 'x' }, 'event-newer'],
    ['a type of later', { type: 'teleported', version: 1 }, 'event-newer'],
    ['a field too many', { type: 'noted', version: 1, text: 'x', more: 1 }, 'event-shape'],
    ['no object', 'noted', 'event-shape'],
    ['no version', { type: 'noted' }, 'event-shape'],
    ['a name that every object has', { type: 'constructor', version: 0 }, 'event-newer'],
  ])('%s is a problem with a sentence', (_what, stored, code) => {
    expect(lift(stored)).toMatchObject({ ok: false, problem: { code } });
  });
});

describe('redactEvent', () => {
  const hunter = (...secrets: readonly string[]) => {
    const redactor = createRedactor();
    secrets.forEach((secret, index) => redactor.add(`s${String(index)}`, secret));
    return redactor;
  };

  test('takes a secret out of commands, messages and facts, names of members included', () => {
    const told = checked('a', 'xen1', 'c', 'fail');
    const redacted = redactEvent(
      { ...told, actual: { 'user hunter22': ['hunter22'] }, message: 'was hunter22' } as typeof told,
      hunter('hunter22'),
    );
    expect(JSON.stringify(redacted)).not.toContain('hunter22');
    expect(redacted).toMatchObject({ message: 'was [secret:s0]', outcome: 'fail' });
  });

  test('a careless password that is a word of ours does not break the event', () => {
    const redactor = hunter('change', 'xen1', 'intent', 'step-a', 'after', 'pass');
    const told = intent('i-1', 'step-a', 'xen1', { command: 'passwd xen1 change' });
    expect(redactEvent(told, redactor)).toEqual({ ...told, command: '[secret:s5]wd [secret:s1] [secret:s0]' });
    expect(redactEvent(checked('step-a', 'xen1', 'c', 'pass'), redactor)).toEqual(checked('step-a', 'xen1', 'c', 'pass'));
  });

  test('the procedure keeps its text, which its hash is over', () => {
    expect(redactEvent(CREATED, hunter('format'))).toMatchObject({ procedure: { text: 'format: 1' } });
  });
});

test('artefacts of an event, each once', () => {
  const output = (letter: string) => ({ hash: letter.repeat(64), bytes: 1, cut: 0 });
  const file = { path: '/etc/x', before: 'c'.repeat(64), after: 'a'.repeat(64), backup: null, diff: '' };
  expect(artefactsOf(acted('i', { stdout: output('a'), stderr: output('b'), file }))).toEqual(
    ['a', 'b', 'c'].map((letter) => letter.repeat(64)),
  );
  const wrote = intent('i', 'a', 'b', { kind: 'edit', file: { path: '/etc/x', before: null, after: 'e'.repeat(64), diff: '' } });
  expect(artefactsOf(wrote)).toEqual(['e'.repeat(64)]);
  expect(artefactsOf(event('noted', { text: 'x', attachment: { name: 'photo.jpg', output: output('d') } }))).toEqual([
    'd'.repeat(64),
  ]);
});

test('every event of the helpers is one by the schema', () => {
  for (const one of [CREATED, intent('i', 'a', 'b'), acted('i'), checked('a', 'b', 'c', 'pass')])
    expect(runEvent.safeParse(one).success).toBe(true);
});
