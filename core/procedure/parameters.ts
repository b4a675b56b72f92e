import { celScope, evaluateExpression, parseExpression } from '../checks/cel.ts';
import { EMPTY_FABRIC, scopeHosts } from '../checks/scope.ts';
import type { Inventory } from '../hosts/inventory.ts';
import type { Problem } from '../result.ts';
import { fromText, wrongValue } from './parameter-value.ts';
import { didYouMean } from './similar.ts';
import type { Parameter, Procedure } from './schema.ts';

export type ParameterValues = Readonly<Record<string, unknown>>;

export interface ResolvedParameters {
  /** For the run as a whole. */
  readonly run: ParameterValues;
  /** For each host of the inventory: the run's values with its own in their place. */
  readonly byHost: Readonly<Record<string, ParameterValues>>;
  /** Where each value of the run comes from. */
  readonly origin: Readonly<Record<string, 'set' | 'inventory' | 'derived' | 'default'>>;
}

export type ParametersResult =
  { readonly ok: true; readonly value: ResolvedParameters } | { readonly ok: false; readonly problems: readonly Problem[] };

/** Parameters of a host that comes into being during the run: those of the run. */
export function parametersOf(resolved: ResolvedParameters, host: string | undefined): ParameterValues {
  return (host === undefined ? undefined : resolved.byHost[host]) ?? resolved.run;
}

/**
 * Values in the order of the procedure's text: what was set for this run, else the inventory's, else derived from earlier
 * parameters, hosts and fabric, else what the inventory (a lab's, say) has in the place of the default, else the default. A host's own value counts for it alone, and what is derived from it is derived
 * for that host anew. All problems are told at once.
 */
export function resolveParameters(procedure: Procedure, inventory: Inventory, set: ParameterValues = {}): ParametersResult {
  const problems: Problem[] = [];
  const known = Object.keys(procedure.parameters);
  const unknown = (given: ParameterValues, where: string): void => {
    for (const name of Object.keys(given)) {
      if (Object.hasOwn(procedure.parameters, name)) continue;
      problems.push({
        code: 'unknown-parameter',
        sentence: `${where} sets \`${name}\`, which is no parameter of ${procedure.title}.`,
        next: didYouMean(name, known) ?? `Its parameters are ${known.join(', ') || 'none'}.`,
      });
    }
  };
  unknown(set, 'The command line');
  unknown(inventory.parameters, 'The inventory');
  for (const [host, { parameters }] of Object.entries(inventory.hosts)) {
    unknown(parameters, `Host ${host} of the inventory`);
    for (const name of Object.keys(parameters)) {
      if (procedure.parameters[name]?.scope === 'run') {
        problems.push({
          code: 'parameter-of-run',
          sentence: `Host ${host} of the inventory sets \`${name}\`, which is the same for all hosts of a run.`,
          next: 'Set it under `parameters` of the inventory itself.',
        });
      }
    }
  }
  const run = resolveFor(procedure, inventory, set, undefined, problems);
  const byHost: Record<string, ParameterValues> = {};
  for (const [host, { parameters }] of Object.entries(inventory.hosts)) {
    if (Object.keys(parameters).length === 0) byHost[host] = run.values;
    else byHost[host] = resolveFor(procedure, inventory, { ...set, ...parameters }, { host, run: run.values }, problems).values;
  }
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, value: { run: run.values, byHost, origin: run.origin } };
}

type Origin = ResolvedParameters['origin'][string];

function resolveFor(
  procedure: Procedure,
  inventory: Inventory,
  given: ParameterValues,
  own: { readonly host: string; readonly run: ParameterValues } | undefined,
  problems: Problem[],
): { values: ParameterValues; origin: Record<string, Origin> } {
  const values: Record<string, unknown> = {};
  const origin: Record<string, Origin> = {};
  const who = own === undefined ? '' : ` for host ${own.host}`;
  for (const [name, parameter] of Object.entries(procedure.parameters)) {
    const found = lookUp(name, parameter, inventory, given, values);
    if (found.ok) {
      values[name] = found.value;
      origin[name] = found.origin;
      const wrong = wrongValue(parameter, found.value);
      // What is wrong for the run as a whole is told once.
      if (wrong === undefined || (own !== undefined && show(own.run[name]) === show(found.value))) continue;
      problems.push({
        code: 'wrong-parameter',
        sentence: `Parameter \`${name}\` (${parameter.title})${who} is ${show(found.value)}; expected: ${wrong}.`,
      });
    } else {
      const problem: Problem = {
        ...found.problem,
        sentence: `Parameter \`${name}\` (${parameter.title})${who}: ${found.problem.sentence}`,
      };
      if (own === undefined || Object.hasOwn(own.run, name)) problems.push(problem);
    }
  }
  return { values, origin };
}

type Found =
  { readonly ok: true; readonly value: unknown; readonly origin: Origin } | { readonly ok: false; readonly problem: Problem };

function lookUp(
  name: string,
  parameter: Parameter,
  inventory: Inventory,
  given: ParameterValues,
  earlier: ParameterValues,
): Found {
  if (Object.hasOwn(given, name)) return { ok: true, value: fromText(parameter, given[name]), origin: 'set' };
  if (Object.hasOwn(inventory.parameters, name)) return { ok: true, value: inventory.parameters[name], origin: 'inventory' };
  if (
    parameter.derive !== undefined &&
    !(parameter.default !== undefined && inventory.fabric === undefined && namesFabric(parameter.derive))
  ) {
    const scope = celScope({ params: earlier, hosts: scopeHosts(inventory), fabric: inventory.fabric ?? EMPTY_FABRIC });
    if (!scope.ok) return scope;
    const derived = evaluateExpression(parameter.derive, scope.value);
    if (derived.ok) return { ok: true, value: derived.value, origin: 'derived' };
    if (parameter.default === undefined) {
      return {
        ok: false,
        problem: {
          code: 'not-derived',
          sentence: `its value does not follow from the rest: ${derived.problem.sentence}`,
          next: `Set it: --set ${name}=VALUE.`,
        },
      };
    }
  }
  if (Object.hasOwn(inventory.defaults, name)) return { ok: true, value: inventory.defaults[name], origin: 'inventory' };
  if (parameter.default !== undefined) return { ok: true, value: parameter.default, origin: 'default' };
  return {
    ok: false,
    problem: {
      code: 'missing-parameter',
      sentence: 'it has no value.',
      next: `Set it: --set ${name}=VALUE, or under \`parameters\` in the inventory.`,
    },
  };
}

/** Without a declared fabric nothing follows from it: a count of its LUNs would be 0. */
function namesFabric(text: string): boolean {
  const expression = parseExpression(text);
  return expression.ok && expression.value.references.some(({ name }) => name === 'fabric');
}

function show(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
