import type { Probe } from './probe.ts';

/** Hosts, Xen, packages, boot, guests and their network. */
export const hostProbes: readonly Probe[] = [];
