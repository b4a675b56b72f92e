import { inventory as inventorySchema, type Inventory } from '../hosts/inventory.ts';
import type { StoredEvent } from '../run/events.ts';
import { declaredPorts } from './discover-fabric.ts';
import { fromDeclared, type PlannedStorage } from './from-declared.ts';
import { fromDiscovered, imagesOf } from './from-discovered.ts';
import { joinTopologies } from './join.ts';
import { EMPTY_TOPOLOGY, type Topology } from './model.ts';
import { observedAt } from './observations.ts';

/** Topology of a run at a sequence number, from its events alone: the inventory that it began with, and every answer until then. */
export function topologyAt(events: readonly StoredEvent[], sequence: number, planned: PlannedStorage): Topology {
  const inventory = inventoryOf(events);
  if (inventory === null) return EMPTY_TOPOLOGY;
  const declared = fromDeclared(inventory, planned);
  return joinTopologies(declared, found(events, sequence, inventory, declared.topology));
}

/** What was found alone, for `topology adopt`: nothing of it is taken from what is declared. */
export function discoveredAt(events: readonly StoredEvent[], sequence: number): Topology {
  const inventory = inventoryOf(events);
  return inventory === null ? EMPTY_TOPOLOGY : found(events, sequence, inventory, EMPTY_TOPOLOGY);
}

function found(events: readonly StoredEvent[], sequence: number, inventory: Inventory, declared: Topology): Topology {
  const arrays = Object.entries(inventory.hosts).flatMap(([name, { role }]) => (role === 'array' ? [name] : []));
  return fromDiscovered(observedAt(events, sequence), { arrays, ports: declaredPorts(declared), images: imagesOf(declared) });
}

function inventoryOf(events: readonly StoredEvent[]): Inventory | null {
  const created = events[0]?.event;
  if (created?.type !== 'run-created') return null;
  const parsed = inventorySchema.safeParse(created.inventory);
  return parsed.success ? parsed.data : null;
}
