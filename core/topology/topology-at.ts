import { inventory as inventorySchema } from '../hosts/inventory.ts';
import type { StoredEvent } from '../run/events.ts';
import { fromDeclared, type PlannedStorage } from './from-declared.ts';
import { fromDiscovered } from './from-discovered.ts';
import { joinTopologies } from './join.ts';
import { EMPTY_TOPOLOGY, type Topology } from './model.ts';
import { observedAt } from './observations.ts';

/** Topology of a run at a sequence number, from its events alone: the inventory that it began with, and every answer until then. */
export function topologyAt(events: readonly StoredEvent[], sequence: number, planned: PlannedStorage): Topology {
  const discovered = discoveredAt(events, sequence);
  const inventory = inventoryOf(events);
  return inventory === null ? discovered : joinTopologies(fromDeclared(inventory, planned), discovered);
}

/** What was found alone, for `topology adopt`. */
export function discoveredAt(events: readonly StoredEvent[], sequence: number): Topology {
  const inventory = inventoryOf(events);
  const arrays = Object.entries(inventory?.hosts ?? {}).flatMap(([name, { role }]) => (role === 'array' ? [name] : []));
  return events.length === 0 ? EMPTY_TOPOLOGY : fromDiscovered(observedAt(events, sequence), arrays);
}

function inventoryOf(events: readonly StoredEvent[]) {
  const created = events[0]?.event;
  if (created?.type !== 'run-created') return null;
  const parsed = inventorySchema.safeParse(created.inventory);
  return parsed.success ? parsed.data : null;
}
