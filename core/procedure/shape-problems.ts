import type { z } from 'zod';
import { didYouMean } from './similar.ts';
import { pathText, type DataPath, type PositionedData, type TextProblem } from './positions.ts';

type Issue = z.core.$ZodIssue;

/**
 * zod's issues as sentences with line and column. Of a union, the alternative is taken that was meant: the one whose own key is
 * there (an action with `run` is a command), else the one with the fewest faults.
 */
export function shapeProblems(issues: readonly Issue[], source: PositionedData, schema: z.ZodType): readonly TextProblem[] {
  return issues.flatMap((issue) => problemsOf(issue, [], source, schema));
}

function problemsOf(issue: Issue, base: DataPath, source: PositionedData, schema: z.ZodType): readonly TextProblem[] {
  const path: DataPath = [...base, ...issue.path];
  const value = valueAt(source.data, path);
  const name = pathText(path) || 'the file';
  const seen = isSecret(path) ? unseen(value) : show(value);
  const problem = (code: string, sentence: string, next?: string, place = source.at(path)): TextProblem => ({
    code,
    ...place,
    path: pathText(path),
    sentence,
    ...(next === undefined ? {} : { next }),
  });
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = keysAt(schema, path, source.data);
      return issue.keys.map((key) => ({
        ...problem(
          'unknown-key',
          `\`${key}\` is not known in ${name}.`,
          didYouMean(key, known) ?? listed(known),
          source.keyAt([...path, key]),
        ),
        path: pathText([...path, key]),
      }));
    }
    case 'invalid_union': {
      // A schema that says itself what fits says it better than the alternative that is nearest.
      if (issue.message !== DEFAULT_MESSAGE) return [problem('wrong-shape', `\`${name}\` is ${seen}; ${issue.message}.`)];
      const best = bestAlternative(issue.errors);
      if (best === undefined)
        return [problem('wrong-shape', `\`${name}\` is ${seen}, which is none of the forms that fit here.`)];
      return best.flatMap((inner) => problemsOf(inner, path, source, schema));
    }
    case 'invalid_type': {
      if (value === undefined)
        return [
          problem(
            'missing',
            `\`${name}\` is missing; ${EXPECTED[issue.expected] ?? issue.expected} is expected.`,
            undefined,
            source.keyAt(path.slice(0, -1)),
          ),
        ];
      return [problem('wrong-type', `\`${name}\` is ${seen}; ${EXPECTED[issue.expected] ?? issue.expected} is expected.`)];
    }
    case 'invalid_value':
      if (value === undefined)
        return [
          problem(
            'missing',
            `\`${name}\` is missing; ${oneOf(issue.values)} is expected.`,
            undefined,
            source.keyAt(path.slice(0, -1)),
          ),
        ];
      return [
        problem(
          'wrong-value',
          `\`${name}\` is ${seen}; ${oneOf(issue.values)} is expected.`,
          typeof value === 'string' && !isSecret(path) ? didYouMean(value, issue.values.map(String)) : undefined,
        ),
      ];
    case 'invalid_format':
      return [problem('wrong-format', `\`${name}\` is ${seen}; expected: ${issue.message}.`)];
    case 'too_small':
      return [
        problem(
          'too-small',
          `\`${name}\` is ${seen}; at least ${String(issue.minimum)} is expected${issue.origin === 'array' ? ' (items)' : issue.origin === 'string' ? ' (characters)' : ''}.`,
        ),
      ];
    case 'too_big':
      return [problem('too-big', `\`${name}\` is ${seen}; at most ${String(issue.maximum)} is expected.`)];
    case 'invalid_key':
      return issue.issues.map((inner) =>
        problem(
          'wrong-name',
          `\`${String(issue.path.at(-1))}\` cannot be a name here; expected: ${inner.message}.`,
          undefined,
          source.keyAt(path),
        ),
      );
    default:
      return [problem('wrong-shape', `\`${name}\` is ${seen}: ${issue.message}.`)];
  }
}

/** What zod says of a union that has no message of its own. */
const DEFAULT_MESSAGE = 'Invalid input';

/** Where somebody may have written a secret instead of its name: what stands there is never repeated. */
const SECRET_KEYS: ReadonlySet<PropertyKey> = new Set(['auth', 'password', 'passphrase']);

function isSecret(path: DataPath): boolean {
  return path.some((part) => SECRET_KEYS.has(part));
}

function unseen(value: unknown): string {
  return value === undefined || value === null || typeof value === 'object' ? show(value) : 'something that is not repeated here';
}

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of names and values',
  record: 'a map of names and values',
};

function oneOf(values: readonly unknown[]): string {
  const shown = values.map((value) => `\`${String(value)}\``);
  return shown.length === 1 ? (shown[0] ?? '') : `one of ${shown.join(', ')}`;
}

function listed(names: readonly string[]): string | undefined {
  return names.length === 0 ? undefined : `Known are ${names.map((name) => `\`${name}\``).join(', ')}.`;
}

function show(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'empty';
  if (typeof value === 'string') return `\`${value.length > 60 ? `${value.slice(0, 57)}...` : value}\``;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'a map';
  return `\`${JSON.stringify(value)}\``;
}

function bestAlternative(alternatives: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  let best: readonly Issue[] | undefined;
  let least = Infinity;
  for (const issues of alternatives) {
    // A whole value of the wrong type, and a key of another alternative, say that this one was not meant.
    const weight = issues.reduce((sum, issue) => sum + weigh(issue), 0);
    if (weight < least) [best, least] = [issues, weight];
  }
  return best;
}

function weigh(issue: Issue): number {
  if (issue.code === 'unrecognized_keys') return 3 * issue.keys.length;
  if (issue.code === 'invalid_type' && issue.path.length === 0) return 100;
  return issue.code === 'invalid_type' && issue.path.length === 1 ? 2 : 1;
}

function valueAt(data: unknown, path: DataPath): unknown {
  let at: unknown = data;
  for (const part of path) {
    if (at === null || typeof at !== 'object') return undefined;
    at = (at as Readonly<Record<PropertyKey, unknown>>)[part];
  }
  return at;
}

interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly element?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
}

/** Keys that the schema knows at a path; of a union, those of the alternative that shares most keys with what is there. */
function keysAt(schema: z.ZodType, path: DataPath, data: unknown): readonly string[] {
  let current: readonly z.ZodType[] = unwrap(schema);
  let at = data;
  for (const part of path) {
    current = current.flatMap((one) => {
      const { shape, element, valueType } = definition(one);
      const next = shape?.[String(part)] ?? element ?? valueType;
      return next === undefined ? [] : unwrap(next);
    });
    at = at !== null && typeof at === 'object' ? (at as Readonly<Record<PropertyKey, unknown>>)[part] : undefined;
  }
  const there = new Set(at !== null && typeof at === 'object' ? Object.keys(at) : []);
  const choices = current.map((one) => Object.keys(definition(one).shape ?? {})).filter((keys) => keys.length > 0);
  const shared = (keys: readonly string[]): number => keys.filter((key) => there.has(key)).length;
  return choices.reduce<readonly string[]>((best, keys) => (shared(keys) > shared(best) || best.length === 0 ? keys : best), []);
}

function definition(schema: z.ZodType): Definition {
  return schema.def;
}

function unwrap(schema: z.ZodType): readonly z.ZodType[] {
  const { innerType, options } = definition(schema);
  if (innerType !== undefined) return unwrap(innerType);
  if (options !== undefined) return options.flatMap(unwrap);
  return [schema];
}
