import { referencesOf } from './lint/references.ts';
import { expressionSites } from './lint/sites.ts';
import type { Procedure } from './schema.ts';

/** Names of what a step works with. */
export interface InputNames {
  readonly parameters: readonly string[];
  /** Values that earlier steps found out. */
  readonly captures: readonly string[];
}

/** What each step names in its commands, checks and branch, in the procedure's order of parameters. What only its hints or its undo name is left out. */
export function inputNames(procedure: Procedure): ReadonlyMap<string, InputNames> {
  const found = new Map<string, { readonly parameters: Set<string>; readonly captures: Set<string> }>();
  for (const site of expressionSites(procedure)) {
    if (site.step === null || site.path.includes('hints') || site.path.includes('undo')) continue;
    const of = found.get(site.step.id) ?? { parameters: new Set<string>(), captures: new Set<string>() };
    found.set(site.step.id, of);
    for (const { name, fields } of referencesOf(site)) {
      const [first, second] = fields;
      if (name === 'params' && first !== undefined) of.parameters.add(first);
      if (name === 'captures' && first !== undefined) of.captures.add(first);
      if (name === 'captured' && second !== undefined) of.captures.add(second);
    }
    // Of a host that is itself an expression.
    for (const [, name] of site.text.matchAll(/\bcaptured\[[^\]]*\]\.([A-Za-z_][A-Za-z0-9_]*)/gu))
      if (name !== undefined) of.captures.add(name);
  }
  const order = Object.keys(procedure.parameters);
  return new Map(
    [...found].map(([step, { parameters, captures }]) => [
      step,
      { parameters: order.filter((name) => parameters.has(name)), captures: [...captures] },
    ]),
  );
}
