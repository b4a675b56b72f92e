import type { TopologyElement } from './model.ts';

/** Name of the machine that an element stands in, its own where it stands in nothing: that of a host, a switch or an array. */
export function machineOf(elements: readonly TopologyElement[], one: Pick<TopologyElement, 'name' | 'parent'>): string {
  const outer = elements.find(({ id }) => id === one.parent);
  return outer === undefined ? one.name : machineOf(elements, outer);
}
