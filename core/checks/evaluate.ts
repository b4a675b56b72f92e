import type { Probe } from '../probes/probe.ts';
import { failure, success, type Problem, type Result } from '../result.ts';
import { evaluateCondition, evaluateExpression, type CelScope } from './cel.ts';
import { shapeOf } from './cel-types.ts';
import { toCel, valueKey } from './cel-value.ts';
import { bindsSeveral, type Checkpoint, type Hint, type ProbeBinding } from './checkpoint.ts';
import type { Outcome } from './outcome.ts';
import { scopeVariables, type Scope } from './scope.ts';
import { renderText } from './template.ts';

/** What became of one probe on one host. */
export type Answer =
  | { readonly state: 'facts'; readonly facts: unknown }
  /** Asked, and the answer was not understood or cut: outcome `error`. */
  | { readonly state: 'problem'; readonly problem: Problem }
  | { readonly state: 'unreachable'; readonly problem: Problem }
  /** Not asked: outcome `pending`. */
  | { readonly state: 'not-run'; readonly why?: string };

/** Answers for one binding, in inventory order; exactly one where the binding holds one host's facts. */
export type BindingAnswers = readonly { readonly host: string; readonly answer: Answer }[];

export interface CheckResult {
  readonly outcome: Extract<Outcome, 'pass' | 'fail' | 'error' | 'unreachable' | 'pending' | 'not-applicable'>;
  readonly expected?: unknown;
  readonly actual?: unknown;
  /** Of two lists or maps: what is expected and not there, and what is there and not expected. */
  readonly missing?: readonly unknown[];
  readonly extra?: readonly unknown[];
  readonly message?: string;
  readonly hint?: { readonly id: string; readonly cause: string; readonly next: string };
  readonly problem?: Problem;
}

export interface Evaluation {
  readonly checkpoint: Checkpoint;
  /** By binding name, those of hints too once they were asked. */
  readonly answers: Readonly<Record<string, BindingAnswers>>;
  readonly scope: Scope;
  readonly findProbe: (name: string) => Probe | undefined;
}

/** Probes that only hints need: to be asked when the rule has failed, then `evaluateCheckpoint` is called again with them. */
export function hintProbes(checkpoint: Checkpoint): Readonly<Record<string, ProbeBinding>> {
  return Object.assign({}, ...checkpoint.hints.map((hint) => hint.probes ?? {})) as Readonly<Record<string, ProbeBinding>>;
}

/**
 * A checkpoint's outcome from what the probes brought. Never throws. Nothing but a rule that is true gives `pass`; a rule that
 * cannot be evaluated gives `error`, a probe that did not run `pending`, a host that could not be reached `unreachable`.
 */
export function evaluateCheckpoint(evaluation: Evaluation): CheckResult {
  const { checkpoint, scope } = evaluation;
  const variables = scopeVariables(scope);
  if (!variables.ok) return { outcome: 'error', problem: variables.problem, message: variables.problem.sentence };

  if (checkpoint.when !== undefined) {
    const applies = evaluateCondition(checkpoint.when, variables.value);
    if (!applies.ok) return errorResult(applies.problem);
    if (!applies.value) return { outcome: 'not-applicable', message: checkpoint.otherwise ?? 'It does not apply here.' };
  }

  const stopped = unanswered(checkpoint, evaluation.answers);
  if (stopped !== undefined) return stopped;

  const bound = bindFacts(checkpoint.probes, evaluation.answers, evaluation.findProbe);
  if (!bound.ok) return errorResult(bound.problem);
  const full: CelScope = { ...variables.value, ...bound.value };
  const shown = comparison(checkpoint, full);
  const rule = evaluateCondition(checkpoint.rule, full);
  if (!rule.ok) return { ...errorResult(rule.problem), ...shown };
  if (rule.value) return { outcome: 'pass', ...shown };

  const message = renderText(checkpoint.message, full);
  const hint = chooseHint(checkpoint, evaluation, full);
  return {
    outcome: 'fail',
    ...shown,
    message: message.ok ? message.value : `${checkpoint.title}: this does not hold.`,
    ...(hint === undefined ? {} : { hint }),
  };
}

function errorResult(problem: Problem): CheckResult {
  return { outcome: 'error', problem, message: `It could not be checked: ${problem.sentence}` };
}

/** Unreachable before not asked before not understood: what a person must see to first. */
function unanswered(checkpoint: Checkpoint, answers: Evaluation['answers']): CheckResult | undefined {
  let pending: CheckResult | undefined;
  let error: CheckResult | undefined;
  for (const [name, binding] of Object.entries(checkpoint.probes)) {
    const given = answers[name] ?? [];
    if (given.length === 0) {
      const who = binding.on === undefined ? 'The host' : `A host of role ${binding.on.role}`;
      pending ??= { outcome: 'pending', message: `${who} was not asked \`${binding.probe}\`.` };
    }
    for (const { host, answer } of given) {
      switch (answer.state) {
        case 'facts':
          break;
        case 'unreachable':
          return {
            outcome: 'unreachable',
            problem: answer.problem,
            message: `${host} could not be reached: ${answer.problem.sentence}`,
          };
        case 'not-run':
          pending ??= { outcome: 'pending', message: answer.why ?? `${host} was not asked \`${binding.probe}\`.` };
          break;
        case 'problem':
          error ??= {
            outcome: 'error',
            problem: answer.problem,
            message: `${host} answered \`${binding.probe}\` with what could not be used: ${answer.problem.sentence}`,
          };
          break;
      }
    }
  }
  return pending ?? error;
}

