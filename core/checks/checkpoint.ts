import { z } from 'zod';
import { hostRole } from '../hosts/inventory.ts';
import { argument, bindingName, cel, duration, identifier, template } from './terms.ts';

/**
 * Which hosts: every host of a role, narrowed by a CEL condition on `host`; `name` picks one by template.
 * `first: true` takes the first of them in inventory order.
 */
export const hostSelector = z.strictObject({
  role: hostRole,
  name: template.optional(),
  where: cel.optional(),
  first: z.boolean().optional(),
});
export type HostSelector = z.infer<typeof hostSelector>;

/**
 * A probe bound to a name for the rule. Without `on` it asks the step's host and the name holds the facts. With `on`
 * and a `name` or `first` in it, it holds that host's facts; otherwise a list of `{host, facts}` in inventory order,
 * `host` being the host's name.
 */
export const probeBinding = z.strictObject({
  probe: z.string().min(1),
  on: hostSelector.optional(),
  with: z.record(z.string(), argument).optional(),
});
export type ProbeBinding = z.infer<typeof probeBinding>;

/** True when the name holds a list of `{host, facts}` rather than one host's facts. */
export function bindsSeveral(binding: ProbeBinding): boolean {
  return binding.on !== undefined && binding.on.name === undefined && binding.on.first !== true;
}

/** A cause of a failing check, chosen by facts: two causes of one symptom get two hints. Evaluated in order, first true wins. */
export const hint = z.strictObject({
  id: identifier,
  /** CEL over the same bindings as the rule. Omitted: the hint of last resort. */
  when: cel.optional(),
  /** Template. Names the cause. */
  cause: template,
  /** Template. What to try next; a command goes between backticks. */
  next: template,
  /** Probes needed by `when` beyond the rule's own; asked only when the rule fails. */
  probes: z.record(bindingName, probeBinding).optional(),
});
export type Hint = z.infer<typeof hint>;

/** Events on a host (or on the switch or array that it depends on) that make an earlier pass stale. */
export const staleCause = z.enum(['change', 'reboot', 'fault', 'terminal', 'boot-id', 'age']);
export type StaleCause = z.infer<typeof staleCause>;

export const checkpoint = z.strictObject({
  id: identifier,
  title: z.string().min(1),
  severity: z.enum(['fatal', 'warning']).default('fatal'),
  probes: z.record(bindingName, probeBinding),
  /** CEL; true is pass, false is fail, an evaluation error is outcome `error`. */
  rule: cel,
  /** CEL values shown beside a comparison. */
  expected: cel.optional(),
  actual: cel.optional(),
  /** Template: one sentence when the rule does not hold. */
  message: template,
  hints: z.array(hint).min(1),
  /** CEL over params and hosts: false makes the check not-applicable, with `otherwise` as the reason. */
  when: cel.optional(),
  otherwise: z.string().optional(),
  /** Ask again until it passes or the deadline is over. */
  poll: z.strictObject({ every: duration, until: duration }).optional(),
  /** Reason why a rule that holds on empty facts is right all the same. */
  emptyOk: z.string().min(1).optional(),
  /** Omitted: all of them but `age`; `age` counts whenever `maxAge` is given. */
  staleAfter: z.array(staleCause).optional(),
  /** Roles beside the step's own whose changes make a pass stale (a path depends on switch and array). */
  dependsOn: z.array(hostRole).default([]),
  maxAge: duration.optional(),
});
export type Checkpoint = z.infer<typeof checkpoint>;
