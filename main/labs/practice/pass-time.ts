import type { World } from './world/world.ts';

/** Real time in which something must happen: a tool that is loaded for the first time takes a while. */
const longestIdleMs = 20_000;

/** Lets the time of a world that nobody's clock drives pass, as fast as it can, until the promise settles. */
export async function passTime<T>(world: World, promise: Promise<T>): Promise<T> {
  const state = { done: false };
  const settled = promise.finally(() => (state.done = true));
  settled.catch(() => undefined);
  let since = performance.now();
  for (let idle = 0; performance.now() - since < longestIdleMs; idle += 1) {
    await turn();
    if (state.done) return settled;
    // Whoever still runs goes on in the turns between; only when all wait is it time for the next moment.
    const due = world.nextDue();
    if (world.working) {
      idle = 0;
      since = performance.now();
      continue;
    }
    if (due === null || idle % 3 !== 2) continue;
    await world.advanceTo(due, turn);
    since = performance.now();
  }
  throw new Error('Nothing happens in the world any more, and what is waited for has not come');
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
