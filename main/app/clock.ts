import { setTimeout as wait } from 'node:timers/promises';
import type { EngineClock } from '../engine/ports.ts';

/** This machine's clock, with the scale at which time passes on the hosts. Waiting uses the monotonic clock, which nobody sets. */
export function createClock(scale: number): EngineClock {
  return {
    now: () => new Date().toISOString(),
    monotonic: () => performance.now(),
    scale,
    sleep: async (hostMilliseconds, signal) => {
      await wait(Math.max(SHORTEST_WAIT_MS, hostMilliseconds / scale), undefined, { signal });
    },
  };
}

/** However fast time passes on the hosts, they are not asked more often than this. */
const SHORTEST_WAIT_MS = 25;
