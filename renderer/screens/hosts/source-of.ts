import type { HostSource } from '../../../core/contract/hosts.ts';

/** What stands for a source in an address: an inventory's name alone, `lab:NAME` for a lab. */
export function inventoryOf({ kind, name }: Pick<HostSource, 'kind' | 'name'>): string {
  return kind === 'lab' ? `lab:${name}` : name;
}

/** The source that an address means. */
export function sourceOf(inventory: string): string {
  return inventory.startsWith('lab:') ? inventory : `inventory:${inventory}`;
}
