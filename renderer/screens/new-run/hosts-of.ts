import type { HostsChoice, InventoryListing, LabListing } from '../../../core/contract/labs.ts';

/** Names of the hosts that were chosen; none for a lab that does not run yet. */
export function hostsOf(
  choice: HostsChoice,
  labs: readonly LabListing[],
  inventories: readonly InventoryListing[],
): readonly string[] {
  switch (choice.kind) {
    case 'practice':
      return [];
    case 'lab':
      return labs.find(({ name }) => name === choice.name)?.hosts ?? [];
    case 'inventory':
      return inventories.find(({ name }) => name === choice.name)?.hosts ?? [];
  }
}
