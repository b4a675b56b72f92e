import { inert } from '../evidence/inert.ts';
import { element as markup, type MarkupElement } from '../markup/node.ts';
import { boxText, calledByKind, linkWords } from './labels.ts';
import { MARK_GLYPHS, NO_MARKS, type Mark, type Marks } from './marks.ts';
import { HEADER, textWidth, type Layout, type Point } from './layout-graph.ts';
import { STATE_MARKS, type TopologyElement, type TopologyLink } from './model.ts';
import type { TopologyView } from './views.ts';

/**
 * A diagram as plain objects: pure. Each element has a title and a description, and shows its state by a glyph, a word, a line of its own
 * kind, and a colour: the drawing says the same in black and white. `prefix` keeps ids of several drawings in one page apart. `marks`: what else is
 * to be said of some of them.
 */
export function drawTopology(view: TopologyView, layout: Layout, prefix: string, marks: Marks = NO_MARKS): MarkupElement {
  const [width, height] = [Math.ceil(layout.width), Math.ceil(layout.height)];
  return markup(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      class: 'topology',
      role: 'img',
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      'aria-labelledby': `${prefix}-title ${prefix}-about`,
    },
    markup('title', { id: `${prefix}-title` }, view.title),
    markup('desc', { id: `${prefix}-about` }, `${view.about} ${summaryOf(view)}`),
    drawnParts(view, layout, marks).map(({ node }) => node),
  );
}

/** A piece of a drawing. */
export interface DrawnPart {
  /** Of the element or link. */
  readonly id: string;
  readonly is: 'container' | 'link' | 'leaf' | 'label';
  readonly node: MarkupElement;
}

/** The pieces of a drawing from back to front: what others stand in, links, what stands in it, and what is written on links. */
export function drawnParts(view: TopologyView, layout: Layout, marks: Marks = NO_MARKS): readonly DrawnPart[] {
  const depth = depths(view.elements);
  const ordered = [...view.elements].sort((a, b) => (depth.get(a.id) ?? 0) - (depth.get(b.id) ?? 0));
  const parents = new Set(view.elements.map(({ parent }) => parent));
  const names = new Map(view.elements.map(({ id, name }) => [id, name]));
  const part = (is: DrawnPart['is'], id: string, node: MarkupElement | null): DrawnPart[] =>
    node === null ? [] : [{ id, is, node }];
  const elements = (container: boolean): DrawnPart[] =>
    ordered
      .filter(({ id }) => parents.has(id) === container)
      .flatMap((one) =>
        part(container ? 'container' : 'leaf', one.id, drawElement(one, layout, container, marks.get(one.id) ?? null)),
      );
  return [
    ...elements(true),
    ...view.links.flatMap((link) => part('link', link.id, drawLink(link, layout, names, marks.get(link.id) ?? null))),
    ...elements(false),
    ...view.links.flatMap((link) => part('label', link.id, drawLabel(link, layout))),
  ];
}

function depths(elements: readonly TopologyElement[]): ReadonlyMap<string, number> {
  const parents = new Map(elements.map((one) => [one.id, one.parent]));
  const depth = (id: string): number => {
    const parent = parents.get(id) ?? null;
    return parent === null ? 0 : 1 + depth(parent);
  };
  return new Map(elements.map(({ id }) => [id, depth(id)]));
}

/** What is not well in a view, in one sentence. */
function summaryOf(view: TopologyView): string {
  const bad = view.elements.filter(({ state }) => state !== 'ok');
  if (view.elements.length === 0) return 'Nothing is known of it yet.';
  if (bad.length === 0) return 'Everything that is drawn is ok.';
  return `Not ok: ${bad.map((one) => `${inert(one.name)} ${STATE_MARKS[one.state].word}`).join(', ')}.`;
}

function drawElement(one: TopologyElement, layout: Layout, container: boolean, mark: Mark | null): MarkupElement | null {
  const box = layout.boxes[one.id];
  if (box === undefined) return null;
  const { name, line } = boxText(one);
  const { glyph, word } = STATE_MARKS[one.state];
  // The name of what others stand in keeps off its upper edge.
  const middle = container ? HEADER / 2 + 4 : box.height / 2;
  const [x, y] = [round(box.x), round(box.y)];
  return markup(
    'g',
    {
      class: `element ${container ? 'container' : 'leaf'} kind-${one.kind} state-${one.state} origin-${one.origin}${marked(mark)}`,
    },
    markup('title', {}, `${inert(calledByKind(one))}: ${word}${mark === null ? '' : `; ${mark.word}`}`),
    markup('desc', {}, description(one)),
    markup('rect', { x, y, width: round(box.width), height: round(box.height), rx: container ? 10 : 6 }),
    markup('circle', { class: 'mark', cx: x + 16, cy: y + round(middle), r: 8 }),
    markup('text', { class: 'glyph', x: x + 16, y: y + round(middle) + 4, 'text-anchor': 'middle' }, glyph),
    markup('text', { class: 'name', x: x + 30, y: y + round(middle) - 2 }, name),
    markup('text', { class: 'line', x: x + 30, y: y + round(middle) + 12 }, line),
    mark === null ? null : badge(mark, { x: x + round(box.width) - 2, y: y + 2 }),
  );
}

