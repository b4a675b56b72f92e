import type { Outcome } from '../checks/outcome.ts';
import { canonicalJson } from '../evidence/canonical.ts';
import { checkState } from './reduce-checks.ts';
import { standings } from './standing.ts';
import type { RunState } from './state.ts';

/** A checkpoint that does not stand alike in two runs, or was met with other values. */
export interface CheckDifference {
  readonly step: string;
  readonly check: string;
  readonly host: string;
  readonly title: string;
  /** Null where the run has no such checkpoint on that host. */
  readonly before: Outcome | null;
  readonly after: Outcome | null;
  /** What was seen, when the check compares something and it was not the same in both. */
  readonly actual: { readonly before: unknown; readonly after: unknown } | null;
  readonly change: 'broke' | 'mended' | 'other-outcome' | 'other-value' | 'only-before' | 'only-after';
}

export interface RunComparison {
  readonly differences: readonly CheckDifference[];
  /** Checkpoints that stand alike, with the same values. */
  readonly same: number;
  /** Parameters whose values differ, by name. */
  readonly parameters: readonly { readonly name: string; readonly before: unknown; readonly after: unknown }[];
  readonly sameProcedure: boolean;
}

/** What differs between two runs, each judged as of its last event. */
export function compareRuns(before: RunState, after: RunState): RunComparison {
  const first = byKey(before);
  const second = byKey(after);
  const differences = [...new Set([...first.keys(), ...second.keys()])].flatMap((key) => {
    const [one, other] = [first.get(key), second.get(key)];
    const any = one ?? other;
    if (any === undefined) return [];
    const { step, check, host, title } = any;
    const seen = { before: actualOf(before, any), after: actualOf(after, any) };
    const actual = one === undefined || other === undefined || alike(seen.before, seen.after) ? null : seen;
    const change = changeOf(one?.outcome ?? null, other?.outcome ?? null, actual !== null);
    if (change === null) return [];
    return [{ step, check, host, title, before: one?.outcome ?? null, after: other?.outcome ?? null, actual, change }];
  });
  const both = [...first.keys()].filter((key) => second.has(key)).length;
  const differing = differences.filter(({ before: was, after: is }) => was !== null && is !== null).length;
  return {
    differences,
    same: both - differing,
    parameters: parameterDifferences(before, after),
    sameProcedure: hashOf(before) !== null && hashOf(before) === hashOf(after),
  };
}

function byKey(state: RunState): Map<string, ReturnType<typeof standings>[number]> {
  return new Map(standings(state, state.lastAt ?? '').map((one) => [JSON.stringify([one.step, one.check, one.host]), one]));
}

function actualOf(state: RunState, one: { readonly step: string; readonly check: string; readonly host: string }): unknown {
  return checkState(state, one.step, one.check, one.host).last?.actual;
}

function changeOf(before: Outcome | null, after: Outcome | null, otherValue: boolean): CheckDifference['change'] | null {
  if (before === null) return after === null ? null : 'only-after';
  if (after === null) return 'only-before';
  if (before === after) return otherValue ? 'other-value' : null;
  if (before === 'pass' && after === 'fail') return 'broke';
  if (before === 'fail' && after === 'pass') return 'mended';
  return 'other-outcome';
}

function parameterDifferences(before: RunState, after: RunState): RunComparison['parameters'] {
  const [first, second] = [before.header?.parameters ?? {}, after.header?.parameters ?? {}];
  return [...new Set([...Object.keys(first), ...Object.keys(second)])]
    .map((name) => ({ name, before: first[name], after: second[name] }))
    .filter((one) => !alike(one.before, one.after));
}

function hashOf(state: RunState): string | null {
  return state.procedureHash ?? state.header?.procedure.hash ?? null;
}

function alike(one: unknown, other: unknown): boolean {
  if (one === undefined || other === undefined) return one === other;
  return canonicalJson(one) === canonicalJson(other);
}
