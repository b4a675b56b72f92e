import { celScope, evaluateExpression, parseExpression } from '../checks/cel.ts';
import { EMPTY_FABRIC, scopeHosts } from '../checks/scope.ts';
import type { Inventory } from '../hosts/inventory.ts';
import type { Problem } from '../result.ts';
import { fromText, wrongValue } from './parameter-value.ts';
import { didYouMean } from './similar.ts';
import { demandsOf } from './step-demands.ts';
import type { Parameter, Procedure } from './schema.ts';

export type ParameterValues = Readonly<Record<string, unknown>>;

export interface ResolvedParameters {
  /** For the run as a whole. */
  readonly run: ParameterValues;
  /** For each host of the inventory: the run's values with its own in their place. */
  readonly byHost: Readonly<Record<string, ParameterValues>>;
  /** Where each value of the run comes from. */
  readonly origin: Readonly<Record<string, 'set' | 'inventory' | 'derived' | 'default'>>;
  /** Parameters that have no value yet, and need none for what is asked of the procedure now. */
  readonly missing: readonly MissingParameter[];
  /** The inventory has no section `fabric:`. */
  readonly noFabric: boolean;
}

/** A parameter that has no value, or whose value that follows from the inventory is none that it may have. */
export interface MissingParameter {
  readonly name: string;
  readonly title: string;
  /** Parameters without a value that it follows from; empty: itself is what has to be set. */
  readonly from: readonly string[];
  /** It follows from the section `fabric:`, which the inventory does not have. */
  readonly fromFabric: boolean;
  readonly problem: Problem;
}

export type ParametersResult =
  { readonly ok: true; readonly value: ResolvedParameters } | { readonly ok: false; readonly problems: readonly Problem[] };

/** Parameters of a host that comes into being during the run: those of the run. */
export function parametersOf(resolved: ResolvedParameters, host: string | undefined): ParameterValues {
  return (host === undefined ? undefined : resolved.byHost[host]) ?? resolved.run;
}

/**
 * Values in the order of the procedure's text: what was set for this run, else the inventory's, else derived from earlier
 * parameters, hosts and fabric, else what the inventory (a lab's, say) has in the place of the default, else the default. A host's own value counts
 * for it alone, and what is derived from it is derived for that host anew. All problems are told at once. `steps`: those that are to be carried out
 * or checked; what none of them names may be without a value. Null: all of them.
 */
export function resolveParameters(
  procedure: Procedure,
  inventory: Inventory,
  set: ParameterValues = {},
  steps: ReadonlySet<string> | null = null,
): ParametersResult {
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
  const noFabric = inventory.fabric === undefined;
  problems.push(...demandProblems(procedure, run.missing, noFabric, steps));
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, value: { run: run.values, byHost, origin: run.origin, missing: run.missing, noFabric } };
}

type Origin = ResolvedParameters['origin'][string];

function resolveFor(
  procedure: Procedure,
  inventory: Inventory,
  given: ParameterValues,
  own: { readonly host: string; readonly run: ParameterValues } | undefined,
  problems: Problem[],
): { values: ParameterValues; origin: Record<string, Origin>; missing: readonly MissingParameter[] } {
  const values: Record<string, unknown> = {};
  const origin: Record<string, Origin> = {};
  const missing: MissingParameter[] = [];
  const who = own === undefined ? '' : ` for host ${own.host}`;
  for (const [name, parameter] of Object.entries(procedure.parameters)) {
    const { title } = parameter;
    const found = lookUp(name, parameter, inventory, given, values);
    if (found.ok) {
      const wrong = wrongValue(parameter, found.value);
      const problem = (): Problem => ({
        code: 'wrong-parameter',
        sentence: `Parameter \`${name}\` (${title})${who} is ${show(found.value)}; expected: ${wrong ?? ''}.`,
      });
      if (wrong !== undefined && found.origin === 'derived' && own === undefined) {
        missing.push({ name, title, from: [], fromFabric: false, problem: problem() });
        continue;
      }
      values[name] = found.value;
      origin[name] = found.origin;
      // What is wrong for the run as a whole is told once.
      if (wrong === undefined || (own !== undefined && show(own.run[name]) === show(found.value))) continue;
      problems.push(problem());
    } else {
      const problem = { ...found.problem, sentence: `Parameter \`${name}\` (${title})${who}: ${found.problem.sentence}` };
      if (own === undefined) missing.push({ name, title, from: found.from, fromFabric: found.fromFabric, problem });
      else if (Object.hasOwn(own.run, name)) problems.push(problem);
    }
  }
  return { values, origin, missing };
}

type Found =
  | { readonly ok: true; readonly value: unknown; readonly origin: Origin }
  | ({ readonly ok: false } & Pick<MissingParameter, 'from' | 'fromFabric' | 'problem'>);

