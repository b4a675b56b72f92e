/**
 * Waits until all have come to their end, and only then throws what the first that failed threw: nothing goes on behind the back of
 * whoever waits.
 */
export async function allOrFirstProblem(work: readonly Promise<unknown>[]): Promise<void> {
  for (const one of await Promise.allSettled(work)) if (one.status === 'rejected') throw one.reason;
}
