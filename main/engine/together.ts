import { EvidenceLost, RunInterrupted } from './open-run.ts';

/**
 * Waits until all have come to their end, and only then throws what weighs most of what was thrown (what nobody expected, then lost evidence, then an
 * interruption): nothing goes on behind the back of whoever waits.
 */
export async function allOrFirstProblem(work: readonly Promise<unknown>[]): Promise<void> {
  const reasons = (await Promise.allSettled(work)).flatMap((one): unknown[] => (one.status === 'rejected' ? [one.reason] : []));
  if (reasons.length > 0) throw reasons.sort((one, other) => weight(one) - weight(other))[0];
}

function weight(reason: unknown): number {
  if (reason instanceof RunInterrupted || (reason instanceof Error && reason.name === 'AbortError')) return 2;
  return reason instanceof EvidenceLost ? 1 : 0;
}
