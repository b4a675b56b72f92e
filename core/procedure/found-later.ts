import { EMPTY_FABRIC, scopeVariables, type Scope } from '../checks/scope.ts';
import { previewText } from '../checks/template.ts';
import { referencesOf } from './lint/references.ts';
import type { Site } from './lint/sites.ts';
import type { ResolvedParameters } from './parameters.ts';
import type { Taker } from './presumed.ts';
import type { Procedure } from './schema.ts';
import { firstDemands } from './step-demands.ts';

type Text = Pick<Site, 'kind' | 'text'>;

/**
 * Why texts of a procedure cannot be told before the run, in words: what they name that is found out later, with the step that finds it out, and
 * parameters without a value. Only for texts that could not be told.
 */
export function foundLater(texts: readonly Text[], scope: Scope, takers: Readonly<Record<string, Taker>>): string {
  const captures = new Set<string>();
  const parameters = new Set<string>();
  let fabric = false;
  const someHost = (name: string): boolean => Object.values(scope.captured).some((values) => Object.hasOwn(values, name));
  for (const text of texts) {
    for (const { name, fields } of referencesOf(text)) {
      const [first, second] = fields;
      if (name === 'captures' && first !== undefined && !Object.hasOwn(scope.captures, first)) captures.add(first);
      if (name === 'captured' && second !== undefined && !someHost(second)) captures.add(second);
      if (name === 'fabric') fabric ||= scope.fabric === EMPTY_FABRIC;
      if (name === 'params' && first !== undefined && !Object.hasOwn(scope.params, first)) parameters.add(first);
    }
    // Of a host that is itself an expression.
    for (const [, name] of text.text.matchAll(/\bcaptured\[[^\]]*\]\.([A-Za-z_][A-Za-z0-9_]*)/gu))
      if (name !== undefined && !someHost(name)) captures.add(name);
  }
  const variables = scopeVariables(scope);
  const titled = ({ title }: Taker): string => (variables.ok ? previewText(title, variables.value).text : title);
  const words = [
    ...[...captures].map((name) => {
      const taker = takers[name];
      return taker === undefined
        ? `\`${name}\`, which is found out later`
        : `“${titled(taker)}”, which step ${taker.step} finds out`;
    }),
    ...[...parameters].map((name) => `parameter \`${name}\`, which has no value yet`),
    ...(fabric ? ['the section `fabric:`, which the inventory does not have'] : []),
  ];
  if (words.length === 0) return 'does not follow from the inventory and the parameters as they are';
  return `depends on ${words.join('; ')}`;
}

/** Parameters that have no value yet, with the step from which on each is needed; what no step names is left out. */
export function missingConcerns(procedure: Procedure, { missing, noFabric }: ResolvedParameters): readonly string[] {
  if (missing.length === 0 && !noFabric) return [];
  const byName = new Map(missing.map((one) => [one.name, one]));
  const needs = (name: string): boolean => {
    const one = byName.get(name);
    return one !== undefined && (one.fromFabric || one.from.some(needs));
  };
  const first = firstDemands(procedure);
  const ofFabric = first.flatMap(({ step, parameters, fabric }) => {
    const names = [...parameters].filter(needs).map((name) => `\`${name}\``);
    if (names.length === 0 && !(noFabric && fabric)) return [];
    return [`${step}${names.length === 0 ? '' : ` (${names.join(', ')})`}`];
  });
  const fabricLine =
    ofFabric.length === 0
      ? []
      : [`The inventory has no section \`fabric:\`. It is needed from step ${ofFabric[0] ?? ''} on${more(ofFabric.slice(1))}.`];
  const others = first.flatMap(({ step, parameters }) =>
    [...parameters].flatMap((name) => {
      const one = byName.get(name);
      return one === undefined || needs(name) ? [] : [`Needed from step ${step} on: ${one.problem.sentence}`];
    }),
  );
  return [...fabricLine, ...others];
}

function more(steps: readonly string[]): string {
  return steps.length === 0 ? '' : `, and by ${steps.join(', ')}`;
}
