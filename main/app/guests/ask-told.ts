import type { Told } from '../../../core/contract/guests.ts';
import type { Probe } from '../../../core/probes/probe.ts';
import type { Problem } from '../../../core/result.ts';
import { keyOf, type Answers, type Question } from '../ask-hosts.ts';

/** A probe whose facts are of a shape that is known here. */
export interface ShapedProbe<Facts> {
  readonly name: string;
  readonly facts: { readonly safeParse: (value: unknown) => { readonly success: boolean; readonly data?: Facts } };
}

/** What is asked of one host: facts of a probe's own shape come back by {@link factsOf}. */
export function question<Facts>(host: string, probe: ShapedProbe<Facts>, parameters: unknown = {}): Question {
  return { host, probe: probe as unknown as Probe, parameters };
}

export type Heard<Facts> = { readonly ok: true; readonly facts: Facts } | { readonly ok: false; readonly problem: Problem };

/** What became of a question. */
export function factsOf<Facts>(
  answers: Answers,
  host: string,
  probe: ShapedProbe<Facts>,
  parameters: unknown = {},
): Heard<Facts> {
  const answer = answers.get(keyOf(question(host, probe, parameters)));
  if (answer?.state === 'facts') {
    const parsed = probe.facts.safeParse(answer.facts);
    if (parsed.success && parsed.data !== undefined) return { ok: true, facts: parsed.data };
  }
  const problem =
    answer?.state === 'problem' || answer?.state === 'unreachable'
      ? answer.problem
      : { code: 'not-asked', sentence: `${host} was not asked.` };
  return { ok: false, problem };
}

export const NOT_TOLD: Told<never> = { value: null, at: null, problem: null };

/** What is told now; where it could not be told what was said before stays, with its own time. */
export function toldNow<Value>(
  before: Told<Value>,
  heard: { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: Problem },
  at: string,
): Told<Value> {
  return heard.ok ? { value: heard.value, at, problem: null } : { ...before, problem: heard.problem };
}
