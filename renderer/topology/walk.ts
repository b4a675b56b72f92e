import type { Box, Layout, Point } from '../../core/topology/layout-graph.ts';
import type { TopologyView } from '../../core/topology/views.ts';

export type Direction = 'along' | 'back' | 'next' | 'previous' | 'first' | 'last';

/**
 * Ways through a drawing by keyboard: `along` and `back` follow connections, from a thing onto a line and from the line to its other end; `next` and
 * `previous` go through things in the order of reading, and on a line through the lines at the same thing.
 */
export class Walk {
  /** Elements, what is inside of one after it, from top to bottom. */
  readonly order: readonly string[];
  readonly #view: TopologyView;
  readonly #layout: Layout;
  readonly #out = new Map<string, string[]>();
  readonly #in = new Map<string, string[]>();
  readonly #ends: ReadonlyMap<string, { readonly from: string; readonly to: string }>;

  constructor(view: TopologyView, layout: Layout) {
    this.#view = view;
    this.#layout = layout;
    this.#ends = new Map(view.links.map(({ id, from, to }) => [id, { from, to }]));
    for (const { id, from, to } of view.links) {
      this.#out.set(from, [...(this.#out.get(from) ?? []), id]);
      this.#in.set(to, [...(this.#in.get(to) ?? []), id]);
    }
    const byHeight = (a: string, b: string): number =>
      this.#middle(a).y - this.#middle(b).y || this.#middle(a).x - this.#middle(b).x;
    for (const links of [...this.#out.values(), ...this.#in.values()]) links.sort(byHeight);
    this.order = this.#inside(null);
  }

  /** Where one gets to; as it is where there is no way on. Null: nothing is drawn. */
  go(from: string | null, direction: Direction): string | null {
    const first = this.order[0] ?? null;
    if (direction === 'first' || from === null || !this.has(from)) return first;
    if (direction === 'last') return this.order.at(-1) ?? null;
    const ends = this.#ends.get(from);
    return (ends === undefined ? this.#fromElement(from, direction) : this.#fromLink(from, ends, direction)) ?? from;
  }

  has(id: string): boolean {
    return this.#ends.has(id) || id in this.#layout.boxes;
  }

  /** Lines that end at an element. */
  linksAt(element: string): readonly string[] {
    return [...(this.#in.get(element) ?? []), ...(this.#out.get(element) ?? [])];
  }

  /** Room that something takes in the drawing. */
  boxOf(id: string): Box | null {
    const box = this.#layout.boxes[id];
    if (box !== undefined) return box;
    const line = this.#layout.lines[id];
    if (line === undefined || line.length === 0) return null;
    const [xs, ys] = [line.map(({ x }) => x), line.map(({ y }) => y)];
    const [x, y] = [Math.min(...xs), Math.min(...ys)];
    return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
  }

  #fromElement(id: string, direction: Direction): string | undefined {
    const at = this.order.indexOf(id);
    if (direction === 'next') return this.order[at + 1];
    if (direction === 'previous') return this.order[Math.max(0, at - 1)];
    if (direction === 'along') return this.#out.get(id)?.[0] ?? this.#firstInside(id);
    return this.#in.get(id)?.[0] ?? this.#view.elements.find((one) => one.id === id)?.parent ?? undefined;
  }

  #firstInside(id: string): string | undefined {
    const at = this.order.indexOf(id);
    const next = this.order[at + 1];
    return this.#view.elements.find((one) => one.id === next)?.parent === id ? next : undefined;
  }

  #fromLink(id: string, { from, to }: { readonly from: string; readonly to: string }, direction: Direction): string | undefined {
    if (direction === 'along') return to;
    if (direction === 'back') return from;
    const several = this.#out.get(from) ?? [];
    const links = several.length > 1 ? several : (this.#in.get(to) ?? []);
    const at = links.indexOf(id) + (direction === 'next' ? 1 : -1);
    return links[at];
  }

  #inside(parent: string | null): string[] {
    return this.#view.elements
      .filter((one) => one.parent === parent)
      .map(({ id }) => id)
      .sort((a, b) => this.#columns(a) - this.#columns(b) || this.#middle(a).y - this.#middle(b).y)
      .flatMap((id) => [id, ...this.#inside(id)]);
  }

  /** Things that stand below each other come after each other: by a coarse column, then by height. */
  #columns(id: string): number {
    return Math.round((this.#layout.boxes[id]?.x ?? 0) / 60);
  }

  #middle(id: string): Point {
    const box = this.boxOf(id);
    return box === null ? { x: 0, y: 0 } : { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }
}