/**
 * What bindings brought, as variables of an expression: facts, or a list of `{host, facts}` where a binding may hold several hosts. A problem, with
 * the reason, when one of the probes brought no facts.
 */
export function bindFacts(
  bindings: Readonly<Record<string, ProbeBinding>>,
  answers: Readonly<Record<string, BindingAnswers>>,
  findProbe: Evaluation['findProbe'],
): Result<CelScope> {
  const values: Record<string, unknown> = {};
  for (const [name, binding] of Object.entries(bindings)) {
    const probe = findProbe(binding.probe);
    const schema = probe === undefined ? undefined : shapeOf(probe.facts);
    const converted: { host: string; facts: unknown }[] = [];
    for (const { host, answer } of answers[name] ?? []) {
      if (answer.state !== 'facts') return noFacts(binding.probe, host, answer);
      const facts = toCel(answer.facts, schema);
      if (!facts.ok) return facts;
      converted.push({ host, facts: facts.value });
    }
    if (bindsSeveral(binding)) values[name] = converted;
    else if (converted[0] === undefined) return failure('not-asked', `\`${binding.probe}\` was asked of no host.`);
    else values[name] = converted[0].facts;
  }
  return success(values);
}

function noFacts(probe: string, host: string, answer: Exclude<Answer, { state: 'facts' }>): Result<never> {
  const why = answer.state === 'not-run' ? (answer.why ?? 'It was not asked.') : answer.problem.sentence;
  const next = answer.state === 'not-run' ? undefined : answer.problem.next;
  return failure('not-asked', `There are no facts of \`${probe}\` from ${host}. ${why}`, next);
}

function comparison(checkpoint: Checkpoint, scope: CelScope): Pick<CheckResult, 'expected' | 'actual' | 'missing' | 'extra'> {
  const expected = checkpoint.expected === undefined ? undefined : evaluateExpression(checkpoint.expected, scope);
  const actual = checkpoint.actual === undefined ? undefined : evaluateExpression(checkpoint.actual, scope);
  return {
    ...(expected?.ok === true ? { expected: expected.value } : {}),
    ...(actual?.ok === true ? { actual: actual.value } : {}),
    ...(expected?.ok === true && actual?.ok === true ? difference(expected.value, actual.value) : {}),
  };
}

/** For two lists their values, for two maps their members as `{name: value}`; for anything else nothing. */
export function difference(expected: unknown, actual: unknown): Pick<CheckResult, 'missing' | 'extra'> {
  const one = membersOf(expected);
  const other = membersOf(actual);
  if (one === undefined || other === undefined) return {};
  const there = new Set(other.map(valueKey));
  const wanted = new Set(one.map(valueKey));
  return {
    missing: one.filter((value) => !there.has(valueKey(value))),
    extra: other.filter((value) => !wanted.has(valueKey(value))),
  };
}

function membersOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value as readonly unknown[];
  if (value === null || typeof value !== 'object') return undefined;
  return Object.entries(value).map(([key, member]) => ({ [key]: member as unknown }));
}

/** The first hint whose `when` is true; one without `when` only if none is. A hint that cannot be evaluated is passed over. */
function chooseHint(checkpoint: Checkpoint, evaluation: Evaluation, scope: CelScope): CheckResult['hint'] {
  const ordered = [
    ...checkpoint.hints.filter(({ when }) => when !== undefined),
    ...checkpoint.hints.filter(({ when }) => when === undefined),
  ];
  for (const hint of ordered) {
    const shown = showHint(hint, evaluation, scope);
    if (shown !== undefined) return shown;
  }
  return undefined;
}

function showHint(hint: Hint, evaluation: Evaluation, scope: CelScope): CheckResult['hint'] {
  const own = Object.entries(hint.probes ?? {});
  const answered = own.filter(([name]) => (evaluation.answers[name] ?? []).some(({ answer }) => answer.state === 'facts'));
  const bound = bindFacts(Object.fromEntries(answered), evaluation.answers, evaluation.findProbe);
  const full = bound.ok ? { ...scope, ...bound.value } : scope;
  if (hint.when !== undefined) {
    const holds = evaluateCondition(hint.when, full);
    if (!holds.ok || !holds.value) return undefined;
  }
  const cause = renderText(hint.cause, full);
  const next = renderText(hint.next, full);
  return cause.ok && next.ok ? { id: hint.id, cause: cause.value, next: next.value } : undefined;
}
