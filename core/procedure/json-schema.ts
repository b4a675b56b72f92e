import { z } from 'zod';
import { inventory } from '../hosts/inventory.ts';
import { procedure } from './schema.ts';

/** JSON Schema (2020-12) of procedure files, for editors. */
export function procedureJsonSchema(): unknown {
  return { ...z.toJSONSchema(procedure, { io: 'input', unrepresentable: 'any' }), title: 'Xenpath procedure' };
}

/** JSON Schema (2020-12) of inventory files, for editors. */
export function inventoryJsonSchema(): unknown {
  return { ...z.toJSONSchema(inventory, { io: 'input', unrepresentable: 'any' }), title: 'Xenpath inventory' };
}
