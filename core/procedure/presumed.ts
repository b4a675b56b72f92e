import { evaluateExpression } from '../checks/cel.ts';
import { scopeVariables } from '../checks/scope.ts';
import { orderSteps, stepsOf } from './order.ts';
import type { Procedure } from './schema.ts';
import { selectHosts } from './select.ts';
import { scopeFor, type ScopeSource } from './step-scope.ts';

/** The step that takes a capture, and what it is. */
export interface Taker {
  readonly step: string;
  readonly title: string;
}

/** A source in which captures that were not made yet have the values that they will presumably have. For showing alone: nothing is done with it. */
export function presumedSource(procedure: Procedure, source: ScopeSource): ScopeSource {
  const steps = new Map(stepsOf(procedure).map(({ step }) => [step.id, step]));
  const captured: Record<string, Record<string, unknown>> = {};
  for (const [host, values] of Object.entries(source.captured)) captured[host] = { ...values };
  const presumed: ScopeSource = { ...source, captured };
  for (const id of orderSteps(procedure).order) {
    const step = steps.get(id);
    if (step === undefined || Object.values(step.captures).every((one) => one.presumed === undefined)) continue;
    const hosts = selectHosts(step.on, scopeFor(presumed, undefined), (host) => scopeFor(presumed, host));
    for (const host of hosts.ok ? hosts.value : []) {
      for (const [name, { presumed: text }] of Object.entries(step.captures)) {
        if (text === undefined || Object.hasOwn(captured[host.name] ?? {}, name)) continue;
        const variables = scopeVariables(scopeFor(presumed, host));
        const value = variables.ok ? evaluateExpression(text, variables.value) : variables;
        if (value.ok) (captured[host.name] ??= {})[name] = value.value;
      }
    }
  }
  return presumed;
}

/** Who takes each capture, by its name. */
export function takersOf(procedure: Procedure): Readonly<Record<string, Taker>> {
  return Object.fromEntries(
    stepsOf(procedure).flatMap(({ step }) =>
      Object.entries(step.captures).map(([name, { title }]) => [name, { step: step.id, title }]),
    ),
  );
}
