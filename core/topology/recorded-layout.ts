import { columnWidth, type Layout } from './layout-graph.ts';
import type { TopologyView } from './views.ts';

/** A layout as a run has recorded it with the moment that it is of. */
export interface RecordedLayout {
  readonly view: string;
  readonly layout: Layout;
}

/** The recorded layout of a view, where it still fits: everything has its place in it, and boxes are as wide as their texts are now. */
export function recordedLayout(view: TopologyView, recorded: readonly RecordedLayout[]): Layout | null {
  const layout = recorded.find((one) => one.view === view.id)?.layout;
  if (layout?.by !== 'elk') return null;
  const parents = new Set(view.elements.map(({ parent }) => parent));
  const fits =
    view.elements.every((one) => {
      const box = layout.boxes[one.id];
      return box !== undefined && (parents.has(one.id) || Math.abs(box.width - columnWidth(view, one)) < 1);
    }) && view.links.every(({ id }) => id in layout.lines);
  return fits ? layout : null;
}
