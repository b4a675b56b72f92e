import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inventory as inventorySchema } from '../../../core/hosts/inventory.ts';
import { loadProcedure } from '../../../core/procedure/load.ts';
import { resolveParameters, type ParametersResult } from '../../../core/procedure/parameters.ts';
import { makePlan, partOfPlan, type Plan } from '../../../core/procedure/plan.ts';
import type { Procedure } from '../../../core/procedure/schema.ts';
import { ARTICLE_INVENTORY } from '../../support/article-run.ts';

function shipped(): Procedure {
  const text = readFileSync(new URL('../../../assets/procedures/rhel5-rdac.yaml', import.meta.url), 'utf8');
  const loaded = loadProcedure(text);
  if (!loaded.ok) throw new Error(loaded.problems[0]?.sentence);
  return loaded.value.value;
}

const procedure = shipped();
const { fabric, ...bare } = ARTICLE_INVENTORY;
const resolve = (steps: readonly string[] | null, inventory: unknown = bare, set = {}): ParametersResult =>
  resolveParameters(procedure, inventorySchema.parse(inventory), set, steps === null ? null : new Set(steps));
const sentences = (result: ParametersResult): readonly string[] =>
  result.ok ? [] : result.problems.map(({ sentence }) => sentence);

function planOf(result: ParametersResult, given: unknown = bare): Plan {
  if (!result.ok) throw new Error(sentences(result).join('\n'));
  const inventory = inventorySchema.parse(given);
  const source = { inventory, parameters: result.value, captured: {}, joined: [], run: { id: '', operator: 'ada' } };
  const plan = makePlan(procedure, source);
  if (!plan.ok) throw new Error(plan.problem.sentence);
  return plan.value;
}

describe('an inventory without the section fabric:', () => {
  it('does for the steps that do not name it', () => {
    const result = resolve(['server', 'release', 'files', 'array', 'switches', 'xen-kernel', 'tools']);
    expect(result).toMatchObject({ ok: true, value: { noFabric: true } });
    expect(result.ok && result.value.run).not.toHaveProperty('luns');
  });

  it.each([['cables'], ['zoning'], ['logical-drives'], ['luns']])('does not do for step %s', (step) => {
    expect(sentences(resolve([step]))).toEqual([
      expect.stringMatching(/^The inventory has no section `fabric:`, which says what should be connected to what\./u),
    ]);
  });

  it('is one problem for everything, with what follows from it and where one is to be had', () => {
    const result = resolve(null);
    expect(result).toMatchObject({
      ok: false,
      problems: [{ code: 'no-fabric', next: expect.stringContaining('topology adopt') as string }],
    });
    expect(sentences(result)[0]).toMatch(/`luns`, `zones`, `pulledCable`.* follow from it\.$/u);
  });

  it('is told in the plan with the steps from which on it is needed; the plan is shown all the same', () => {
    const plan = planOf(resolve([]));
    expect(plan.concerns[0]).toMatch(
      /^The inventory has no section `fabric:`\. It is needed from step cables on, and by zoning \(`zones`\), .*logical-drives \(`luns`/u,
    );
    const part = partOfPlan(procedure, plan, new Set(['switches', 'zoning']));
    expect(part.chapters.map(({ id, steps }) => [id, steps])).toEqual([
      ['hardware-software', ['switches']],
      ['storage', ['zoning']],
    ]);
    expect(part.totals.acts).toBeLessThan(plan.totals.acts);
  });
});

describe('a parameter that does not follow', () => {
  const noCables = { ...bare, fabric: { ...fabric, cables: [] } };

  it('is told without the expression that did not give it, and what follows from it is told with it', () => {
    const told = sentences(resolve(null, noCables));
    expect(told).toContain(
      'Parameter `pulledCable` (Cable of the first fault, between the host of the guest on LUNs and a switch): it follows from `fabric.cables`, parameter `lunGuestHost`, where what it looks for is not to be found.',
    );
    expect(told.join('\n')).not.toMatch(/index 0|No such key|has\(|could not be evaluated/u);
    expect(told.filter((sentence) => sentence.includes('`pulledPort`'))).toEqual([]);
  });

  it('is no matter where it is not needed, or where what follows from it is set', () => {
    expect(resolve(['zoning'], noCables)).toMatchObject({ ok: true });
    const noController = { ...bare, fabric, hosts: { ...bare.hosts, ds4800: { role: 'array', address: 'a' } } };
    expect(resolve(['zoning'], noController)).toMatchObject({ ok: true });
    expect(sentences(resolve(['logical-drives', 'controller'], noController)).join('\n')).not.toContain('`zones`');
  });

  it('is told in the plan with the step that needs it', () => {
    const plan = planOf(resolve([], noCables), noCables);
    expect(plan.concerns).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Needed from step [a-z-]+ on: Parameter `pulledCable` \(Cable of the first fault/u),
      ]),
    );
  });
});

describe('what a plan says of what is not known yet', () => {
  const plan = planOf(resolve([], ARTICLE_INVENTORY), ARTICLE_INVENTORY);
  const acts = plan.steps.flatMap(({ id, hosts }) =>
    hosts.flatMap((host) => [...host.acts, ...host.undo].map((act) => ({ id, ...act }))),
  );

  it('names what is found out, and the step that finds it out', () => {
    const waiting = acts.filter(({ known }) => !known);
    expect(waiting.length).toBeGreaterThan(5);
    for (const { id, action, reason } of waiting) {
      expect(`${id}/${action}: ${reason ?? ''}`).toMatch(/: depends on “[^”]+”, which step [a-z-]+ finds out/u);
      expect(reason).not.toContain('{{');
    }
  });

  it('is free of the words of an evaluator', () => {
    expect(
      JSON.stringify([
        plan.concerns,
        plan.steps.map(({ hosts }) => hosts.map(({ reason, acts: of }) => [reason, of.map((act) => act.reason)])),
      ]),
    ).not.toMatch(/could not be evaluated|No such key|index 0/u);
  });
});
