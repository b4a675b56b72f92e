import { z } from 'zod';
import { hostRole } from '../hosts/inventory.ts';

/**
 * The shape of a procedure file. Text between `{{` and `}}` is a CEL expression over the scope of the step
 * (`params`, `host`, `hosts`, `fabric`, `captures`, `item`, `run`); inside a command its value is shell-quoted,
 * a list becomes several words. Fields whose name is in `celFields` are CEL as a whole.
 */

export const identifier = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/u, 'lower-case words joined by dashes');
export const bindingName = z.string().regex(/^[a-z][A-Za-z0-9]*$/u, 'a name in camelCase');
const cel = z.string().min(1);
const template = z.string().min(1);
/** `5s`, `3m`, `2h`: time of the hosts, which a lab may scale. */
export const duration = z.string().regex(/^[1-9][0-9]*(ms|s|m|h)$/u, 'a number and ms, s, m or h');

/** Class of a step or command: what it may do to a host. */
export const actionClass = z.enum(['read', 'change', 'destructive', 'reboot', 'manual', 'fault']);
export type ActionClass = z.infer<typeof actionClass>;

/** Where in the article a step comes from. Never its sentences. */
export const source = z.strictObject({
  section: z.string().min(1),
  listing: z.union([z.number().int(), z.array(z.number().int())]).optional(),
  figure: z.union([z.number().int(), z.array(z.number().int())]).optional(),
  paragraph: z.string().optional(),
  /** Set on a step that the article does not have, with the reason for adding it. */
  beyond: z.string().optional(),
});
export type Source = z.infer<typeof source>;

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
 * and a `name` or `first` in it, it holds that host's facts; otherwise a list of `{host, facts}` in inventory order.
 */
export const probeBinding = z.strictObject({
  probe: z.string().min(1),
  on: hostSelector.optional(),
  with: z.record(z.string(), z.union([template, z.number(), z.boolean()])).optional(),
});
export type ProbeBinding = z.infer<typeof probeBinding>;

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
  emptyOk: z.string().optional(),
  staleAfter: z.array(staleCause).optional(),
  /** Roles beside the step's own whose changes make a pass stale (a path depends on switch and array). */
  dependsOn: z.array(hostRole).default([]),
  maxAge: duration.optional(),
});
export type Checkpoint = z.infer<typeof checkpoint>;

const common = {
  id: identifier,
  /** What it does, for the plan and for the person who is asked. */
  title: template.optional(),
  /** On other hosts than the step's. */
  on: hostSelector.optional(),
  /** CEL list: the action is done once for each `item`. */
  forEach: cel.optional(),
  /** CEL: false leaves the action out, seen from params, host, captures and item. */
  when: cel.optional(),
  /**
   * How it is known to be done already: a rule over probes. An action that is known to be done is not done again,
   * neither before the first time nor on resume. Omitted: only the outcome of its intent tells, and after a crash the step's checkpoints.
   */
  done: z.strictObject({ probes: z.record(bindingName, probeBinding), rule: cel }).optional(),
  class: actionClass,
  timeout: duration.optional(),
};

/** One command line of the host's shell. */
export const runAction = z.strictObject({
  ...common,
  run: template,
  /** Sent to standard input, for programs that ask. */
  stdin: template.optional(),
  /** Exit codes that mean done. */
  exits: z.array(z.number().int()).default([0]),
  /** Devices that it destroys, as CEL giving a list of device names; needed for class destructive. */
  destroys: cel.optional(),
});

/** Changes one file by a named, pure edit: shown as a diff, backed up on the host, written beside and moved into place. */
export const editAction = z.strictObject({
  ...common,
  edit: z.string().min(1),
  file: template,
  with: z.record(z.string(), z.union([template, z.number(), z.boolean()])).default({}),
});

/** Puts a file on the host; hash compared before and after, free space checked, resumable. */
export const putAction = z.strictObject({
  ...common,
  /** `text:` inline content as a template, `asset:` a file that ships with Xenpath, or a path parameter on this machine. */
  put: z.union([
    z.strictObject({ text: template }),
    z.strictObject({ asset: z.string().min(1) }),
    z.strictObject({ path: template }),
  ]),
  to: template,
  mode: z
    .string()
    .regex(/^0[0-7]{3}$/u, 'four octal digits')
    .default('0644'),
});

