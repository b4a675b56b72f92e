import { z } from 'zod';
import { action, actionClass } from '../actions/action.ts';
import { checkpoint, hostSelector, probeBinding } from '../checks/checkpoint.ts';
import { bindingName, cel, duration, identifier } from '../checks/terms.ts';
import { hostRole } from '../hosts/inventory.ts';

export * from '../actions/action.ts';
export * from '../checks/checkpoint.ts';

/**
 * The shape of a procedure file. Text between `{{` and `}}` is a CEL expression over the scope of the step
 * (`params`, `host`, `hosts`, `fabric`, `captures`, `captured`, `item`, `run`); inside a command its value is shell-quoted,
 * a list becomes several words. Conditions, rules and lists (`when`, `where`, `rule`, `forEach`, ...) are CEL as a whole.
 */

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
 * One thing that a person does, or sees, in a graphical tool. `do`, what is entered and `shows` are text with templates over parameters and
 * captures, so that it is right for the hosts at hand.
 */
export const click = z.strictObject({
  /** Window or page, as the tool calls it. */
  screen: z.string().min(1),
  do: z.string().min(1),
  /** CEL; where it is false the click is left out. */
  when: cel.optional(),
  /** What is typed or chosen, by the name of the field. */
  enters: z.record(z.string().min(1), z.string().min(1)).default({}),
  /** What is then to be seen. */
  shows: z.string().min(1).optional(),
  /** Its number, where the source counts its clicks. */
  number: z.number().int().min(1).optional(),
  /** Picture of the screen in the source. */
  figure: z.number().int().optional(),
});

/** How a person does the same in a graphical tool, click by click. Told, never done: what is proved is what the step's checkpoints find. */
export const byHand = z.strictObject({ tool: z.string().min(1), clicks: z.array(click).min(1) });

/** The diagrams that stand for figures. */
export const figureView = z.enum(['figure-1', 'figure-2', 'figure-6', 'figure-15']);

/** A figure of the source, and the diagram of the live hosts that stands for it; without one it is the picture of a screen. */
export const figure = z.strictObject({ number: z.number().int(), title: z.string().min(1), view: figureView.optional() });

/**
 * A value taken from facts for later steps. `captures.NAME` is what was taken on the host in scope, or else the only one
 * that any host has; `captured["xen1"].NAME` is that of a named host.
 */
export const capture = z.strictObject({
  probes: z.record(bindingName, probeBinding),
  value: cel,
  title: z.string().min(1),
  /** What it will presumably be, from parameters, hosts and fabric alone. The plan shows it as predicted; nothing is done with it. */
  presumed: cel.optional(),
});

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
  /** What a person must know before it runs (the article warns of the installer's own example, for instance). */
  warning: z.string().optional(),
  /** May be done again on purpose with --redo. */
  repeatable: z.boolean().default(false),
  /** The diagram that shows this step. */
  figureView: figureView.optional(),
  /** The same in a graphical tool. */
  byHand: byHand.optional(),
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
  /** Its checks are also asked, all at once, before a run begins: one that is fatal and does not pass keeps the run from beginning. */
  preflight: z.boolean().default(false),
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
    /** Its figures, each of which a step carries. */
    figures: z.array(figure).default([]),
  }),
  roles: z.partialRecord(hostRole, z.strictObject({ minimum: z.number().int().min(0), maximum: z.number().int() })),
  parameters: z.record(bindingName, parameter),
  chapters: z.array(chapter).min(1),
});
export type Procedure = z.infer<typeof procedure>;
