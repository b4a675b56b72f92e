import { describe, expect, it } from 'vitest';
import { emptyRun } from '../../../core/run/reducer.ts';
import type { RunState, StepState } from '../../../core/run/state.ts';
import { timeLeftMs } from '../../../core/run/time-left.ts';

const now = '2026-01-01T00:10:00.000Z';

function step(status: StepState['status'], from: string | null, to: string | null): StepState {
  return { status, attempts: 1, startedAt: from, endedAt: to, reason: null, problem: null, actions: {}, rest: null, sequence: 1 };
}

/** Three steps of ten minutes on one host, at a scale. */
function state(scale: number, steps: Readonly<Record<string, StepState>>): RunState {
  const plan = ['a', 'b', 'c'].map((id) => ({
    id,
    title: id,
    chapter: 'c',
    role: 'dom0' as const,
    class: 'read' as const,
    hosts: ['one'],
    needs: [],
    estimateMs: 600_000,
    repeatable: false,
    undo: 'none' as const,
    checks: [],
  }));
  const lab = { kind: 'own' as const, name: 'x', simulated: false, scale };
  const header = {
    procedure: { id: 'p', version: '1', hash: '', text: '' },
    inventory: {},
    parameters: {},
    lab,
    xenpath: '',
    timeZone: '',
  };
  return { ...emptyRun('r'), header, plan, steps: Object.fromEntries(Object.entries(steps).map(([id, one]) => [id, { one }])) };
}

describe('time that is left', () => {
  it('is the plan’s estimate before anything was done, in our time', () => {
    expect(timeLeftMs(state(1, {}), now)).toBe(1_800_000);
    expect(timeLeftMs(state(60, {}), now)).toBe(30_000);
  });

  it('follows how long the steps took that were done', () => {
    const quick = timeLeftMs(state(1, { a: step('done', '2026-01-01T00:00:00.000Z', '2026-01-01T00:01:00.000Z') }), now);
    const slow = timeLeftMs(state(1, { a: step('done', '2026-01-01T00:00:00.000Z', '2026-01-01T00:40:00.000Z') }), now);
    expect(quick).toBeLessThan(600_000);
    expect(slow).toBeGreaterThan(1_200_000);
    // What was so already says nothing about how long the others take.
    expect(timeLeftMs(state(1, { a: step('already-so', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:01.000Z') }), now)).toBe(
      1_200_000,
    );
  });

  it('counts what a running step has taken, and never goes below nothing', () => {
    expect(timeLeftMs(state(1, { a: step('running', '2026-01-01T00:08:00.000Z', null) }), now)).toBe(1_680_000);
    expect(timeLeftMs(state(1, { a: step('running', '2025-12-31T00:00:00.000Z', null) }), now)).toBe(1_200_000);
    expect(timeLeftMs(state(1, {}), now, new Set())).toBe(0);
  });
});
