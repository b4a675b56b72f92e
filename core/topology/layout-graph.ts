import { boxText } from './labels.ts';
import type { TopologyElement, TopologyLink } from './model.ts';
import type { TopologyView } from './views.ts';

/** A graph as ELK reads it (JSON form): layered, compound, with ports. Ids of nodes and edges are those of elements and links. */
export interface LayoutNode {
  readonly id: string;
  readonly width?: number;
  readonly height?: number;
  readonly labels?: readonly { readonly text: string; readonly width: number; readonly height: number }[];
  readonly ports?: readonly {
    readonly id: string;
    readonly width: number;
    readonly height: number;
    readonly layoutOptions: Options;
  }[];
  readonly children?: readonly LayoutNode[];
  readonly edges?: readonly LayoutEdge[];
  readonly layoutOptions?: Options;
}
export interface LayoutEdge {
  readonly id: string;
  readonly sources: readonly string[];
  readonly targets: readonly string[];
  readonly labels?: readonly { readonly id: string; readonly text: string; readonly width: number; readonly height: number }[];
}
type Options = Readonly<Record<string, string>>;

export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}
/** Where everything of a view is drawn, in pixels. */
export interface Layout {
  readonly by: 'elk' | 'grid';
  readonly width: number;
  readonly height: number;
  /** By element. */
  readonly boxes: Readonly<Record<string, Box>>;
  /** Corners of each link, from its beginning to its end. */
  readonly lines: Readonly<Record<string, readonly Point[]>>;
  /** Upper left corner of what is written on a link. */
  readonly labels: Readonly<Record<string, Point>>;
}

/** Room for the name of a box that others stand in. */
export const HEADER = 34;
export const BOX_HEIGHT = 42;
const PADDING = 14;

/** Width that a text needs: letters of a proportional type are taken as wide ones, since nobody measures here. */
export function textWidth(text: string, size: number): number {
  return Math.ceil(Array.from(text).length * size * 0.6);
}

/** Width that an element's box needs for its text, in pixels of the drawing, at least 100. */
export function boxWidth(element: TopologyElement): number {
  const { name, line } = boxText(element);
  return Math.max(100, 42 + Math.max(textWidth(name, 14.2), textWidth(line, 10.5)));
}

/** Elements of a drawing from which on it is laid out by quicker ways: everything of sixteen hosts has some 350. */
const MANY = 150;
/** Less than half of the work of the network simplex at 350 elements, and fewer bends; columns are a little less even. */
const QUICKLY: Options = { 'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF', 'elk.layered.thoroughness': '3' };

/** Milliseconds that a layout of a view is waited for: what has more in it takes longer, on a busy machine too. */
export function layoutDeadlineMs({ elements }: Pick<TopologyView, 'elements'>): number {
  return 10_000 + 40 * elements.length;
}

/** The graph of a view, from left to right as the article draws it. */
export function layoutGraph(view: TopologyView): LayoutNode {
  const children = childrenOf(view);
  const direction = view.id === 'figure-1' ? 'UP' : view.id === 'step' ? 'DOWN' : 'RIGHT';
  return {
    id: 'root',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': direction,
      'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
      'elk.edgeRouting': 'ORTHOGONAL',
      'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
      ...(view.elements.length > MANY ? QUICKLY : { 'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX' }),
      'elk.layered.spacing.nodeNodeBetweenLayers': '36',
      'elk.spacing.nodeNode': '18',
      'elk.spacing.edgeNode': '14',
      'elk.spacing.edgeEdge': '12',
      'elk.json.shapeCoords': 'ROOT',
      'elk.json.edgeCoords': 'ROOT',
      'elk.padding': '[top=12,left=12,bottom=12,right=12]',
    },
    children: children(null),
    edges: view.links.map((link) => ({
      id: link.id,
      ...ends(
        isTurned(view, link),
        portFor(view, link.from, link.kind === 'drives' ? `out ${link.label ?? ''}` : null),
        portFor(view, link.to, link.kind === 'presents' ? `in ${link.label ?? ''}` : null),
      ),
      ...(link.label === null || link.kind === 'presents' || link.kind === 'drives'
        ? {}
        : { labels: [{ id: `label ${link.id}`, text: link.label, width: textWidth(link.label, 10) + 6, height: 14 }] }),
    })),
  };
}

/** Kinds of links that lead from a LUN to the guests. */
const FROM_LUN: readonly TopologyLink['kind'][] = ['presents', 'drives', 'part', 'holds', 'backs', 'serves'];

/**
 * Where everything is drawn, a host would stand on both sides of the array: its ports lead there, and the LUNs lead back. What leads back is laid out the
 * other way round, so that guests, devices, ports, switches, controllers and LUNs follow one another.
 */
function isTurned(view: TopologyView, { kind }: Pick<TopologyLink, 'kind'>): boolean {
  return view.id === 'all' && FROM_LUN.includes(kind);
}

