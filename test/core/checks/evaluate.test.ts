import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkpoint, type Checkpoint } from '../../../core/checks/checkpoint.ts';
import { difference, evaluateCheckpoint, hintProbes, type Answer, type BindingAnswers } from '../../../core/checks/evaluate.ts';
import { EMPTY_FABRIC, type Scope } from '../../../core/checks/scope.ts';
import { findSampleProbe } from '../procedure/sample-probes.ts';

const scope: Scope = {
  params: { kernel: 'el5xen', expected: ['a', 'b'] },
  hosts: [],
  fabric: EMPTY_FABRIC,
  captures: {},
  captured: {},
  run: { id: 'r', operator: 'o' },
};
const made = (more: object): Checkpoint =>
  checkpoint.parse({
    id: 'kernel',
    title: 'The kernel',
    probes: { kernel: { probe: 'sample.kernel' } },
    rule: 'kernel.release == params.kernel',
    expected: 'params.kernel',
    actual: 'kernel.release',
    message: 'It is {{ kernel.release }}.',
    hints: [
      { id: 'last', cause: 'Nobody knows.', next: 'Ask.' },
      { id: 'plain', when: "kernel.release == 'el5'", cause: 'The plain one.', next: 'Reboot.' },
      { id: 'broken', when: 'kernel.nothing', cause: 'x', next: 'x' },
    ],
    ...more,
  });
const facts = (release: string): BindingAnswers => [
  { host: 'xen1', answer: { state: 'facts', facts: { release, build: null } } },
];
const evaluate = (check: Checkpoint, answers: Record<string, BindingAnswers>) =>
  evaluateCheckpoint({ checkpoint: check, answers, scope, findProbe: findSampleProbe });
const problem = { code: 'x', sentence: 'It said something else.' };

describe('outcome', () => {
  it('passes when the rule is true', () => {
    expect(evaluate(made({}), { kernel: facts('el5xen') })).toEqual({ outcome: 'pass', expected: 'el5xen', actual: 'el5xen' });
  });
  it('fails with message and the hint that the facts choose', () => {
    expect(evaluate(made({}), { kernel: facts('el5') })).toMatchObject({
      outcome: 'fail',
      message: 'It is el5.',
      hint: { id: 'plain' },
      actual: 'el5',
    });
    expect(evaluate(made({}), { kernel: facts('debian') })).toMatchObject({
      outcome: 'fail',
      hint: { id: 'last', cause: 'Nobody knows.' },
    });
  });
  it.each<[string, BindingAnswers, string]>([
    ['an answer that was not understood', [{ host: 'xen1', answer: { state: 'problem', problem } }], 'error'],
    ['a host that cannot be reached', [{ host: 'xen1', answer: { state: 'unreachable', problem } }], 'unreachable'],
    ['a probe that did not run', [{ host: 'xen1', answer: { state: 'not-run' } }], 'pending'],
    ['no host at all', [], 'pending'],
  ])('%s', (_name, answers, outcome) => expect(evaluate(made({}), { kernel: answers }).outcome).toBe(outcome));
  it('is error when the rule cannot be evaluated, whatever the facts', () => {
    for (const rule of ['kernel.nothing == 1', 'kernel.release', 'kernel.release +', 'only([1], "a", 2) == 1']) {
      expect(evaluate(made({ rule }), { kernel: facts('el5xen') })).toMatchObject({ outcome: 'error' });
    }
  });
  it('does not apply where `when` is false', () => {
    expect(evaluate(made({ when: "params.kernel == 'x'", otherwise: 'Other kernel.' }), {})).toEqual({
      outcome: 'not-applicable',
      message: 'Other kernel.',
    });
  });
  it('binds several hosts as a list, and no host as pending', () => {
    const several = made({
      probes: { all: { probe: 'sample.kernel', on: { role: 'dom0' } } },
      rule: 'all.all(a, a.facts.release == "x")',
      expected: 'size(all)',
      actual: 'all.map(a, a.host)',
      message: 'No.',
      hints: [{ id: 'a', cause: 'a', next: 'a' }],
    });
    expect(
      evaluate(several, {
        all: [...facts('x'), { host: 'xen2', answer: { state: 'facts', facts: { release: 'x', build: null } } }],
      }),
    ).toMatchObject({ outcome: 'pass', actual: ['xen1', 'xen2'] });
    expect(evaluate(several, { all: [...facts('x'), { host: 'xen2', answer: { state: 'unreachable', problem } }] }).outcome).toBe(
      'unreachable',
    );
    expect(evaluate(several, { all: [] }).outcome).toBe('pending');
  });
  it('takes hints with probes of their own only once they were asked', () => {
    const check = made({
      hints: [
        {
          id: 'switch',
          when: '!sw.online',
          probes: { sw: { probe: 'sample.switch', on: { role: 'switch', first: true } } },
          cause: 'The switch.',
          next: 'x',
        },
        { id: 'last', cause: 'x', next: 'y' },
      ],
    });
    expect(hintProbes(check)).toHaveProperty('sw');
    expect(evaluate(check, { kernel: facts('a') }).hint?.id).toBe('last');
    const sw: BindingAnswers = [{ host: 'sw1', answer: { state: 'facts', facts: { answered: true, online: false } } }];
    expect(evaluate(check, { kernel: facts('a'), sw }).hint?.id).toBe('switch');
  });
  it('never passes but on facts, and never throws', () => {
    const answer: fc.Arbitrary<Answer> = fc.oneof(
      fc.record({ state: fc.constant('facts' as const), facts: fc.anything() }),
      fc.constant<Answer>({ state: 'problem', problem }),
      fc.constant<Answer>({ state: 'unreachable', problem }),
      fc.constant<Answer>({ state: 'not-run' }),
    );
    fc.assert(
      fc.property(fc.array(answer, { maxLength: 1 }), (answers) => {
        const result = evaluate(made({}), { kernel: answers.map((one) => ({ host: 'h', answer: one })) });
        const release =
          answers[0]?.state === 'facts' ? (answers[0].facts as { release?: unknown } | null | undefined)?.release : undefined;
        expect(result.outcome === 'pass').toBe(release === 'el5xen');
      }),
      { numRuns: 100 },
    );
  });
});

describe('difference', () => {
  it('of lists and maps', () => {
    expect(difference(['a', 'b'], ['b', 'c'])).toEqual({ missing: ['a'], extra: ['c'] });
    expect(difference({ a: 1, b: 2 }, { a: 1, b: 3 })).toEqual({ missing: [{ b: 2 }], extra: [{ b: 3 }] });
    expect(difference('a', 'b')).toEqual({});
  });
});
