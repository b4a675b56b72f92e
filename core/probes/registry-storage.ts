import type { Probe } from './probe.ts';

/** Storage, fabric, array, file systems and load. */
export const storageProbes: readonly Probe[] = [];
