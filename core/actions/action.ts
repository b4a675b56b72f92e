import { z } from 'zod';
import { hostSelector, probeBinding } from '../checks/checkpoint.ts';
import { argument, bindingName, cel, duration, identifier, template } from '../checks/terms.ts';
import { hostRole } from '../hosts/inventory.ts';

/** Class of a step or command: what it may do to a host. */
export const actionClass = z.enum(['read', 'change', 'destructive', 'reboot', 'manual', 'fault']);
export type ActionClass = z.infer<typeof actionClass>;

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
  /** For class fault: what is taken away (template: a cable's label, `SWITCH:PORT`, `ARRAY:A` or `ARRAY:B`), or given back. */
  fault: z.strictObject({ what: template, does: z.enum(['take', 'restore']) }).optional(),
};

/** One command line of the host's shell. */
export const runAction = z.strictObject({
  ...common,
  run: template,
  /** Sent to standard input, for programs that ask. Values are put in as they are, without quotes. */
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
  with: z.record(z.string(), argument).default({}),
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

/**
 * Brings a host into the run (a guest that has come into being), reached through the step's host. How one signs in there is said by the inventory under its
 * name, by reference as for every host, else it is as on the step's host: a procedure and its parameters hold no secrets.
 */
export const joinAction = z.strictObject({
  ...common,
  join: z.strictObject({
    name: template,
    role: hostRole,
    address: template,
    user: z.string().default('root'),
  }),
});

export const action = z.union([runAction, editAction, putAction, rebootAction, manualAction, joinAction]);
export type Action = z.infer<typeof action>;
export type PutAction = z.infer<typeof putAction>;
export type ManualAction = z.infer<typeof manualAction>;

export type ActionKind = 'run' | 'edit' | 'put' | 'reboot' | 'manual' | 'join';

/** Kind of an action, told by the field that only it has. */
export function actionKind(one: Action): ActionKind {
  if ('run' in one) return 'run';
  if ('edit' in one) return 'edit';
  if ('put' in one) return 'put';
  if ('reboot' in one) return 'reboot';
  if ('manual' in one) return 'manual';
  return 'join';
}

/** Weakest first. A step's class is the strongest among its actions. */
export const CLASS_ORDER: readonly ActionClass[] = ['read', 'manual', 'change', 'reboot', 'fault', 'destructive'];

/** The class that does most to a host, in the order of CLASS_ORDER; `read` for an empty list. */
export function strongestClass(classes: readonly ActionClass[]): ActionClass {
  return classes.reduce<ActionClass>((most, one) => (CLASS_ORDER.indexOf(one) > CLASS_ORDER.indexOf(most) ? one : most), 'read');
}
