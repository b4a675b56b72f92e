import { expect, it } from 'vitest';
import { emptyRun, reduceAll } from '../../../core/run/reducer.ts';
import { standings } from '../../../core/run/standing.ts';
import { judge } from '../../../core/run/verdict.ts';
import type { RunEvent, StoredEvent } from '../../../core/run/events.ts';

const place = { step: 'write', host: 'one' };
const planned: RunEvent = {
  type: 'planned',
  version: 1,
  steps: [
    {
      id: 'write',
      title: 'Write',
      chapter: 'c',
      role: 'dom0',
      class: 'change',
      hosts: ['one'],
      needs: [],
      estimateMs: 1,
      repeatable: false,
      undo: 'none',
      checks: [{ id: 'there', title: 'It is there', severity: 'fatal', staleAfter: ['change'], dependsOn: [], maxAgeMs: null }],
    },
  ],
};
const before: RunEvent = {
  type: 'checked',
  version: 1,
  place,
  check: 'there',
  outcome: 'fail',
  severity: 'fatal',
  phase: 'before',
  message: 'It is not there.',
  evidence: [],
};

function verdictOf(...events: readonly RunEvent[]) {
  const stored = events.map((event, index): StoredEvent => ({
    run: 'r',
    sequence: index + 1,
    at: `2026-01-01T00:00:0${index}.000Z`,
    operator: 'o',
    event,
    previous: '',
    hash: '',
  }));
  const state = reduceAll('r', stored, emptyRun('r'));
  const now = '2026-01-01T00:01:00.000Z';
  const found = standings(state, now);
  return [found[0]?.outcome, judge(state, found).verdict];
}

const started: RunEvent = { type: 'step-started', version: 1, place };
const ended = (code: string): RunEvent => ({
  type: 'step-done',
  version: 1,
  place,
  outcome: 'failed',
  problem: { code, sentence: 'x' },
});

it('what does not hold before its step was done is still to be done, not failed', () => {
  expect(verdictOf(planned, started, before)).toEqual(['pending', 'not-established']);
  expect(verdictOf(planned, started, before, ended('declined'))).toEqual(['pending', 'not-established']);
});

it('a step that was tried and failed leaves it failed', () => {
  expect(verdictOf(planned, started, before, ended('command-failed'))).toEqual(['fail', 'failed']);
  expect(verdictOf(planned, started, { ...before, phase: 'later' })).toEqual(['fail', 'failed']);
});
