import { inventory, type Inventory } from '../../../core/hosts/inventory.ts';
import type { LabOptions } from './lab-options.ts';
import { defaultLuns } from './luns.ts';
import { addresses, arrayName, managementName } from './options.ts';
import { declaredFabric } from './world/storage/declared-fabric.ts';
import type { World } from './world/world.ts';

/** The inventory of a lab: its hosts with the keys that they prove, and what should be connected to what. Guests are not in it: they come into being. */
export function inventoryOf(world: World, options: LabOptions, fingerprints: Readonly<Record<string, string>>): Inventory {
  const crypto = options.crypto;
  const hosts = Object.fromEntries(
    world
      .machines()
      .filter((machine) => machine.state.role !== 'guest')
      .map(({ state }) => {
        const common = {
          address: state.address ?? state.name,
          crypto,
          ...(fingerprints[state.name] === undefined ? {} : { hostKey: fingerprints[state.name] }),
        };
        if (state.role === 'switch') return [state.name, { ...common, role: 'switch', user: 'admin', shell: 'fos' }];
        if (state.name === managementName)
          return [
            state.name,
            { ...common, role: 'array', user: 'root', controllers: [...addresses.controllers], parameters: { arrayName } },
          ];
        return [state.name, { ...common, role: state.role, user: 'root' }];
      }),
  );
  const fabric = declaredFabric(world.state.storage, {
    luns: defaultLuns(options.world.luns).map(({ name, capacityBytes }) => ({ name, sizeBytes: capacityBytes })),
    arrayHost: managementName,
  });
  return inventory.parse({ format: 1, name: `practice lab ${options.name}`, hosts, fabric });
}
