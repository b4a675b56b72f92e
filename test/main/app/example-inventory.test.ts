import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { resolveParameters } from '../../../core/procedure/parameters.ts';
import { loadProcedure } from '../../../core/procedure/load.ts';
import { readInventory } from '../../../main/app/inventory-file.ts';

const read = (path: string): Promise<string> => readFile(fileURLToPath(new URL(`../../../${path}`, import.meta.url)), 'utf8');

describe('the inventory of the documentation', () => {
  it('is one, and gives the procedure all of its parameters', async () => {
    const inventory = readInventory(await read('docs/example-inventory.yaml'), '/lab/lab.yaml', '/home/someone');
    if (!inventory.ok) throw new Error(inventory.problems.map(({ sentence }) => sentence).join('\n'));
    expect(inventory.value.hosts['xen1']?.auth.key).toBe('/home/someone/.ssh/lab_rsa');
    const procedure = loadProcedure(await read('assets/procedures/rhel5-rdac.yaml'));
    if (!procedure.ok) throw new Error('The procedure cannot be read.');
    expect(resolveParameters(procedure.value.value, inventory.value, {})).toMatchObject({ ok: true });
  });
});
