import { describe, expect, test } from 'vitest';
import type { MarkupElement, MarkupNode } from '../../../core/markup/node.ts';
import { svgDocument } from '../../../core/markup/serialise.ts';
import { drawTopology } from '../../../core/topology/drawing.ts';
import { DRAWING_STYLE } from '../../../core/topology/drawing-style.ts';
import { gridLayout } from '../../../core/topology/grid-layout.ts';
import { linkWords } from '../../../core/topology/labels.ts';
import type { Topology } from '../../../core/topology/model.ts';
import { STATE_MARKS } from '../../../core/topology/model.ts';
import { tableCsv, topologyTable } from '../../../core/topology/table.ts';
import { topologyAt } from '../../../core/topology/topology-at.ts';
import { topologyView, VIEW_IDS, type ViewId } from '../../../core/topology/views.ts';
import { ARTICLE_PLANNED, askEverything, beginRun } from '../../support/article-run.ts';

const run = askEverything(beginRun());
const topology = topologyAt(run.events, run.head, ARTICLE_PLANNED);
const draw = (of: Topology, id: ViewId): MarkupElement => {
  const view = topologyView(of, id);
  return drawTopology(view, gridLayout(view), 'd');
};
const all = (node: MarkupNode): MarkupElement[] => (typeof node === 'string' ? [] : [node, ...node.children.flatMap(all)]);
const text = (node: MarkupNode): string => (typeof node === 'string' ? node : node.children.map(text).join(''));
const child = (node: MarkupElement, tag: string): string => {
  const found = node.children.find((one) => typeof one !== 'string' && one.tag === tag);
  return found === undefined ? '' : text(found);
};

describe.each(VIEW_IDS)('%s', (id) => {
  test('every element and link has a title and a description, and its state by glyph and by word', () => {
    const view = topologyView(topology, id);
    const groups = all(draw(topology, id)).filter(({ attributes }) =>
      /^(element|link) /u.test(String(attributes['class'] ?? '')),
    );
    expect(groups).toHaveLength(view.elements.length + view.links.length);
    for (const group of groups) {
      const state = Object.keys(STATE_MARKS).find((name) =>
        String(group.attributes['class']).includes(`state-${name}`),
      ) as keyof typeof STATE_MARKS;
      expect(child(group, 'title')).toContain(STATE_MARKS[state].word);
      expect(child(group, 'desc')).not.toBe('');
      if (String(group.attributes['class']).startsWith('element')) expect(text(group)).toContain(STATE_MARKS[state].glyph);
      else if (state !== 'ok') expect(text(group)).toContain(STATE_MARKS[state].glyph);
    }
  });

  test('nothing overlaps that does not stand in the other', () => {
    const view = topologyView(topology, id);
    const { boxes, width, height } = gridLayout(view);
    const parents = new Map(view.elements.map((one) => [one.id, one.parent]));
    const within = (inner: string, outer: string): boolean => {
      for (let at = parents.get(inner) ?? null; at !== null; at = parents.get(at) ?? null) if (at === outer) return true;
      return false;
    };
    const names = Object.keys(boxes);
    expect(names).toHaveLength(view.elements.length);
    for (const [index, a] of names.entries())
      for (const b of names.slice(index + 1)) {
        const [one, two] = [boxes[a]!, boxes[b]!];
        expect(one.x + one.width).toBeLessThanOrEqual(width);
        expect(one.y + one.height).toBeLessThanOrEqual(height);
        if (within(a, b) || within(b, a)) continue;
        const apart =
          one.x + one.width <= two.x || two.x + two.width <= one.x || one.y + one.height <= two.y || two.y + two.height <= one.y;
        expect(apart, `${a} and ${b}`).toBe(true);
      }
  });
});

test('text of a host is data: markup in a name ends up as characters, what acts on a reader as escapes', () => {
  const hostile: Topology = {
    ...topology,
    elements: topology.elements.map((one) =>
      one.kind === 'lun'
        ? {
            ...one,
            name: '</text><script>alert(1)</script>',
            facts: [{ name: 'logical drive', value: 'a\u202e\u0007"b', evidence: null }],
          }
        : one,
    ),
  };
  const svg = svgDocument(draw(hostile, 'figure-2'), DRAWING_STYLE);
  expect(svg).not.toMatch(/<script/u);
  expect(svg).toContain('&lt;script&gt;');
  expect(svg).not.toMatch(/[\u202e\u0007]/u);
  expect(svg).toContain('\\u{202e}');
  expect(svg).toMatch(/^<\?xml[^>]*\?>\n<svg [^>]*><style>/u);
});

test('a link is said by its kind once: with its label, or by a label that says the kind', () => {
  expect(linkWords({ kind: 'cable', label: 'c1' })).toBe('cable c1');
  expect(linkWords({ kind: 'owns', label: 'owns' })).toBe('owns');
  expect(linkWords({ kind: 'owns', label: 'owns now' })).toBe('owns now');
  expect(linkWords({ kind: 'owns', label: 'preferred' })).toBe('owns preferred');
  expect(linkWords({ kind: 'serves', label: null })).toBe('serves');
  const view = topologyView(topology, 'figure-2');
  const said = [...topologyTable(view).map(({ connected }) => connected), ...all(draw(topology, 'figure-2')).map(text)].join(
    '\n',
  );
  expect(said).toContain('LUN 0 (owns, ok)');
  expect(said).toContain('owns from controller A to LUN 0: ok');
  expect(said).not.toContain('owns owns');
});

test('an empty view says that nothing is known', () => {
  const view = topologyView({ elements: [], links: [], paths: [], asked: [] }, 'figure-6');
  expect(text(drawTopology(view, gridLayout(view), 'd'))).toContain('Nothing is known of it yet.');
});

test('the table holds a row an element with the same state, and its CSV cannot become a formula', () => {
  const view = topologyView(topology, 'figure-2');
  const rows = topologyTable(view);
  expect(rows).toHaveLength(view.elements.length);
  expect(rows.find(({ what }) => what === 'host bus adapter port')).toMatchObject({
    name: 'port 1',
    in: 'xenhost',
    state: '✓ ok',
    connected: 'port 0 of sw1 (cable c1, ok)',
  });
  const csv = tableCsv([{ ...rows[0]!, name: '=cmd|"x"', facts: 'a, b\nc' }]);
  expect(csv.split('\r\n')[0]).toBe('What,Name,Part of,State,Why,Known from,Leads to,Facts');
  expect(csv).toContain('"\'=cmd|""x"""');
  expect(csv).toContain('"a, b\nc"');
});
