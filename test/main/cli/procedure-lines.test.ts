import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loadProcedure } from '../../../core/procedure/load.ts';
import { procedureLines } from '../../../main/cli/commands/procedure.ts';

it('a procedure is shown with the clicks that do the same by hand, parameters as they are when nobody sets any', () => {
  const loaded = loadProcedure(readFileSync(new URL('../../../assets/procedures/rhel5-rdac.yaml', import.meta.url), 'utf8'));
  const shown = loaded.ok ? procedureLines(loaded.value.value).join('\n') : '';
  expect(shown).toContain('The same by hand in the Virtual Machine Manager:');
  expect(shown).toContain('[Install Media URL: http://192.168.100.1/rhel51]');
  expect(shown).toContain('[Partition: <captures.lunGuestDevices[0]>]');
});
