import { rdacArray } from './rdac-array.ts';
import { rdacArrays, rdacConfiguration, rdacTree, rdacVersion, rdacVirtualDevices } from './rdac.ts';
import type { Probe } from './probe.ts';
import { registered } from './registered.ts';

/** Storage, fabric, array, file systems and load. */
export const storageProbes: readonly Probe[] = [
  registered(rdacArray),
  registered(rdacArrays),
  registered(rdacConfiguration),
  registered(rdacTree),
  registered(rdacVersion),
  registered(rdacVirtualDevices),
];
