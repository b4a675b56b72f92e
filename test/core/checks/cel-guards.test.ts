import { describe, expect, it } from 'vitest';
import { parseTree } from '../../../core/checks/cel.ts';
import { unguardedLists } from '../../../core/checks/cel-guards.ts';

function unguarded(rule: string): readonly string[] {
  const tree = parseTree(rule);
  if (!tree.ok) throw new Error(tree.problem.sentence);
  return unguardedLists(tree.value).map(({ start, text }) => {
    expect(rule.slice(start).length).toBeGreaterThan(0);
    return text;
  });
}

describe('lists that a rule goes through without asking that there is something in them', () => {
  it.each([
    ['size(x.ports) > 0 && fabric.cables.filter(c, c.switch == host.name).all(c, c.up)'],
    ['size(fabric.cables) > 0 && fabric.cables.filter(c, c.switch == host.name).all(c, c.up)'],
    ['fabric.ports.all(p, x.known.exists(k, k == p.wwpn))'],
    ['x.answered && !fabric.zones.filter(z, z.switch == host.name).exists(z, z.name in x.missing)'],
    ['x.hosts.filter(h, h.group == "a").map(h, h.type).all(t, t == "Linux")'],
    ['unique(x.hosts.filter(h, h.group == "a")).all(h, h.type == "Linux")'],
    ['x.hosts.exists(h, h.group == "b") && x.hosts.filter(h, h.group == "a").all(h, h.type == "Linux")'],
    ['x.hosts.exists(h, h.group == "a") || x.hosts.filter(h, h.group == "a").all(h, h.type == "Linux")'],
    ['x.hosts.exists(h, h.on && h.ports.filter(p, p.number < 3).all(p, p.online))'],
    ['size(fabric.ports) >= 0 && fabric.ports.all(p, p.port in x.ports)'],
    ['!(size(fabric.ports) > 0 && fabric.ports.exists(p, p.port in x.ports)) || x.answered'],
    ['x.answered ? fabric.ports.all(p, p.port in x.ports) : false'],
  ])('%s', (rule) => {
    expect(unguarded(rule)).toHaveLength(1);
  });

  it.each([
    ['fabric.cables.exists(c, c.switch == host.name) && fabric.cables.filter(d, d.switch == host.name).all(d, d.up)'],
    [
      'fabric.cables.exists(c, c.up && c.switch == host.name) && fabric.cables.filter(d, d.switch == host.name).all(d, d.port == 1)',
    ],
    ['size(fabric.cables.filter(c, c.up)) > 0 && fabric.cables.filter(c, c.up).all(c, c.port in x.ports)'],
    ['fabric.cables.filter(c, c.up).size() >= 1 && fabric.cables.filter(c, c.up).all(c, c.port in x.ports)'],
    ['contiguous(fabric.luns, 0) && fabric.luns.all(l, l in x.luns)'],
    ['size(fabric.ports) > 0 ? fabric.ports.all(p, p.port in x.ports) : x.answered'],
    ['x.disks.all(d, d.good)'],
    ['params.luns.all(l, x.luns.exists(m, m == l))'],
    ['x.hosts.exists(h, h.ports.filter(p, p.number < 3).exists(p, p.online))'],
  ])('not in %s', (rule) => {
    expect(unguarded(rule)).toEqual([]);
  });
});
