import { unguardedLists } from '../../checks/cel-guards.ts';
import { evaluateCondition, parseExpression, parseTree, type CelScope } from '../../checks/cel.ts';
import { shapeOf } from '../../checks/cel-types.ts';
import { toCel } from '../../checks/cel-value.ts';
import { bindsSeveral, type Checkpoint } from '../../checks/checkpoint.ts';
import { EMPTY_FABRIC, scopeVariables, type ScopeHost } from '../../checks/scope.ts';
import type { HostRole } from '../../hosts/inventory.ts';
import type { Parameter, Procedure } from '../schema.ts';
import type { LintContext } from './finding.ts';
import { stepSites } from './sites.ts';

/**
 * Checks that cannot fail: a rule that looks at no facts, that is the same whatever they are, that holds on a host that has
 * nothing to report (`all()` over an empty list is true), or that holds where nothing fits a filter or nothing was declared.
 */
export function lintVacuous(context: LintContext): void {
  const { report } = context;
  for (const { step, path } of stepSites(context.procedure)) {
    for (const [index, check] of step.checkpoints.entries()) {
      const at = [...path, 'checkpoints', index, 'rule'];
      const rule = parseExpression(check.rule);
      if (!rule.ok) continue;
      const bound = Object.keys(check.probes);
      const named = new Set(rule.value.references.map(({ name }) => name));
      if (!bound.some((name) => named.has(name))) {
        report(
          'error',
          'no-facts',
          at,
          `The rule of checkpoint \`${check.id}\` looks at no facts: nothing on a host could make it fail.`,
          `Name one of its probes: ${bound.join(', ') || 'it has none'}.`,
        );
        continue;
      }
      for (const name of bound) {
        const used = [check.rule, check.expected, check.actual].some((text) => text !== undefined && names(text).has(name));
        const shown = [check.message, ...check.hints.flatMap(({ when, cause, next }) => [when ?? '', cause, next])].some((text) =>
          text.includes(name),
        );
        if (!used && !shown)
          report(
            'warning',
            'unused-probe',
            [...path, 'checkpoints', index, 'probes', name],
            `Checkpoint \`${check.id}\` asks for \`${name}\` and does not use it.`,
            'Take it out.',
          );
      }
      const verdict = onEmptyFacts(context, step.on.role, check.rule, check.probes);
      if (verdict === 'holds' && check.emptyOk === undefined) {
        report(
          'error',
          'holds-on-nothing',
          at,
          `The rule of checkpoint \`${check.id}\` holds on a host that reports nothing at all.`,
          'Make it ask for something that must be there (size(list) > 0, answered), or give the reason as `emptyOk`.',
        );
      }
      const tree = parseTree(check.rule);
      const unguarded = tree.ok ? unguardedLists(tree.value) : [];
      if (unguarded.length > 0 && verdict !== 'holds' && check.emptyOk === undefined) {
        report(
          'error',
          'holds-on-empty-list',
          at,
          `The rule of checkpoint \`${check.id}\` says something of every item of a list in which there may be none: ${unguarded.map(({ start }) => excerpt(check.rule, start)).join('; ')}.`,
          'Say first that there is one (`exists` with what the filter asks for, or `size(...) > 0`), or give the reason as `emptyOk`.',
        );
      }
      if (verdict === 'fails' && unguarded.length === 0 && check.emptyOk !== undefined) {
        report(
          'warning',
          'empty-ok',
          [...path, 'checkpoints', index, 'emptyOk'],
          `The rule of checkpoint \`${check.id}\` does not hold on empty facts: \`emptyOk\` is not needed.`,
          'Take it out.',
        );
      }
      if (verdict === 'error') {
        report(
          'warning',
          'error-on-nothing',
          at,
          `The rule of checkpoint \`${check.id}\` cannot be evaluated on a host that reports nothing: it would say that it could not be checked, where it should fail.`,
          'Use exists() instead of an index, only() or first().',
        );
      }
    }
  }
}

/** Where in a rule a list stands, as far as a line holds it. */
function excerpt(rule: string, start: number): string {
  const text = rule.slice(start).trim().replace(/\s+/gu, ' ');
  return `\`${text.length > 70 ? `${text.slice(0, 67)}...` : text}\``;
}

function names(text: string): ReadonlySet<string> {
  const expression = parseExpression(text);
  return new Set(expression.ok ? expression.value.references.map(({ name }) => name) : []);
}

type Verdict = 'holds' | 'fails' | 'error' | 'unknown';

function onEmptyFacts(context: LintContext, role: HostRole, rule: string, probes: Checkpoint['probes']): Verdict {
  const host: ScopeHost = {
    name: 'host1',
    role,
    address: '192.0.2.1',
    port: 22,
    user: 'root',
    group: '',
    controllers: [],
    parameters: {},
  };
  const sample = sampleParameters(context.procedure);
  const scope = scopeVariables({
    params: sample.values,
    host,
    hosts: [host],
    fabric: EMPTY_FABRIC,
    captures: {},
    captured: {},
    run: { id: 'run', operator: 'operator' },
  });
  if (!scope.ok) return 'unknown';
  const bound: Record<string, unknown> = {};
  for (const [name, binding] of Object.entries(probes)) {
    const probe = context.vocabulary.probes.find((one) => one.name === binding.probe);
    if (probe === undefined) return 'unknown';
    const facts = toCel(probe.empty, shapeOf(probe.facts));
    if (!facts.ok) return 'unknown';
    bound[name] = bindsSeveral(binding) ? [{ host: 'host1', facts: facts.value }] : facts.value;
  }
  const full: CelScope = { ...scope.value, ...bound };
  const result = evaluateCondition(rule, full);
  if (result.ok) return result.value ? 'holds' : 'fails';
  // What was not evaluated for want of a capture or of a parameter's value says nothing about the rule.
  const expression = parseExpression(rule);
  const elsewhere =
    expression.ok &&
    expression.value.references.some(
      ({ name, fields }) =>
        ['captures', 'captured', 'fabric'].includes(name) || (name === 'params' && !sample.real.has(fields[0] ?? '')),
    );
  return elsewhere ? 'unknown' : 'error';
}

const PLACEHOLDERS: Readonly<Record<Parameter['type'], unknown>> = {
  string: 'x',
  integer: 1,
  boolean: true,
  list: ['x'],
  map: { x: 'x' },
};

/** Defaults where there are some; something where there is none. */
function sampleParameters(procedure: Procedure): {
  readonly values: Readonly<Record<string, unknown>>;
  readonly real: ReadonlySet<string>;
} {
  const values: Record<string, unknown> = {};
  const real = new Set<string>();
  for (const [name, parameter] of Object.entries(procedure.parameters)) {
    values[name] = parameter.default ?? PLACEHOLDERS[parameter.type];
    if (parameter.default !== undefined) real.add(name);
  }
  return { values, real };
}
