import type { Count } from './outcome.ts';
import type { KillClass } from './hunt.ts';

/** How often each class was met. */
export function hitsOf(kills: readonly Count[]): ReadonlyMap<KillClass, number> {
  const hits = new Map<KillClass, number>();
  for (const { hit } of kills) if (hit !== null) hits.set(hit, (hits.get(hit) ?? 0) + 1);
  return hits;
}

/** Lines of a table: moment, how often it was aimed at and hit, and what was lost or done twice in these. */
export function killTable(kills: readonly Count[], reports: { readonly aimed: number; readonly hit: number }): readonly string[] {
  const row = (...[name, ...numbers]: readonly [string, ...(string | number)[]]): string =>
    `kill  ${name.padEnd(36)}${numbers.map((number) => String(number).padStart(7)).join('')}`;
  const kinds = [...new Set(kills.flatMap(({ aimed, hit }) => (hit === null ? [aimed] : [aimed, hit])))];
  const sum = (list: readonly Count[], of: 'lost' | 'twice'): number => list.reduce((total, one) => total + one[of], 0);
  const rows = kinds.map((kind) => {
    const met = kills.filter(({ hit }) => hit === kind);
    return row(kind, kills.filter(({ aimed }) => aimed === kind).length, met.length, sum(met, 'lost'), sum(met, 'twice'));
  });
  const all = kills.filter(({ hit }) => hit !== null);
  return [
    row('moment', 'aimed', 'hit', 'lost', 'twice'),
    ...rows,
    row('report being written', reports.aimed, reports.hit, 0, 0),
    row('all', kills.length + reports.aimed, all.length + reports.hit, sum(all, 'lost'), sum(all, 'twice')),
  ];
}
