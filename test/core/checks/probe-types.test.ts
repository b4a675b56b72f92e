import { describe, expect, it } from 'vitest';
import { celScope, evaluateExpression } from '../../../core/checks/cel.ts';
import { shapeOf, typeChecker } from '../../../core/checks/cel-types.ts';
import { toCel, type ShapeSchema } from '../../../core/checks/cel-value.ts';
import { probes } from '../../../core/probes/registry.ts';

/** Every path of members from a value's root, lists taken at their first item. */
function paths(schema: ShapeSchema, at: string): readonly string[] {
  const [inner] = schema.anyOf?.filter((one) => one.type !== 'null') ?? [schema];
  if (inner === undefined) return [at];
  if (typeof inner.items === 'object') return [at, ...paths(inner.items, `${at}[0]`)];
  return [at, ...Object.entries(inner.properties ?? {}).flatMap(([name, member]) => paths(member, `${at}.${name}`))];
}

describe('facts of every probe', () => {
  it.each(probes.map((probe) => [probe.name, probe] as const))('%s: each member has a type, and none other', (_name, probe) => {
    const schema = shapeOf(probe.facts);
    const checker = typeChecker({ facts: { kind: 'schema', schema }, all: { kind: 'several', schema } });
    for (const path of paths(schema, 'facts')) {
      const verdict = checker.check(path);
      expect(verdict, path).toMatchObject({ ok: true });
      const several = checker.check(path.replace(/^facts/u, 'all[0].facts'));
      expect(several, path).toMatchObject({ ok: true });
      if (verdict.ok && !verdict.type.includes('Type_')) expect(several, path).toEqual(verdict);
      expect(checker.check(`${path} == null`).ok || path === 'facts', path).toBe(true);
    }
    expect(checker.check('facts.noSuchMember').ok).toBe(false);
    const empty = toCel(probe.empty, schema);
    const scope = celScope({});
    expect(empty.ok && scope.ok && evaluateExpression('facts', { ...scope.value, facts: empty.value })).toEqual({
      ok: true,
      value: probe.empty,
    });
  });
});
