import { expect, it } from 'vitest';
import type { Cell } from '../../../core/run/next.ts';
import type { PlannedStep } from '../../../core/run/planned.ts';
import type { Standing } from '../../../core/run/standing.ts';
import { chapterState, firstFailing, nextStep, stepRows } from '../../../renderer/screens/run/step-view.ts';

const step = (id: string): PlannedStep => ({
  id,
  title: id,
  chapter: 'one',
  role: 'dom0',
  class: 'change',
  hosts: ['xen1'],
  needs: [],
  estimateMs: 0,
  repeatable: true,
  undo: 'none',
  checks: [],
});
const cell = (of: string, state: Cell['state']): Cell => ({
  step: of,
  host: 'xen1',
  state,
  why: null,
  consent: false,
  acts: [],
  closed: null,
  stale: [],
});
const stands = (of: string, check: string, outcome: Standing['outcome']): Standing => ({
  step: of,
  check,
  host: 'xen1',
  title: check,
  severity: 'fatal',
  outcome,
  why: null,
});
const PLAN = ['zones', 'mappings', 'guest'].map(step);
const CELLS = [cell('zones', 'done'), cell('mappings', 'already-so'), cell('guest', 'done')];

it('puts a step in question that was done and of which checks do not hold any more, by the heaviest outcome', () => {
  const rows = stepRows(PLAN, CELLS, [
    stands('zones', 'a', 'pass'),
    stands('mappings', 'b', 'stale'),
    stands('mappings', 'c', 'fail'),
    stands('mappings', 'd', 'fail'),
    stands('guest', 'e', 'stale'),
  ]);
  expect(rows.map(({ doubt }) => doubt)).toEqual([null, { outcome: 'fail', count: 2 }, { outcome: 'stale', count: 1 }]);
});

it('says nothing beside a step that is not over: what its checks lack is what it is there for', () => {
  const [first] = stepRows(PLAN, [cell('zones', 'failed')], [stands('zones', 'a', 'fail')]);
  expect(first).toMatchObject({ state: 'failed', doubt: null });
});

it('leads to a step that was done and does not hold, but not to one that is only to be asked again', () => {
  const standings = [stands('zones', 'a', 'stale'), stands('guest', 'e', 'fail')];
  const rows = stepRows(PLAN, CELLS, standings);
  expect(nextStep(rows, null)).toBe('guest');
  expect(firstFailing(rows, standings)).toBe('guest');
  expect(firstFailing(rows, [stands('zones', 'a', 'stale')])).toBeNull();
});

it('shows for a chapter what most wants a look of what is left in it, and what stands against what is over', () => {
  const of = (...states: readonly Cell['state'][]) =>
    chapterState(
      stepRows(
        PLAN,
        states.map((state, index) => cell(PLAN[index]!.id, state)),
        [],
      ),
    ).state;
  expect(of('done', 'ready', 'locked')).toBe('ready');
  expect(of('done', 'locked', 'locked')).toBe('locked');
  expect(of('failed', 'ready', 'locked')).toBe('failed');
  // Over as a whole: what was left out does not hide what was done.
  expect(of('done', 'skipped', 'not-taken')).toBe('done');
  expect(of('already-so', 'not-taken', 'not-taken')).toBe('already-so');
  expect(of('skipped', 'not-taken', 'skipped')).toBe('skipped');
  expect(of('not-taken', 'not-taken', 'not-taken')).toBe('not-taken');

  const doubted = [stands('zones', 'a', 'stale'), stands('mappings', 'b', 'fail'), stands('guest', 'c', 'fail')];
  expect(chapterState(stepRows(PLAN, CELLS, doubted))).toEqual({ state: 'done', doubt: { outcome: 'fail', count: 2 } });
});
