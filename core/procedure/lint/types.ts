import { typeChecker, shapeOf, type TypeChecker, type VariableType } from '../../checks/cel-types.ts';
import type { ShapeSchema } from '../../checks/cel-value.ts';
import { bindsSeveral, type ProbeBinding } from '../../checks/checkpoint.ts';
import { RESERVED_NAMES } from '../../checks/reserved-names.ts';
import { SCOPE_TYPES } from '../../checks/scope.ts';
import { parseTemplate } from '../../checks/template.ts';
import { fabric } from '../../hosts/inventory.ts';
import type { DataPath } from '../positions.ts';
import type { Parameter, Procedure } from '../schema.ts';
import { didYouMean } from '../similar.ts';
import type { LintContext } from './finding.ts';
import { bindingSites, expressionSites, type Site } from './sites.ts';

const PARAMETER_SHAPES: Readonly<Record<Parameter['type'], ShapeSchema>> = {
  string: { type: 'string' },
  integer: { type: 'integer' },
  boolean: { type: 'boolean' },
  list: { type: 'array', items: {} },
  map: { type: 'object', additionalProperties: {} },
};

/** The JSON Schema of a procedure's parameters. */
export function parametersShape(procedure: Procedure): ShapeSchema {
  return {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(procedure.parameters).map(([name, { type }]) => [name, PARAMETER_SHAPES[type]]),
    ),
  };
}

/** Every expression parses, and fits the types of what it names. */
export function lintTypes(context: LintContext): void {
  const { procedure, report } = context;
  for (const { name, path } of bindingSites(procedure)) {
    if (!RESERVED_NAMES.has(name)) continue;
    report(
      'error',
      'reserved-name',
      path,
      `\`${name}\` cannot be the name of a probe's facts: it has a meaning of its own.`,
      'Choose another name.',
    );
  }
  const params = parametersShape(procedure);
  const names = namesIn(params);
  const checkers = new Map<string, { checker: TypeChecker; known: ReadonlySet<string> }>();
  for (const site of expressionSites(procedure)) {
    if (Object.keys(site.bindings).some((name) => RESERVED_NAMES.has(name))) continue;
    const key = `${site.host}/${site.item}/${JSON.stringify(site.bindings)}`;
    let found = checkers.get(key);
    if (found === undefined) {
      found = checkerFor(context, site, params, names);
      checkers.set(key, found);
    }
    lintSite(context, site, found.checker, found.known);
  }
}

function checkerFor(
  context: LintContext,
  site: Site,
  params: ShapeSchema,
  names: ReadonlySet<string>,
): { checker: TypeChecker; known: ReadonlySet<string> } {
  const known = new Set(names);
  const variables: Record<string, VariableType> = {
    params: { kind: 'schema', schema: params },
    hosts: SCOPE_TYPES.hosts,
    fabric: { kind: 'schema', schema: shapeOf(fabric) },
  };
  if (site.step !== null) {
    variables['captures'] = { kind: 'text', type: 'map<string, dyn>' };
    variables['captured'] = { kind: 'text', type: 'map<string, map<string, dyn>>' };
    variables['run'] = SCOPE_TYPES.run;
  }
  if (site.host) variables['host'] = SCOPE_TYPES.host;
  if (site.item) variables['item'] = SCOPE_TYPES.item;
  for (const [name, binding] of Object.entries(site.bindings)) {
    const type = factsType(context, binding);
    variables[name] = type;
    if (type.kind !== 'text') for (const one of namesIn(type.schema)) known.add(one);
  }
  return { checker: typeChecker(variables), known };
}

function factsType({ vocabulary }: LintContext, binding: ProbeBinding): VariableType {
  const probe = vocabulary.probes.find(({ name }) => name === binding.probe);
  if (probe === undefined) return { kind: 'text', type: 'dyn' };
  return { kind: bindsSeveral(binding) ? 'several' : 'schema', schema: shapeOf(probe.facts) };
}

function lintSite({ report }: LintContext, site: Site, checker: TypeChecker, known: ReadonlySet<string>): void {
  if (site.kind === 'condition' || site.kind === 'list' || site.kind === 'value') {
    const wanted = site.kind === 'condition' ? 'true or false' : site.kind === 'list' ? 'a list' : null;
    judge(report, site.path, site.text, checker, known, (type) => {
      if (site.kind === 'condition' && type !== 'bool' && !type.startsWith('dyn')) return wanted;
      if (site.kind === 'list' && !type.startsWith('list') && !type.startsWith('dyn')) return wanted;
      return null;
    });
    return;
  }
  const template = parseTemplate(site.text);
  if (!template.ok) {
    report('error', codeOf(template.problem.code), site.path, template.problem.sentence, template.problem.next);
    return;
  }
  for (const piece of template.value.pieces) {
    if (piece.kind === 'literal') continue;
    judge(report, site.path, piece.text, checker, known, (type) => {
      if (site.kind === 'text' || site.kind === 'argument') return null;
      return /^(map|Type_)/u.test(type) || type === 'null' ? 'text, a number or a list' : null;
    });
  }
}

function judge(
  report: LintContext['report'],
  path: DataPath,
  text: string,
  checker: TypeChecker,
  known: ReadonlySet<string>,
  unwanted: (type: string) => string | null,
): void {
  const verdict = checker.check(text);
  if (!verdict.ok) {
    const name = /(?:No such key|Unknown variable): ([A-Za-z0-9_]+)/u.exec(verdict.sentence)?.[1];
    const rule = verdict.sentence.includes('matches()') ? 'matches' : 'expression';
    const next =
      rule === 'matches' ? 'Write like(text, pattern) instead.' : name === undefined ? undefined : didYouMean(name, known);
    report('error', rule, path, verdict.sentence, next);
    return;
  }
  const wanted = unwanted(verdict.type);
  if (wanted !== null)
    report('error', 'expression-type', path, `\`${text.trim()}\` gives ${verdict.type}, where ${wanted} is expected.`);
}

function codeOf(code: string): string {
  if (code === 'matches-refused') return 'matches';
  return code === 'template-open' ? 'template' : 'expression';
}

/** Names of all members at any depth: candidates for "did you mean". */
function namesIn(schema: ShapeSchema, depth = 0): ReadonlySet<string> {
  const names = new Set<string>();
  if (depth > 12) return names;
  const inner: ShapeSchema[] = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    names.add(name);
    inner.push(member);
  }
  if (typeof schema.items === 'object') inner.push(schema.items);
  for (const one of inner) for (const name of namesIn(one, depth + 1)) names.add(name);
  return names;
}
