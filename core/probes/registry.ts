import type { Probe } from './probe.ts';
import { hostProbes } from './registry-hosts.ts';
import { storageProbes } from './registry-storage.ts';

/** Every probe there is, in the order of their names: a procedure can ask for no other. */
export const probes: readonly Probe[] = [...hostProbes, ...storageProbes].sort((a, b) => (a.name < b.name ? -1 : 1));

const byName: ReadonlyMap<string, Probe> = new Map(probes.map((probe) => [probe.name, probe]));

/** The probe of a name, `family.question`; undefined when there is none. */
export function findProbe(name: string): Probe | undefined {
  return byName.get(name);
}
