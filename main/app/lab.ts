import type { Duplex } from 'node:stream';
import type { Inventory, InventoryHost } from '../../core/hosts/inventory.ts';
import type { Hands } from '../labs/hands.ts';

/** The hosts that a run works on, and what is known of them beforehand. */
export interface Lab {
  readonly kind: 'practice' | 'xen' | 'own';
  readonly name: string;
  readonly simulated: boolean;
  /** Host time that passes in one unit of ours. */
  readonly scale: number;
  readonly seed?: number;
  readonly inventory: Inventory;
  /** Null on hosts of the user's own. */
  readonly hands: Hands | null;
  /** True for host keys that a lab process of this user registered. Nothing in an inventory can claim that. */
  readonly isLabKey: (fingerprint: string) => boolean | Promise<boolean>;
  /** A ready stream to a host's SSH server in the place of TCP; undefined: use TCP. */
  readonly stream?: (host: string, target: InventoryHost) => Promise<Duplex | undefined>;
  readonly dispose: () => Promise<void>;
}

/** Hosts of the user's own: nothing is known but what the inventory says. */
export function ownLab(inventory: Inventory): Lab {
  return {
    kind: 'own',
    name: inventory.name,
    simulated: false,
    scale: 1,
    inventory,
    hands: null,
    isLabKey: () => false,
    dispose: async () => {},
  };
}
