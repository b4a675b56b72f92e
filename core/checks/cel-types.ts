import { Environment, ParseError, TypeError as CelTypeError } from '@marcbachmann/cel-js';
import { z } from 'zod';
import { celSentence, ENVIRONMENT_LIMITS, parseTree } from './cel.ts';
import { registerFunctions } from './cel-functions.ts';
import { alternatives, type ShapeSchema } from './cel-value.ts';

/**
 * Types of the variables of an expression: `schema` from the shape of facts or parameters, a CEL type as text (`string`, `int`,
 * `list<string>`, `dyn`), or several hosts' facts as a list of `{host, facts}`.
 */
export type VariableType =
  | { readonly kind: 'schema'; readonly schema: ShapeSchema }
  | { readonly kind: 'text'; readonly type: string }
  | { readonly kind: 'several'; readonly schema: ShapeSchema };

export type TypeVerdict =
  { readonly ok: true; readonly type: string } | { readonly ok: false; readonly sentence: string; readonly offset?: number };

const schemas = new WeakMap<z.ZodType, ShapeSchema>();

/** The JSON Schema of what a zod schema gives; what cannot be told is `dyn`. */
export function shapeOf(schema: z.ZodType): ShapeSchema {
  const known = schemas.get(schema);
  if (known !== undefined) return known;
  const shape = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any', reused: 'inline', cycles: 'ref' }) as ShapeSchema;
  schemas.set(schema, shape);
  return shape;
}

/**
 * Checks expressions against declared types. Runtime values are not typed (a nullable string may be null); here a nullable type
 * counts as the type itself, and every type may be compared with null.
 */
export interface TypeChecker {
  /** Type of the expression, or what does not fit. */
  readonly check: (expression: string) => TypeVerdict;
}

/** Type-checks CEL expressions against declared variables, without evaluating them: the language's own types, and our functions. */
export function typeChecker(variables: Readonly<Record<string, VariableType>>): TypeChecker {
  const environment = new Environment({
    enableOptionalTypes: true,
    homogeneousAggregateLiterals: false,
    limits: ENVIRONMENT_LIMITS,
  });
  registerFunctions(environment, { charge: () => undefined });
  for (const type of ['string', 'int', 'double', 'bool', 'list<dyn>']) {
    environment.registerOperator(`${type} == null`, (a: unknown, b: unknown) => a === b);
  }
  environment.registerOperator('int == double', (a: unknown, b: unknown) => a === b);
  for (const [name, type] of Object.entries(variables)) {
    environment.registerVariable(name, typeName(environment, name, type));
  }
  return {
    check: (expression) => {
      const tree = parseTree(expression);
      if (!tree.ok)
        return { ok: false, sentence: tree.problem.sentence, ...(tree.offset === undefined ? {} : { offset: tree.offset }) };
      const verdict = environment.check(expression);
      if (verdict.valid) return { ok: true, type: verdict.type ?? 'dyn' };
      const error = verdict.error;
      const offset = error instanceof CelTypeError || error instanceof ParseError ? error.range?.start : undefined;
      const sentence = `\`${expression.trim()}\`: ${celSentence(error)}.`;
      return { ok: false, sentence, ...(offset === undefined ? {} : { offset }) };
    },
  };
}

function typeName(environment: Environment, name: string, variable: VariableType): string {
  switch (variable.kind) {
    case 'text':
      return variable.type;
    case 'schema':
      return declare(environment, `Type_${name}`, [variable.schema]);
    case 'several': {
      const facts = declare(environment, `Type_${name}.facts`, [variable.schema]);
      const entry = `Type_${name}`;
      environment.registerType(entry, { fields: { host: 'string', facts } });
      nullable(environment, entry);
      return `list<${entry}>`;
    }
  }
}

function nullable(environment: Environment, type: string): void {
  environment.registerOperator(`${type} == null`, (a: unknown, b: unknown) => a === b);
}

/** CEL type of the alternatives, objects among them merged to one type whose members are those of all. */
function declare(environment: Environment, name: string, all: readonly ShapeSchema[]): string {
  const options = all.flatMap(alternatives);
  const types = new Set(options.flatMap((one) => primitives(one)));
  types.delete('null');
  if (types.size !== 1) {
    return types.size === 2 && types.has('int') && types.has('double') ? 'double' : 'dyn';
  }
  const [type] = types;
  if (type === 'array') {
    const inner = options.flatMap((one) => (typeof one.items === 'object' ? [one.items] : (one.prefixItems ?? [])));
    return inner.length === 0 ? 'list<dyn>' : `list<${declare(environment, `${name}.item`, inner)}>`;
  }
  if (type !== 'object') return type ?? 'dyn';
  return declareObject(environment, name, options);
}

function declareObject(environment: Environment, name: string, options: readonly ShapeSchema[]): string {
  const members = new Map<string, ShapeSchema[]>();
  const rest: ShapeSchema[] = [];
  let open = false;
  for (const option of options) {
    for (const [key, schema] of Object.entries(option.properties ?? {})) members.set(key, [...(members.get(key) ?? []), schema]);
    if (typeof option.additionalProperties === 'object' && Object.keys(option.additionalProperties).length > 0) {
      rest.push(option.additionalProperties);
    } else if (option.properties === undefined) open = true;
  }
  if (members.size === 0) {
    if (open || rest.length === 0) return 'map<string, dyn>';
    return `map<string, ${declare(environment, `${name}.value`, rest)}>`;
  }
  if (rest.length > 0) return 'map<string, dyn>';
  const fields: Record<string, string> = {};
  for (const [key, schemaList] of members) fields[key] = declare(environment, `${name}.${safe(key)}`, schemaList);
  environment.registerType(name, { fields });
  nullable(environment, name);
  return name;
}

function safe(key: string): string {
  return key.replace(/[^A-Za-z0-9_]/gu, '_');
}

function primitives(schema: ShapeSchema): readonly string[] {
  const listed = schema.type === undefined ? impliedTypes(schema) : typeof schema.type === 'string' ? [schema.type] : schema.type;
  return listed.map((type) => {
    switch (type) {
      case 'integer':
        return 'int';
      case 'number':
        return 'double';
      case 'boolean':
        return 'bool';
      case 'string':
      case 'array':
      case 'object':
      case 'null':
        return type;
      default:
        return 'dyn';
    }
  });
}

function impliedTypes(schema: ShapeSchema): readonly string[] {
  const values = schema.enum ?? (schema.const === undefined ? [] : [schema.const]);
  if (values.length === 0) return ['dyn'];
  return values.map((one) => {
    if (one === null) return 'null';
    if (typeof one === 'number') return Number.isInteger(one) ? 'integer' : 'number';
    return typeof one === 'object' ? 'dyn' : typeof one;
  });
}
