import { expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { inputNames } from '../../../core/procedure/step-inputs.ts';
import { loadProcedure } from '../../../core/procedure/load.ts';

const text = readFileSync(new URL('../../../assets/procedures/rhel5-rdac.yaml', import.meta.url), 'utf8');

it('names the parameters and the captured values of every step of the shipped procedure, all of them known', () => {
  const loaded = loadProcedure(text);
  if (!loaded.ok) throw new Error('The shipped procedure cannot be read.');
  const procedure = loaded.value.value;
  const names = inputNames(procedure);
  const captures = new Set(procedure.chapters.flatMap(({ steps }) => steps.flatMap((step) => Object.keys(step.captures))));
  const all = [...names.values()];
  expect(all.length).toBeGreaterThan(50);
  for (const { parameters, captures: found } of all) {
    expect(parameters.filter((name) => !Object.hasOwn(procedure.parameters, name))).toEqual([]);
    expect(found.filter((name) => !captures.has(name))).toEqual([]);
  }
  expect(names.get('server')?.parameters).toContain('serverProduct');
  expect(all.some(({ captures: found }) => found.length > 0)).toBe(true);
});
