import { referencesOf } from './lint/references.ts';
import { expressionSites } from './lint/sites.ts';
import { orderSteps } from './order.ts';
import type { Procedure } from './schema.ts';

/** What the texts of steps name: parameters, and whether the inventory's fabric as it is declared. */
export interface Demands {
  readonly parameters: ReadonlySet<string>;
  readonly fabric: boolean;
}

/** What each step names, with its checks, hints and its undo. */
export function demandsByStep(procedure: Procedure): ReadonlyMap<string, Demands> {
  const all = Object.keys(procedure.parameters);
  const found = new Map<string, { readonly parameters: Set<string>; fabric: boolean }>();
  for (const site of expressionSites(procedure)) {
    if (site.step === null) continue;
    const of = found.get(site.step.id) ?? { parameters: new Set<string>(), fabric: false };
    found.set(site.step.id, of);
    for (const { name, fields } of referencesOf(site)) {
      const [field] = fields;
      // `params` as a whole, or by a computed name, may mean any of them.
      if (name === 'params') for (const one of field === undefined ? all : [field]) of.parameters.add(one);
      if (name === 'fabric') of.fabric = true;
    }
  }
  return found;
}

/** What some steps name; null: all of them. */
export function demandsOf(procedure: Procedure, steps: ReadonlySet<string> | null): Demands {
  const parameters = new Set<string>();
  let fabric = false;
  for (const [id, one] of demandsByStep(procedure)) {
    if (steps !== null && !steps.has(id)) continue;
    for (const name of one.parameters) parameters.add(name);
    fabric ||= one.fabric;
  }
  return { parameters, fabric };
}

/** For each step in the order in which they are done, what no step before it named. */
export function firstDemands(procedure: Procedure): readonly (Demands & { readonly step: string })[] {
  const by = demandsByStep(procedure);
  const named = new Set<string>();
  let fabric = false;
  return orderSteps(procedure).order.map((step) => {
    const own = by.get(step) ?? { parameters: new Set<string>(), fabric: false };
    const first = {
      step,
      parameters: new Set([...own.parameters].filter((name) => !named.has(name))),
      fabric: own.fabric && !fabric,
    };
    for (const name of own.parameters) named.add(name);
    fabric ||= own.fabric;
    return first;
  });
}
