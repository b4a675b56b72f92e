import type { Procedure, Step } from './schema.ts';

/** A step with the chapter that it stands in. */
export interface PlacedStep {
  readonly chapter: string;
  readonly step: Step;
}

/** Steps in the order of the text. */
export function stepsOf(procedure: Procedure): readonly PlacedStep[] {
  return procedure.chapters.flatMap((chapter) => chapter.steps.map((step) => ({ chapter: chapter.id, step })));
}

export interface StepOrder {
  readonly order: readonly string[];
  /** Steps that wait for each other in a circle, and those behind them; empty in a sound procedure. */
  readonly stuck: readonly string[];
}

/** Every step after what it needs, otherwise in the order of the text. Needs of unknown steps are passed over (lint tells them). */
export function orderSteps(procedure: Procedure): StepOrder {
  const all = stepsOf(procedure).map(({ step }) => step);
  const known = new Set(all.map(({ id }) => id));
  const done = new Set<string>();
  const order: string[] = [];
  let waiting = all;
  for (;;) {
    const next = waiting.find(({ needs }) => needs.every((need) => done.has(need) || !known.has(need)));
    if (next === undefined) break;
    order.push(next.id);
    done.add(next.id);
    waiting = waiting.filter((step) => step !== next);
  }
  return { order, stuck: waiting.map(({ id }) => id) };
}

/** Everything that a step needs, directly or through others. */
export function needsOf(procedure: Procedure, id: string): ReadonlySet<string> {
  const direct = new Map(stepsOf(procedure).map(({ step }) => [step.id, step.needs]));
  const found = new Set<string>();
  const queue = [...(direct.get(id) ?? [])];
  for (let need = queue.pop(); need !== undefined; need = queue.pop()) {
    if (found.has(need)) continue;
    found.add(need);
    queue.push(...(direct.get(need) ?? []));
  }
  return found;
}

/** Steps that need this one, directly or through others: what becomes stale when it is undone. */
export function dependantsOf(procedure: Procedure, id: string): readonly string[] {
  return stepsOf(procedure)
    .map(({ step }) => step.id)
    .filter((other) => needsOf(procedure, other).has(id));
}
