import { inert } from '../evidence/inert.ts';
import { element as markup } from '../markup/node.ts';
import { svgDocument } from '../markup/serialise.ts';
import { drawTopology } from './drawing.ts';
import { PAPER_STYLE } from './drawing-style.ts';
import type { Layout } from './layout-graph.ts';
import type { Marks } from './marks.ts';
import type { TopologyView } from './views.ts';

const LINE = 16;
const MARGIN = 16;

/** A drawing to keep, and its size in pixels. */
export interface DrawingFile {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/**
 * A drawing as a file that stands by itself: dark on white, with lines below it that say of what and when it is. States are told by glyphs, words and
 * kinds of lines, so that it says the same in black and white.
 */
export function drawingFile(view: TopologyView, layout: Layout, marks: Marks, caption: readonly string[]): DrawingFile {
  const drawing = drawTopology(view, layout, 'topology', marks);
  const width = Math.max(Math.ceil(layout.width), 480);
  const top = Math.ceil(layout.height) + MARGIN;
  const height = top + caption.length * LINE + MARGIN;
  const lines = caption.map((text, index) =>
    markup('text', { class: 'line', x: MARGIN, y: top + (index + 1) * LINE - 4 }, inert(text, { limit: 300 })),
  );
  const whole = {
    ...drawing,
    attributes: { ...drawing.attributes, width, height, viewBox: `0 0 ${width} ${height}` },
    children: [
      // What a picture has behind it depends on whoever shows it: it brings its own paper.
      markup('g', { class: 'paper' }, markup('rect', { x: 0, y: 0, width, height })),
      ...drawing.children,
      ...lines,
    ],
  };
  return {
    svg: svgDocument(whole, `${PAPER_STYLE}.topology .paper rect { fill: var(--paper); stroke: none; }\n`),
    width,
    height,
  };
}
