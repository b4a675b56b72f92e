import { canonicalJson } from '../evidence/canonical.ts';
import { sha256Hex } from '../evidence/hash.ts';
import type { Procedure, Step } from './schema.ts';
import { stepsOf } from './order.ts';

/** SHA-256 of what a step does and proves; its prose (`why`, titles, source, clicks, what is presumed) may change without changing it. */
export function stepDigest(step: Step): string {
  const {
    why: _why,
    title: _title,
    source: _source,
    estimate: _estimate,
    warning: _warning,
    figureView: _figure,
    byHand: _byHand,
    ...what
  } = step;
  const captures = Object.entries(what.captures).map(([name, { presumed: _presumed, ...taken }]) => [name, taken]);
  const json = JSON.parse(JSON.stringify({ ...what, captures: Object.fromEntries(captures) as unknown })) as unknown;
  return sha256Hex(canonicalJson(json));
}

export interface ProcedureChange {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Steps that do or prove something else now. */
  readonly changed: readonly string[];
}

/** What another text of a procedure changes, by step. */
export function compareProcedures(before: Procedure, after: Procedure): ProcedureChange {
  const old = new Map(stepsOf(before).map(({ step }) => [step.id, stepDigest(step)]));
  const fresh = new Map(stepsOf(after).map(({ step }) => [step.id, stepDigest(step)]));
  return {
    added: [...fresh.keys()].filter((id) => !old.has(id)),
    removed: [...old.keys()].filter((id) => !fresh.has(id)),
    changed: [...fresh].filter(([id, digest]) => old.has(id) && old.get(id) !== digest).map(([id]) => id),
  };
}
