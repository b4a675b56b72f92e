import type { z } from 'zod';
import { inventory, type Inventory, type inventoryHost } from '../../../core/hosts/inventory.ts';
import type { LabOptions } from './lab-options.ts';
import { plannedLuns } from './luns.ts';
import { addresses, arrayName } from './options.ts';
import { declaredFabric } from './world/storage/declared-fabric.ts';
import type { World } from './world/world.ts';

/** All hosts share one real machine, and their time runs faster than its own: a load on them pauses longer between its rounds (seconds). */
const sharedMachineDefaults = { loadPause: 20 } as const;

/** The inventory of a lab: its hosts with the keys that they prove, and what should be connected to what. Guests are not in it: they come into being. */
export function inventoryOf(world: World, options: LabOptions, fingerprints: Readonly<Record<string, string>>): Inventory {
  const hosts: Record<string, z.input<typeof inventoryHost>> = {};
  for (const { state } of world.machines()) {
    if (state.role === 'guest') continue;
    const hostKey = fingerprints[state.name];
    const common = {
      address: state.address ?? state.name,
      crypto: options.crypto,
      ...(hostKey === undefined ? {} : { hostKey }),
    };
    if (state.role === 'switch') hosts[state.name] = { ...common, role: 'switch', user: 'admin', shell: 'fos' };
    else if (state.role === 'array') hosts[state.name] = { ...common, role: 'array', controllers: [...addresses.controllers] };
    else hosts[state.name] = { ...common, role: state.role };
  }
  const fabric = declaredFabric(world.state.storage, {
    luns: plannedLuns(options.world).map(({ name, capacityBytes }) => ({ name, sizeBytes: capacityBytes })),
    arrayHost: options.world.unlike?.array ?? arrayName,
  });
  return inventory.parse({ format: 1, name: `practice lab ${options.name}`, hosts, fabric, defaults: sharedMachineDefaults });
}
