import { Environment, EvaluationError, ParseError, TypeError as CelTypeError, type ASTNode } from '@marcbachmann/cel-js';
import { failure, success, type Problem, type Result } from '../result.ts';
import { registerFunctions, type Meter } from './cel-functions.ts';
import { calledNames, metered, references, VISIT, type Reference } from './cel-tree.ts';
import { fromCel, toCel } from './cel-value.ts';

/** Longest expression, in characters. */
export const EXPRESSION_LIMIT = 4000;
/** Values that one evaluation may look at. Measured: one million take well under a second. */
export const STEP_LIMIT = 1_000_000;
export const ENVIRONMENT_LIMITS = {
  maxAstNodes: 1500,
  maxDepth: 60,
  maxListElements: 300,
  maxMapEntries: 300,
  maxCallArguments: 8,
};

/** Variables of an evaluation, already converted by `toCel` (see `celScope`). */
export type CelScope = Readonly<Record<string, unknown>>;

/** A parsed expression. Evaluation never throws: what goes wrong is a problem. */
export interface Expression {
  readonly text: string;
  readonly references: readonly Reference[];
  readonly calls: ReadonlySet<string>;
  /** The value as JSON. */
  readonly evaluate: (scope: CelScope) => Result<unknown>;
}

class Exhausted extends Error {}

let left = 0;
const meter: Meter = {
  charge: (units) => {
    left -= units;
    if (left < 0) throw new Exhausted(`more than ${STEP_LIMIT} values would have to be looked at`);
  },
};

function newEnvironment(): Environment {
  const environment = new Environment({
    unlistedVariablesAreDyn: true,
    enableOptionalTypes: true,
    homogeneousAggregateLiterals: false,
    limits: ENVIRONMENT_LIMITS,
  });
  registerFunctions(environment, meter);
  environment.registerFunction(`${VISIT}(dyn): dyn`, (value: unknown) => {
    if (Array.isArray(value)) meter.charge(value.length + 1);
    else if (typeof value === 'string') meter.charge(1 + Math.ceil(value.length / 64));
    else if (value !== null && typeof value === 'object') meter.charge(1 + Object.keys(value).length);
    else meter.charge(1);
    return value;
  });
  return environment;
}

// The text with the meter in it is several times as long as the expression that a person wrote.
const parser = new Environment({ unlistedVariablesAreDyn: true, enableOptionalTypes: true, limits: ENVIRONMENT_LIMITS });
const runner = newEnvironment().clone({ limits: { ...ENVIRONMENT_LIMITS, maxAstNodes: 6000, maxDepth: 250 } });

/** What the library or one of our functions threw, as a sentence without its drawing of the source. */
export function celSentence(thrown: unknown): string {
  if (thrown instanceof EvaluationError || thrown instanceof ParseError || thrown instanceof CelTypeError) {
    const summary = thrown.summary.replace(`${VISIT}(dyn)`, 'value');
    return thrown.range === undefined ? summary : summary.trim();
  }
  if (thrown instanceof RangeError && /call stack/u.test(thrown.message)) return 'the expression is nested too deeply';
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** Parses to a tree, refusing what this product does not evaluate. Position of a fault: characters from the expression's start. */
export function parseTree(text: string): Result<ASTNode> & { readonly offset?: number } {
  if (text.length > EXPRESSION_LIMIT) {
    return failure('expression-too-long', `The expression has ${text.length} characters; ${EXPRESSION_LIMIT} are the most.`);
  }
  let tree: ASTNode;
  try {
    tree = parser.parse(text).ast;
  } catch (thrown) {
    const offset = thrown instanceof ParseError ? thrown.range?.start : undefined;
    const broken = failure(
      'expression-not-understood',
      `The expression \`${text.trim()}\` cannot be read: ${celSentence(thrown)}.`,
    );
    return offset === undefined ? broken : { ...broken, offset };
  }
  const calls = calledNames(tree);
  if (calls.has('matches')) {
    return failure(
      'matches-refused',
      `The expression \`${text.trim()}\` uses matches(), whose patterns can take unbounded time.`,
      'Write like(text, pattern) instead.',
    );
  }
  if (calls.has(VISIT)) return failure('expression-not-understood', `${VISIT}() is not for use in expressions.`);
  return success(tree);
}

const compiled = new Map<string, Result<Expression>>();

/** Parses an expression. The same text is parsed once. */
export function parseExpression(text: string): Result<Expression> {
  const known = compiled.get(text);
  if (known !== undefined) return known;
  const fresh = compile(text);
  if (compiled.size >= 3000) compiled.clear();
  compiled.set(text, fresh);
  return fresh;
}

function compile(text: string): Result<Expression> {
  const tree = parseTree(text);
  if (!tree.ok) return { ok: false, problem: tree.problem };
  let program: (scope: CelScope) => unknown;
  try {
    program = runner.parse(metered(tree.value));
  } catch (thrown) {
    return failure('expression-not-understood', `The expression \`${text.trim()}\` cannot be read: ${celSentence(thrown)}.`);
  }
  const evaluate = (scope: CelScope): Result<unknown> => {
    left = STEP_LIMIT;
    try {
      const value = program(scope);
      // A quantifier may swallow what its body throws; what ran out stays run out.
      if (left < 0) throw new Exhausted(`more than ${STEP_LIMIT} values would have to be looked at`);
      return success(fromCel(value));
    } catch (thrown) {
      return { ok: false, problem: evaluationProblem(text, thrown) };
    }
  };
  return success({ text, references: references(tree.value), calls: calledNames(tree.value), evaluate });
}

function evaluationProblem(text: string, thrown: unknown): Problem {
  const short = text.trim().replace(/\s+/gu, ' ');
  const shown = short.length > 120 ? `${short.slice(0, 117)}...` : short;
  return { code: 'not-evaluated', sentence: `\`${shown}\` could not be evaluated: ${celSentence(thrown)}.` };
}

/** Parses and evaluates once. */
export function evaluateExpression(text: string, scope: CelScope): Result<unknown> {
  const expression = parseExpression(text);
  return expression.ok ? expression.value.evaluate(scope) : expression;
}

/** Evaluates to true or false; another kind of value is a problem. */
export function evaluateCondition(text: string, scope: CelScope): Result<boolean> {
  const result = evaluateExpression(text, scope);
  if (!result.ok) return result;
  if (typeof result.value === 'boolean') return success(result.value);
  return failure(
    'not-a-condition',
    `\`${text.trim()}\` gives ${JSON.stringify(result.value)}, where true or false was expected.`,
  );
}

/** Plain JSON variables as a scope. */
export function celScope(variables: Readonly<Record<string, unknown>>): Result<CelScope> {
  const scope: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) continue;
    const converted = toCel(value);
    if (!converted.ok)
      return { ok: false, problem: { ...converted.problem, sentence: `${name}: ${converted.problem.sentence}` } };
    scope[name] = converted.value;
  }
  return success(scope);
}
