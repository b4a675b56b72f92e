import { setTimeout as wait } from 'node:timers/promises';
import type { EngineClock } from '../engine/ports.ts';

/** This machine's clock, with the scale at which time passes on the hosts. Waiting uses the monotonic clock, which nobody sets. */
export function createClock(scale: number): EngineClock {
  return {
    now: () => new Date().toISOString(),
    monotonic: () => performance.now(),
    scale,
    ownSideMs: OWN_SIDE_MS,
    sleep: async (hostMilliseconds, signal) => {
      await wait(Math.max(SHORTEST_WAIT_MS, hostMilliseconds / scale), undefined, { signal });
    },
  };
}

/** However fast time passes on the hosts, they are not asked more often than this. */
const SHORTEST_WAIT_MS = 25;

/** Handshakes, parsing and a busy machine of ours: allowed on top of what the host is given. */
const OWN_SIDE_MS = 15_000;
