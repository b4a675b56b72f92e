import type { z } from 'zod';
import type { Inventory, inventoryHost } from '../../../../core/hosts/inventory.ts';
import type { LabOptions } from '../lab-options.ts';
import type { WorldOptions } from '../options.ts';
import type { WorldPart } from '../world/part.ts';
import type { World } from '../world/world.ts';

/** Hosts of an inventory as it is written: what is left out is as it comes. */
export type InventoryHosts = Record<string, z.input<typeof inventoryHost>>;

/** One family of practice hosts: what its worlds are made of, how a new one comes about, and what an inventory says of it. */
export interface LabSystem {
  /** A later part's program stands in for an earlier one's at the same path. */
  readonly parts: readonly WorldPart[];
  /** A new world at its beginning, everything up. The same options give the same world. */
  readonly create: (options: WorldOptions) => Promise<World>;
  /** What of an inventory is this family's own; the hosts are as every lab has them until it changes them. */
  readonly declare: (world: World, options: LabOptions, hosts: InventoryHosts) => Pick<Inventory, 'fabric' | 'defaults'>;
}
