import { useEffect, useState } from 'react';
import type { Layout } from '../../core/topology/layout-graph.ts';
import type { TopologyView } from '../../core/topology/views.ts';
import { Layouts } from './layouts.ts';

export interface LaidOut {
  readonly view: TopologyView;
  readonly layout: Layout;
}

/** One worker for all drawings of the page. */
let shared: Layouts | null = null;

/**
 * A view where it is drawn. `of`: what it is a view of; while that stays the same, what was drawn before stays until the next is laid out. Null until
 * the first.
 */
export function useLayout(view: TopologyView | null, of: string): LaidOut | null {
  const [laidOut, setLaidOut] = useState<(LaidOut & { readonly of: string }) | null>(null);
  useEffect(() => {
    if (view === null) return undefined;
    let wanted = true;
    shared ??= new Layouts();
    void shared.layout(view).then((layout) => {
      if (wanted) setLaidOut({ view, layout, of });
    });
    return () => void (wanted = false);
  }, [view, of]);
  return laidOut?.of === of ? laidOut : null;
}