function marked(mark: Mark | null): string {
  return mark === null ? '' : ` marked mark-${mark.kind}`;
}

/** A glyph on the edge of what is marked: a square, since states have circles. */
function badge(mark: Mark, { x, y }: Point): MarkupElement {
  return markup(
    'g',
    { class: 'badge-mark' },
    markup('rect', { x: round(x - 8), y: round(y - 8), width: 16, height: 16, rx: 3 }),
    markup('text', { class: 'glyph', x: round(x), y: round(y + 4), 'text-anchor': 'middle' }, MARK_GLYPHS[mark.kind]),
  );
}

/** Everything that is known of an element, for a reader that cannot see the drawing. */
export function description(one: TopologyElement): string {
  const origin = { declared: 'Declared, not found.', discovered: 'Found.', both: 'Declared and found.' }[one.origin];
  const facts = [...new Set(one.facts.map(({ name, value }) => `${name} ${inert(value)}`))];
  return [one.why, origin, ...(facts.length === 0 ? [] : [`${facts.join('; ')}.`])].filter((text) => text !== null).join(' ');
}

function drawLink(
  link: TopologyLink,
  layout: Layout,
  names: ReadonlyMap<string, string>,
  mark: Mark | null,
): MarkupElement | null {
  const points = layout.lines[link.id];
  if (points === undefined) return null;
  const name = (id: string): string => inert(names.get(id) ?? id);
  const { word } = STATE_MARKS[link.state];
  return markup(
    'g',
    { class: `link link-${link.kind} state-${link.state} origin-${link.origin}${marked(mark)}` },
    markup(
      'title',
      {},
      `${inert(linkWords(link))} from ${name(link.from)} to ${name(link.to)}: ${word}${mark === null ? '' : `; ${mark.word}`}`,
    ),
    markup('desc', {}, link.why ?? `It is ${word}.`),
    markup('polyline', { points: points.map(({ x, y }) => `${round(x)},${round(y)}`).join(' ') }),
    link.state === 'ok' ? null : linkMark(link, points),
    mark === null ? null : badge(mark, beside(halfWay(points), link.state === 'ok' ? 0 : 18)),
  );
}

function beside({ x, y }: Point, by: number): Point {
  return { x: x + by, y };
}

/** A glyph in the middle of a link that is not ok. */
function linkMark(link: TopologyLink, points: readonly Point[]): MarkupElement {
  const { x, y } = halfWay(points);
  return markup(
    'g',
    { class: 'link-mark' },
    markup('circle', { class: 'mark', cx: round(x), cy: round(y), r: 8 }),
    markup('text', { class: 'glyph', x: round(x), y: round(y) + 4, 'text-anchor': 'middle' }, STATE_MARKS[link.state].glyph),
  );
}

function halfWay(points: readonly Point[]): Point {
  const pieces = points.slice(1).map((to, index) => ({ from: points[index] ?? to, to }));
  const length = ({ from, to }: { from: Point; to: Point }): number => Math.hypot(to.x - from.x, to.y - from.y);
  let left = pieces.reduce((sum, piece) => sum + length(piece), 0) / 2;
  for (const piece of pieces) {
    const size = length(piece);
    if (left <= size && size > 0) {
      const share = left / size;
      return { x: piece.from.x + (piece.to.x - piece.from.x) * share, y: piece.from.y + (piece.to.y - piece.from.y) * share };
    }
    left -= size;
  }
  return points[0] ?? { x: 0, y: 0 };
}

function drawLabel(link: TopologyLink, layout: Layout): MarkupElement | null {
  const at = layout.labels[link.id];
  if (at === undefined || link.label === null) return null;
  const text = inert(link.label, { limit: 40 });
  return markup(
    'g',
    { class: 'link-label', 'aria-hidden': 'true' },
    markup('rect', { x: round(at.x), y: round(at.y), width: textWidth(text, 10) + 6, height: 14, rx: 3 }),
    markup('text', { class: 'line', x: round(at.x) + 3, y: round(at.y) + 11 }, text),
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