function ends(turned: boolean, from: string, to: string): Pick<LayoutEdge, 'sources' | 'targets'> {
  return turned ? { sources: [to], targets: [from] } : { sources: [from], targets: [to] };
}

function childrenOf(view: TopologyView): (parent: string | null) => LayoutNode[] {
  const children = (parent: string | null): LayoutNode[] =>
    view.elements
      .filter((one) => one.parent === parent)
      .map((one) => {
        const inner = children(one.id);
        const width = columnWidth(view, one);
        if (inner.length === 0) return { id: one.id, width, height: boxHeight(view, one), ...ports(view, one) };
        return {
          id: one.id,
          children: inner,
          layoutOptions: {
            'elk.padding': `[top=${HEADER + PADDING},left=${PADDING},bottom=${PADDING},right=${PADDING}]`,
            'elk.nodeSize.constraints': 'MINIMUM_SIZE',
            'elk.nodeSize.minimum': `(${width + 12},${HEADER})`,
          },
        };
      });
  return children;
}

/** Width of an element's box in a view, in pixels of the drawing: boxes of one kind that stand together are as wide as the widest and make a column. */
export function columnWidth(view: TopologyView, element: TopologyElement): number {
  const beside = view.elements.filter(({ parent, kind }) => parent === element.parent && kind === element.kind);
  return Math.max(...beside.map(boxWidth));
}

/** The multipath driver is as high as its LUNs need: each goes through it on a line of its own. */
function boxHeight(view: TopologyView, element: TopologyElement): number {
  if (element.kind !== 'multipath') return BOX_HEIGHT;
  return Math.max(BOX_HEIGHT, lunsThrough(view, element.id).length * 60);
}

function lunsThrough(view: TopologyView, driver: string): string[] {
  const labels = view.links.filter((link) => link.to === driver || link.from === driver).map(({ label }) => label ?? '');
  return [...new Set(labels)].sort((a, b) => Number(a) - Number(b));
}

function ports(view: TopologyView, element: TopologyElement): Pick<LayoutNode, 'ports' | 'layoutOptions'> {
  if (element.kind !== 'multipath') return {};
  const luns = lunsThrough(view, element.id);
  const [west, east] = view.id === 'all' ? (['out', 'in'] as const) : (['in', 'out'] as const);
  return {
    ports: luns.flatMap((lun, index) =>
      [west, east].map((side) => ({
        id: `${element.id} ${side} ${lun}`,
        width: 1,
        height: 1,
        layoutOptions: {
          'elk.port.side': side === west ? 'WEST' : 'EAST',
          'elk.port.index': String(side === west ? luns.length - index : index),
        },
      })),
    ),
    layoutOptions: { 'elk.portConstraints': 'FIXED_ORDER' },
  };
}

function portFor(view: TopologyView, element: string, side: string | null): string {
  const drawn = view.elements.find(({ id }) => id === element);
  return side !== null && drawn?.kind === 'multipath' ? `${element} ${side}` : element;
}

/** What ELK gives back, as far as it is needed. */
interface LaidOut {
  readonly id: string;
  readonly x?: number;
  readonly y?: number;
  readonly width?: number;
  readonly height?: number;
  readonly children?: readonly LaidOut[];
  readonly edges?: readonly {
    readonly id: string;
    readonly sections?: readonly {
      readonly startPoint: Point;
      readonly endPoint: Point;
      readonly bendPoints?: readonly Point[];
    }[];
    readonly labels?: readonly { readonly x?: number; readonly y?: number }[];
  }[];
}

/** The layout in an answer of ELK; null when something of the view has no place in it. */
export function layoutFromElk(view: TopologyView, answer: LaidOut): Layout | null {
  const boxes: Record<string, Box> = {};
  const lines: Record<string, readonly Point[]> = {};
  const labels: Record<string, Point> = {};
  const turned = new Set(view.links.filter((link) => isTurned(view, link)).map(({ id }) => id));
  const visit = (node: LaidOut): void => {
    boxes[node.id] = { x: node.x ?? 0, y: node.y ?? 0, width: node.width ?? 0, height: node.height ?? 0 };
    for (const edge of node.edges ?? []) {
      const section = edge.sections?.[0];
      if (section !== undefined) {
        const corners = [section.startPoint, ...(section.bendPoints ?? []), section.endPoint];
        lines[edge.id] = turned.has(edge.id) ? corners.toReversed() : corners;
      }
      const label = edge.labels?.[0];
      if (label?.x !== undefined && label.y !== undefined) labels[edge.id] = { x: label.x, y: label.y };
    }
    for (const child of node.children ?? []) visit(child);
  };
  visit(answer);
  const complete = view.elements.every(({ id }) => id in boxes) && view.links.every(({ id }) => id in lines);
  return complete ? { by: 'elk', width: answer.width ?? 0, height: answer.height ?? 0, boxes, lines, labels } : null;
}
