import { expect, it } from 'vitest';
import type { Plan, PlanStep } from '../../../core/procedure/plan.ts';
import type { Act, Cell, CellState } from '../../../core/run/next.ts';
import { remedies } from '../../../core/run/remedies.ts';

function step(id: string, needs: readonly string[], command: string | null, more: Partial<PlanStep> = {}): PlanStep {
  const act = {
    action: 'a',
    item: null,
    kind: 'run',
    host: 'xen1',
    title: id,
    destroys: [],
    mayDestroy: [],
    how: '',
    known: true,
  };
  const acts = command === null ? [] : [{ ...act, class: 'change', text: command, reason: null } as const];
  return {
    id,
    title: `Step ${id}`,
    chapter: 'c',
    role: 'dom0',
    class: command === null ? 'read' : 'change',
    source: { section: 's' },
    warning: null,
    needs,
    hosts: [
      {
        name: 'xen1',
        there: true,
        branch: 'taken',
        reason: null,
        acts: acts as PlanStep['hosts'][number]['acts'],
        undo: [],
        byHand: null,
      },
    ],
    checks: [],
    undo: 'none',
    irreversible: null,
    repeatable: true,
    estimateMs: 0,
    ...more,
  };
}
const PLAN = {
  steps: [
    step('zone', [], 'zonecreate "z", "a; b"'),
    step('image', ['zone'], 'mppUpdate && ls /boot'),
    step('boot', ['image'], '/sbin/reboot', { class: 'reboot' }),
    step('other', [], 'mppBusRescan'),
    step('look', ['boot'], null),
    step('mine', ['look'], 'chkconfig xend on'),
  ],
} as unknown as Plan;

const cell = (id: string, state: CellState, acts: readonly Act[]): Cell => ({
  step: id,
  host: 'xen1',
  state,
  why: null,
  consent: false,
  acts,
  closed: null,
  stale: [],
});
const CELLS = [
  cell('zone', 'done', ['undo']),
  cell('image', 'done', ['redo']),
  cell('boot', 'failed', ['retry']),
  cell('other', 'ready', ['start']),
  cell('look', 'done', ['redo']),
  cell('mine', 'failed', ['retry', 'undo']),
];
const offered = (words: string): readonly string[] =>
  remedies(words, { step: 'mine', host: 'xen1' }, PLAN, CELLS).map(({ kind, step: id }) => `${kind} ${id}`);
const OWN = ['retry mine', 'undo mine', 'check mine'];

it('offers the step itself, as far as it may be done, whatever the hint says', () => {
  expect(offered('Look at the log.')).toEqual(OWN);
});

it('offers the steps before it whose command the hint names, and the one that reboots', () => {
  expect(offered('`mppUpdate`, then reboot.')).toEqual(['begin boot', 'again image', ...OWN]);
  expect(offered('Add the rule, then `mppUpdate`.')).toEqual(['again image', ...OWN]);
});

it('offers the step before, and one that is quoted; what may not be done again can be looked at', () => {
  expect(offered('See the step before this one.')).toEqual(['again look', ...OWN]);
  expect(offered('“X” of the earlier step “Step zone” does not hold any more.')).toEqual(['see zone', ...OWN]);
});

it('does not offer a step that it does not stand on, nor its own command as another', () => {
  expect(offered('`mppBusRescan`, then look again.')).toEqual(OWN);
  expect(offered('`chkconfig xend on`.')).toEqual(OWN);
});

it('offers nothing on a host that the step is not for', () => {
  expect(remedies('Reboot it.', { step: 'mine', host: 'xen9' }, PLAN, CELLS)).toEqual([]);
});
