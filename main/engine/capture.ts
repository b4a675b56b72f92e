import { evaluateExpression } from '../../core/checks/cel.ts';
import { bindFacts } from '../../core/checks/evaluate.ts';
import { scopeVariables } from '../../core/checks/scope.ts';
import { findProbe } from '../../core/probes/registry.ts';
import type { Step } from '../../core/procedure/schema.ts';
import type { Problem } from '../../core/result.ts';
import { askBindings } from './check.ts';
import type { OpenRun } from './open-run.ts';
import { scopeFor } from './scope-of-run.ts';

/** Takes the values that a step's captures are about, for later steps; the first that could not be taken, or null. */
export async function capture(run: OpenRun, step: Step, host: string): Promise<Problem | null> {
  for (const [name, wanted] of Object.entries(step.captures)) {
    const scope = scopeFor(run, host);
    const { answers } = await askBindings(run, wanted.probes, scope, host, step.id);
    const facts = bindFacts(wanted.probes, answers, findProbe);
    const variables = scopeVariables(scope);
    if (!facts.ok) return lost(wanted.title, host, facts.problem);
    if (!variables.ok) return lost(wanted.title, host, variables.problem);
    const value = evaluateExpression(wanted.value, { ...variables.value, ...facts.value });
    if (!value.ok) return lost(wanted.title, host, value.problem);
    await run.emit({ type: 'captured', version: 1, place: { step: step.id, host }, name, value: value.value });
  }
  return null;
}

function lost(title: string, host: string, { sentence, next }: Problem): Problem {
  return {
    code: 'capture-lost',
    sentence: `“${title}” could not be taken on ${host}: ${sentence}`,
    next: next ?? 'Later steps need it: look at the output, mend the cause, and run again from this step.',
  };
}
