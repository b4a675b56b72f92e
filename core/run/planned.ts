import { z } from 'zod';
import { actionClass } from '../actions/action.ts';
import { staleCause } from '../checks/checkpoint.ts';
import { hostRole } from '../hosts/inventory.ts';

/** A checkpoint of a planned step, with what decides how long its pass counts. */
export const plannedCheck = z.strictObject({
  id: z.string(),
  title: z.string(),
  severity: z.enum(['fatal', 'warning']),
  staleAfter: z.array(staleCause),
  /** Hosts beside the step's own whose changes make a pass stale, by name (switches, the array). */
  dependsOn: z.array(z.string()),
  /** Age limit in milliseconds of host time; null: none. */
  maxAgeMs: z.number().positive().nullable(),
});
export type PlannedCheck = z.infer<typeof plannedCheck>;

/** A step as it stands in a run: the procedure's words that decide what may happen next, with the hosts it is for. */
export const plannedStep = z.strictObject({
  id: z.string(),
  title: z.string(),
  chapter: z.string(),
  /** Role of its hosts. */
  role: hostRole,
  class: actionClass,
  /** Names in inventory order; hosts that are to come into being included. */
  hosts: z.array(z.string()),
  needs: z.array(z.string()),
  estimateMs: z.number().min(0),
  repeatable: z.boolean(),
  undo: z.enum(['possible', 'irreversible', 'none']),
  checks: z.array(plannedCheck),
});
export type PlannedStep = z.infer<typeof plannedStep>;
