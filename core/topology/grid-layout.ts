import { BOX_HEIGHT, boxWidth, HEADER, type Box, type Layout, type Point } from './layout-graph.ts';
import type { ElementKind } from './model.ts';
import type { TopologyView } from './views.ts';

/** Column of what stands in nothing, from left to right. */
const COLUMNS: Readonly<Record<ElementKind, number>> = {
  host: 0,
  hypervisor: 0,
  'hba-port': 0,
  switch: 1,
  'switch-port': 1,
  array: 2,
  controller: 2,
  'controller-port': 2,
  lun: 2,
  multipath: 3,
  domain: 4,
  module: 4,
  device: 4,
  partition: 5,
  'file-system': 5,
  image: 6,
  guest: 7,
  'guest-disk': 7,
};
const GAP = 16;
const COLUMN_GAP = 72;

/** A plain layout that is always there at once: boxes in columns, links as straight lines. For when ELK does not answer in time. */
export function gridLayout(view: TopologyView): Layout {
  const boxes: Record<string, Box> = {};
  const roots = view.elements.filter(({ parent }) => parent === null);
  const columns = [...new Set(roots.map(({ kind }) => COLUMNS[kind]))].sort((a, b) => a - b);
  let x = GAP;
  let height = GAP;
  for (const column of columns) {
    let y = GAP;
    let widest = 0;
    for (const root of roots.filter(({ kind }) => COLUMNS[kind] === column)) {
      const size = place(view, root.id, { x, y }, boxes);
      y += size.height + GAP;
      widest = Math.max(widest, size.width);
    }
    height = Math.max(height, y);
    x += widest + COLUMN_GAP;
  }
  const lines: Record<string, readonly Point[]> = {};
  const labels: Record<string, Point> = {};
  for (const link of view.links) {
    const [from, to] = [boxes[link.from], boxes[link.to]];
    if (from === undefined || to === undefined) continue;
    const line = joined(from, to);
    lines[link.id] = line;
    const [start, end] = [line[0] ?? { x: 0, y: 0 }, line[1] ?? { x: 0, y: 0 }];
    if (link.label !== null) labels[link.id] = { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 - 14 };
  }
  return { by: 'grid', width: Math.max(x - COLUMN_GAP + GAP, 2 * GAP), height, boxes, lines, labels };
}

function place(view: TopologyView, id: string, at: Point, boxes: Record<string, Box>): { width: number; height: number } {
  const element = view.elements.find((one) => one.id === id);
  if (element === undefined) return { width: 0, height: 0 };
  const children = view.elements.filter(({ parent }) => parent === id);
  let height = children.length === 0 ? BOX_HEIGHT : HEADER + GAP;
  let width = boxWidth(element);
  for (const child of children) {
    const size = place(view, child.id, { x: at.x + GAP, y: at.y + height }, boxes);
    height += size.height + GAP;
    width = Math.max(width, size.width + 2 * GAP);
  }
  boxes[id] = { ...at, width, height };
  return { width, height };
}

function joined(from: Box, to: Box): readonly Point[] {
  const middle = (box: Box): number => box.y + box.height / 2;
  if (to.x >= from.x + from.width)
    return [
      { x: from.x + from.width, y: middle(from) },
      { x: to.x, y: middle(to) },
    ];
  if (from.x >= to.x + to.width)
    return [
      { x: from.x, y: middle(from) },
      { x: to.x + to.width, y: middle(to) },
    ];
  return [
    { x: from.x + from.width, y: middle(from) },
    { x: to.x + to.width, y: middle(to) },
  ];
}
