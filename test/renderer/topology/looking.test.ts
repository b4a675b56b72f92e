import { describe, expect, test } from 'vitest';
import { gridLayout } from '../../../core/topology/grid-layout.ts';
import { topologyAt } from '../../../core/topology/topology-at.ts';
import { topologyView } from '../../../core/topology/views.ts';
import { fitted, LARGEST, showing, zoomed } from '../../../renderer/topology/camera.ts';
import { FIRST_PLACE, placeOf, placeText, type Place } from '../../../renderer/topology/place.ts';
import { searched } from '../../../renderer/topology/search.ts';
import { Walk } from '../../../renderer/topology/walk.ts';
import { ARTICLE_PLANNED, askEverything, beginRun } from '../../support/article-run.ts';

const run = askEverything(beginRun());
const topology = topologyAt(run.events, run.head, ARTICLE_PLANNED);

describe('the camera', () => {
  test('shows the whole drawing, in the middle and never larger than life', () => {
    const small = fitted({ width: 100, height: 50 }, { width: 500, height: 300 });
    expect(small).toEqual({ scale: 1, x: 200, y: 125 });
    const wide = fitted({ width: 4680, height: 100 }, { width: 500, height: 300 });
    expect(wide.scale).toBeCloseTo(0.1);
    expect(wide.x).toBeCloseTo(16);
  });

  test('zooms around a point, which stays where it is, and not without end', () => {
    const camera = { x: 10, y: 20, scale: 0.5 };
    const at = { x: 110, y: 70 };
    const nearer = zoomed(camera, 2, at);
    expect((at.x - nearer.x) / nearer.scale).toBeCloseTo((at.x - camera.x) / camera.scale);
    expect((at.y - nearer.y) / nearer.scale).toBeCloseTo((at.y - camera.y) / camera.scale);
    expect(zoomed(camera, 1e6, at).scale).toBe(LARGEST);
  });

  test('moves as far as it must for a box to be seen, and not where it is seen', () => {
    const camera = { x: 0, y: 0, scale: 1 };
    const stage = { width: 400, height: 300 };
    expect(showing(camera, { x: 50, y: 50, width: 100, height: 40 }, stage)).toEqual(camera);
    expect(showing(camera, { x: 500, y: 50, width: 100, height: 40 }, stage)).toEqual({ x: -216, y: 0, scale: 1 });
    expect(showing(camera, { x: -80, y: 50, width: 100, height: 40 }, stage).x).toBe(96);
  });
});

describe('a walk by keyboard', () => {
  const view = topologyView(topology, 'figure-2');
  const walk = new Walk(view, gridLayout(view));
  const port = view.elements.find(({ kind }) => kind === 'hba-port')!;
  const cable = view.links.find(({ kind, from }) => kind === 'cable' && from === port.id)!;

  test('goes along a connection onto its line, to its other end, and the same way back', () => {
    expect(walk.go(port.id, 'along')).toBe(cable.id);
    expect(walk.go(cable.id, 'along')).toBe(cable.to);
    expect(walk.go(cable.to, 'back')).toBe(cable.id);
    expect(walk.go(cable.id, 'back')).toBe(port.id);
    expect(walk.go(port.id, 'back')).toBe(port.parent);
  });

  test('gets to everything by going on alone, once each, and ends at the last', () => {
    const seen: string[] = [];
    for (let at = walk.go(null, 'first'); at !== null && seen.at(-1) !== at; at = walk.go(at, 'next')) seen.push(at);
    expect(new Set(seen)).toEqual(new Set(view.elements.map(({ id }) => id)));
    expect(seen).toHaveLength(view.elements.length);
    expect(seen.at(-1)).toBe(walk.go(seen[0]!, 'last'));
  });

  test('goes through the lines at one thing, and begins anew where what it was on is gone', () => {
    const owner = view.elements.find(({ kind, name }) => kind === 'controller' && name === 'controller A')!;
    const lines = view.links.filter(({ kind, from }) => kind === 'owns' && from === owner.id);
    expect(lines.length).toBeGreaterThan(1);
    const first = walk.go(owner.id, 'along')!;
    const second = walk.go(first, 'next')!;
    expect(lines.map(({ id }) => id)).toContain(second);
    expect(walk.go(second, 'previous')).toBe(first);
    expect(walk.go('device:gone', 'next')).toBe(walk.order[0]);
  });
});

test('a place goes into the address and comes out of it; what an address says wrongly is left out', () => {
  const places: readonly Place[] = [
    FIRST_PLACE,
    { from: 'all', at: 12, against: 3, on: 'cable|hba-port:a:21:00|switch-port:sw1:0', table: true },
    { from: { end: 'lun:ds 4800&x=1:0' }, at: null, against: null, on: null, table: false },
  ];
  for (const place of places) expect(placeOf(placeText(place))).toEqual(place);
  expect(placeText(FIRST_PLACE)).toBeNull();
  expect(placeOf('view=nothing&at=-1&against=x')).toEqual(FIRST_PLACE);
});

test('a search finds every word in names, labels, states and what is known; nothing by nothing', () => {
  const view = topologyView(topology, 'figure-2');
  expect(searched(view, '  ')).toEqual([]);
  const [wwpn] = view.elements.find(({ kind }) => kind === 'hba-port')!.facts;
  expect(searched(view, wwpn!.value.toUpperCase())).toHaveLength(2);
  expect(searched(view, 'cable c1')).toEqual([view.links.find(({ label }) => label === 'c1')?.id]);
  expect(searched(view, 'lun 2')).toContain(view.elements.find(({ name }) => name === 'LUN 2')?.id);
  expect(searched(view, 'lun nowhere')).toEqual([]);
});
