import type { CelScope } from '../../core/checks/cel.ts';
import { shapeOf } from '../../core/checks/cel-types.ts';
import { toCel } from '../../core/checks/cel-value.ts';
import { bindsSeveral, type ProbeBinding } from '../../core/checks/checkpoint.ts';
import type { BindingAnswers } from '../../core/checks/evaluate.ts';
import { findProbe } from '../../core/probes/registry.ts';

/** Facts as variables of an expression; null when one of the probes did not bring any. */
export function bindFacts(
  bindings: Readonly<Record<string, ProbeBinding>>,
  answers: Readonly<Record<string, BindingAnswers>>,
): CelScope | null {
  const values: Record<string, unknown> = {};
  for (const [name, binding] of Object.entries(bindings)) {
    const probe = findProbe(binding.probe);
    const converted: { host: string; facts: unknown }[] = [];
    for (const { host, answer } of answers[name] ?? []) {
      if (answer.state !== 'facts') return null;
      const facts = toCel(answer.facts, probe === undefined ? undefined : shapeOf(probe.facts));
      if (!facts.ok) return null;
      converted.push({ host, facts: facts.value });
    }
    if (bindsSeveral(binding)) values[name] = converted;
    else if (converted[0] === undefined) return null;
    else values[name] = converted[0].facts;
  }
  return values;
}