/** Starts a reboot, waits for the host to go and to return, and proves a new boot id. */
export const rebootAction = z.strictObject({ ...common, reboot: template, deadline: duration });

/** What only hands can do. On a lab its own hands do it when `hand` is given; elsewhere a person attests, and checkpoints prove. */
export const manualAction = z.strictObject({
  ...common,
  manual: template,
  hand: z.strictObject({ verb: z.enum(['pull', 'plug', 'fail', 'recover']), what: template }).optional(),
});

/** Brings a host into the run (a guest that has come into being), reached through the step's host. */
export const joinAction = z.strictObject({
  ...common,
  join: z.strictObject({
    name: template,
    role: hostRole,
    address: template,
    user: z.string().default('root'),
    password: template.optional(),
  }),
});

export const action = z.union([runAction, editAction, putAction, rebootAction, manualAction, joinAction]);
export type Action = z.infer<typeof action>;
export type RunAction = z.infer<typeof runAction>;
export type EditAction = z.infer<typeof editAction>;
export type PutAction = z.infer<typeof putAction>;
export type RebootAction = z.infer<typeof rebootAction>;
export type ManualAction = z.infer<typeof manualAction>;
export type JoinAction = z.infer<typeof joinAction>;

/** A value taken from facts for later steps, by name: `captures.NAME` (per host: `captures.NAME[host.name]`). */
export const capture = z.strictObject({ probes: z.record(bindingName, probeBinding), value: cel, title: z.string().min(1) });

export const step = z.strictObject({
  id: identifier,
  title: z.string().min(1),
  source,
  /** What it is for, in our own words; paragraphs separated by blank lines, code between backticks. */
  why: z.string().min(1),
  /** The strongest class among its actions; lint compares. */
  class: actionClass,
  on: hostSelector,
  needs: z.array(identifier).default([]),
  /** CEL branch condition; `otherwise` is shown on the branch not taken. */
  when: cel.optional(),
  otherwise: z.string().optional(),
  estimate: duration,
  actions: z.array(action).default([]),
  checkpoints: z.array(checkpoint).min(1),
  captures: z.record(bindingName, capture).default({}),
  undo: z
    .union([z.strictObject({ actions: z.array(action).min(1) }), z.strictObject({ irreversible: z.string().min(1) })])
    .optional(),
  /** Listing numbers whose command and bytes the report shows in this step. */
  warning: z.string().optional(),
  /** May be done again on purpose with --redo. */
  repeatable: z.boolean().default(false),
  /** Several hosts are asked and acted on one after the other, first host alone. */
  figureView: z.enum(['figure-1', 'figure-2', 'figure-6', 'figure-15']).optional(),
});
export type Step = z.infer<typeof step>;

export const parameter = z.strictObject({
  title: z.string().min(1),
  help: z.string().optional(),
  type: z.enum(['string', 'integer', 'boolean', 'list', 'map']),
  /** Value, or CEL over earlier parameters and the fabric when `derive` is given. */
  default: z.unknown().optional(),
  derive: cel.optional(),
  pattern: z.string().optional(),
  values: z.array(z.union([z.string(), z.number()])).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  /** `host`: may differ from host to host (inventory host's parameters). */
  scope: z.enum(['run', 'host']).default('run'),
});
export type Parameter = z.infer<typeof parameter>;

export const chapter = z.strictObject({
  id: identifier,
  title: z.string().min(1),
  about: z.string().min(1),
  steps: z.array(step).min(1),
});

export const procedure = z.strictObject({
  format: z.literal(1),
  id: identifier,
  title: z.string().min(1),
  version: z.string().min(1),
  about: z.string().min(1),
  source: z.strictObject({
    title: z.string(),
    author: z.string().optional(),
    published: z.string().optional(),
    publisher: z.string().optional(),
  }),
  roles: z.partialRecord(hostRole, z.strictObject({ minimum: z.number().int().min(0), maximum: z.number().int() })),
  parameters: z.record(bindingName, parameter),
  chapters: z.array(chapter).min(1),
});
export type Procedure = z.infer<typeof procedure>;
export type Chapter = z.infer<typeof chapter>;
export type Capture = z.infer<typeof capture>;