function lookUp(
  name: string,
  parameter: Parameter,
  inventory: Inventory,
  given: ParameterValues,
  earlier: ParameterValues,
): Found {
  if (Object.hasOwn(given, name)) return { ok: true, value: fromText(parameter, given[name]), origin: 'set' };
  if (Object.hasOwn(inventory.parameters, name)) return { ok: true, value: inventory.parameters[name], origin: 'inventory' };
  const { derive } = parameter;
  const noFabric = derive !== undefined && inventory.fabric === undefined && namesFabric(derive);
  if (derive !== undefined && !noFabric) {
    const scope = celScope({ params: earlier, hosts: scopeHosts(inventory), fabric: inventory.fabric ?? EMPTY_FABRIC });
    const derived = scope.ok ? evaluateExpression(derive, scope.value) : scope;
    if (derived.ok) return { ok: true, value: derived.value, origin: 'derived' };
  }
  if (derive !== undefined && parameter.default === undefined)
    return { ok: false, ...notDerived(name, derive, noFabric, earlier) };
  if (Object.hasOwn(inventory.defaults, name)) return { ok: true, value: inventory.defaults[name], origin: 'inventory' };
  if (parameter.default !== undefined) return { ok: true, value: parameter.default, origin: 'default' };
  return {
    ok: false,
    from: [],
    fromFabric: false,
    problem: {
      code: 'missing-parameter',
      sentence: 'it has no value.',
      next: `Set it: --set ${name}=VALUE, or under \`parameters\` in the inventory.`,
    },
  };
}

/** Why a parameter does not follow from the rest, in words: what it is made of, not how. */
function notDerived(
  name: string,
  derive: string,
  noFabric: boolean,
  earlier: ParameterValues,
): Pick<MissingParameter, 'from' | 'fromFabric' | 'problem'> {
  const parsed = parseExpression(derive);
  const references = parsed.ok ? parsed.value.references : [];
  const parameters = new Set(references.flatMap((one) => (one.name === 'params' ? (one.fields[0] ?? []) : [])));
  const from = [...parameters].filter((one) => !Object.hasOwn(earlier, one));
  const sources = new Set(
    references.map(({ name: root, fields: [field] }) =>
      root === 'params' ? `parameter \`${field ?? ''}\`` : root === 'fabric' ? `\`fabric.${field ?? ''}\`` : `\`${root}\``,
    ),
  );
  const sentence = noFabric
    ? 'it follows from the section `fabric:`, which the inventory does not have.'
    : from.length > 0
      ? `it follows from ${from.map((one) => `\`${one}\``).join(', ')}, which ${from.length === 1 ? 'has' : 'have'} no value.`
      : `it follows from ${[...sources].join(', ')}, where what it looks for is not to be found.`;
  const next = `Set it: --set ${name}=VALUE, or complete in the inventory what it follows from.`;
  return { from, fromFabric: noFabric, problem: { code: 'not-derived', sentence, next } };
}

/** What stands against carrying out steps: what they name and nobody said. What follows from something that is missing is told with that. */
function demandProblems(
  procedure: Procedure,
  missing: readonly MissingParameter[],
  noFabric: boolean,
  steps: ReadonlySet<string> | null,
): readonly Problem[] {
  const demands = steps?.size === 0 || (missing.length === 0 && !noFabric) ? null : demandsOf(procedure, steps);
  const all = steps === null ? new Set(missing.map(({ name }) => name)) : new Set<string>();
  const byName = new Map(missing.map((one) => [one.name, one]));
  const queue = [...(demands?.parameters ?? []), ...all].filter((name) => byName.has(name));
  const needed = new Set<string>();
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (needed.has(name)) continue;
    needed.add(name);
    queue.push(...(byName.get(name)?.from ?? []));
  }
  const wanted = missing.filter(({ name }) => needed.has(name));
  const rootless = wanted.filter(({ from, fromFabric }) => from.length === 0 && !fromFabric);
  const fabricNames = wanted.filter(({ fromFabric }) => fromFabric).map(({ name }) => `\`${name}\``);
  const fabricWanted = fabricNames.length > 0 || (noFabric && demands?.fabric === true);
  return [...(fabricWanted ? [noFabricProblem(fabricNames)] : []), ...rootless.map(({ problem }) => problem)];
}

function noFabricProblem(names: readonly string[]): Problem {
  const follow = names.length === 0 ? '' : ` ${names.join(', ')} follow${names.length === 1 ? 's' : ''} from it.`;
  return {
    code: 'no-fabric',
    sentence: `The inventory has no section \`fabric:\`, which says what should be connected to what.${follow}`,
    next: '`xenpath topology adopt --inventory FILE` asks the hosts, changes nothing, and prints one to put in.',
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
