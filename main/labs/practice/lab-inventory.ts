import { inventory, type Inventory } from '../../../core/hosts/inventory.ts';
import { systemOf } from './create-world.ts';
import type { LabOptions } from './lab-options.ts';
import type { InventoryHosts } from './systems/system.ts';
import { kindsOfMachine } from './world/kinds.ts';
import type { World } from './world/world.ts';

/** The inventory of a lab: its hosts with the keys that they prove, and what should be connected to what. Guests are not in it: they come into being. */
export function inventoryOf(world: World, options: LabOptions, fingerprints: Readonly<Record<string, string>>): Inventory {
  const hosts: InventoryHosts = {};
  for (const { state } of world.machines()) {
    if (state.role === 'guest') continue;
    const hostKey = fingerprints[state.name];
    hosts[state.name] = {
      role: state.role,
      address: state.address ?? state.name,
      crypto: kindsOfMachine[state.kind].modernSsh === true ? 'modern' : options.crypto,
      ...(hostKey === undefined ? {} : { hostKey }),
    };
  }
  const declared = systemOf(world.state).declare(world, options, hosts);
  return inventory.parse({ format: 1, name: `practice lab ${options.name}`, hosts, ...declared });
}
