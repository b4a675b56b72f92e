import { evaluateExpression } from '../../core/checks/cel.ts';
import { scopeVariables } from '../../core/checks/scope.ts';
import type { Step } from '../../core/procedure/schema.ts';
import type { Problem } from '../../core/result.ts';
import { askBindings } from './check.ts';
import { bindFacts } from './bind-facts.ts';
import type { OpenRun } from './open-run.ts';
import { scopeFor } from './scope-of-run.ts';

/** Takes the values that a step's captures are about, for later steps; the first that could not be taken, or null. */
export async function capture(run: OpenRun, step: Step, host: string): Promise<Problem | null> {
  for (const [name, wanted] of Object.entries(step.captures)) {
    const scope = scopeFor(run, host);
    const { answers } = await askBindings(run, wanted.probes, scope, host, step.id);
    const facts = bindFacts(wanted.probes, answers);
    const variables = scopeVariables(scope);
    if (facts === null || !variables.ok)
      return { code: 'capture-lost', sentence: `“${wanted.title}” could not be asked on ${host}.` };
    const value = evaluateExpression(wanted.value, { ...variables.value, ...facts });
    if (!value.ok) return { code: 'capture-lost', sentence: `“${wanted.title}” could not be taken: ${value.problem.sentence}` };
    await run.emit({ type: 'captured', version: 1, place: { step: step.id, host }, name, value: value.value });
  }
  return null;
}
