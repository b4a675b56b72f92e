import { afterAll, expect, test } from 'vitest';
import { gridLayout } from '../../../core/topology/grid-layout.ts';
import { layoutDeadlineMs, layoutGraph } from '../../../core/topology/layout-graph.ts';
import { topologyAt } from '../../../core/topology/topology-at.ts';
import { topologyView, VIEW_IDS } from '../../../core/topology/views.ts';
import { createLayout } from '../../../main/app/layout.ts';
import { ARTICLE_PLANNED, askEverything, beginRun } from '../../support/article-run.ts';

const run = askEverything(beginRun());
const topology = topologyAt(run.events, run.head, ARTICLE_PLANNED);
const port = createLayout();
afterAll(() => port.dispose());

test.each(VIEW_IDS)('ELK places every element and link of %s, children within their parents', async (id) => {
  const view = topologyView(topology, id);
  const { by, boxes, lines } = await port.layout(view);
  expect(by).toBe('elk');
  expect(Object.keys(lines)).toEqual(expect.arrayContaining(view.links.map((link) => link.id)));
  for (const one of view.elements) {
    const box = boxes[one.id]!;
    const outer = one.parent === null ? undefined : boxes[one.parent];
    if (outer === undefined) continue;
    expect(box.x).toBeGreaterThanOrEqual(outer.x);
    expect(box.y).toBeGreaterThanOrEqual(outer.y);
    expect(box.x + box.width).toBeLessThanOrEqual(outer.x + outer.width + 0.5);
    expect(box.y + box.height).toBeLessThanOrEqual(outer.y + outer.height + 0.5);
  }
});

test('boxes of one kind that stand together are equally wide', async () => {
  const view = topologyView(topology, 'figure-2');
  const { boxes } = await port.layout(view);
  const luns = view.elements.filter(({ kind }) => kind === 'lun').map(({ id }) => boxes[id]!.width);
  expect(luns.length).toBeGreaterThan(2);
  expect(new Set(luns).size).toBe(1);
});

test('everything is drawn from the guests to the LUNs, and each line still goes from its beginning to its end', async () => {
  const view = topologyView(topology, 'all');
  const { boxes, lines } = await port.layout(view);
  const lefts = (wanted: string): number[] => view.elements.filter(({ kind }) => kind === wanted).map(({ id }) => boxes[id]!.x);
  const inOrder = ['guest', 'multipath', 'hba-port', 'switch-port', 'controller-port', 'lun'].map(lefts);
  inOrder.slice(1).forEach((next, index) => expect(Math.max(...inOrder[index]!)).toBeLessThan(Math.min(...next)));
  for (const { id, from } of view.links) {
    const [begin] = lines[id]!;
    const box = boxes[from]!;
    expect(begin!.x).toBeGreaterThanOrEqual(box.x - 1.5);
    expect(begin!.x).toBeLessThanOrEqual(box.x + box.width + 1.5);
    expect(begin!.y).toBeGreaterThanOrEqual(box.y - 1.5);
    expect(begin!.y).toBeLessThanOrEqual(box.y + box.height + 1.5);
  }
});

test('what does not come in time is drawn as a grid, and the next one is laid out again', async () => {
  const hasty = createLayout(() => 1);
  const view = topologyView(topology, 'all');
  expect(await hasty.layout(view)).toEqual(gridLayout(view));
  await hasty.dispose();
  expect((await port.layout(view)).by).toBe('elk');
});

test('the same view gives the same layout', async () => {
  const view = topologyView(topology, 'figure-2');
  expect(await port.layout(view)).toEqual(await port.layout(view));
});

test('of many elements it is laid out by quicker ways, and waited for longer', () => {
  const view = topologyView(topology, 'all');
  const nodePlacement = (elements: typeof view.elements): string | undefined =>
    layoutGraph({ ...view, elements, links: [] }).layoutOptions?.['elk.layered.nodePlacement.strategy'];
  const many = Array.from({ length: 350 }, (_none, index) => ({ ...view.elements[0]!, id: `host:${index}`, parent: null }));
  expect(nodePlacement(view.elements)).toBe('NETWORK_SIMPLEX');
  expect(nodePlacement(many)).toBe('BRANDES_KOEPF');
  expect(layoutDeadlineMs({ elements: many })).toBeGreaterThan(2 * layoutDeadlineMs({ elements: [] }));
});
