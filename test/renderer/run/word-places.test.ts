import { expect, it } from 'vitest';
import type { Outcome } from '../../../core/checks/outcome.ts';
import type { PlannedStep } from '../../../core/run/planned.ts';
import type { Standing } from '../../../core/run/standing.ts';
import { wordPlaces } from '../../../renderer/screens/run/word-places.ts';

const OUTCOMES: readonly Outcome[] = ['pass', 'pending', 'stale', 'fail', 'unreachable', 'not-applicable', 'error'];
const STEP: PlannedStep = {
  id: 'zones',
  title: 'Zones',
  chapter: 'one',
  role: 'switch',
  class: 'change',
  hosts: ['sw1'],
  needs: [],
  estimateMs: 0,
  repeatable: true,
  undo: 'none',
  checks: OUTCOMES.map((id) => ({ id, title: id, severity: 'fatal', staleAfter: [], dependsOn: [], maxAgeMs: null })),
};
const standing = (step: string, outcome: Outcome): Standing => ({
  step,
  check: outcome,
  host: 'sw1',
  title: outcome,
  severity: 'fatal',
  outcome,
  why: null,
});
const STANDINGS = [...OUTCOMES.map((outcome) => standing('zones', outcome)), standing('other', 'fail')];
const named = (kind: 'waive' | 'attest'): readonly string[] => wordPlaces(kind, STEP, STANDINGS).map(({ check }) => check.id);

it('offers a waiver for what does not hold, what was told first, and nothing of other steps', () => {
  expect(named('waive')).toEqual(['fail', 'unreachable', 'error', 'pending', 'stale']);
});

it('offers no attestation against what a host said', () => {
  expect(named('attest')).toEqual(['unreachable', 'error', 'pending', 'stale']);
});
