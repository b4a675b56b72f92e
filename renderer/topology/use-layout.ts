import { useEffect, useState } from 'react';
import type { Layout } from '../../core/topology/layout-graph.ts';
import { recordedLayout, type RecordedLayout } from '../../core/topology/recorded-layout.ts';
import type { TopologyView } from '../../core/topology/views.ts';
import { Layouts } from './layouts.ts';

export interface LaidOut {
  readonly view: TopologyView;
  readonly layout: Layout;
}

const NONE: readonly RecordedLayout[] = [];

/** One worker for all drawings of the page. */
let shared: Layouts | null = null;

/**
 * A view where it is drawn. `of`: what it is a view of; while that stays the same, what was drawn before stays until the next is laid out. Null until
 * the first. `recorded`: layouts that need not be made again.
 */
export function useLayout(view: TopologyView, of: string, recorded: readonly RecordedLayout[] = NONE): LaidOut | null {
  const [laidOut, setLaidOut] = useState<(LaidOut & { readonly of: string }) | null>(null);
  useEffect(() => {
    const known = recordedLayout(view, recorded);
    if (known !== null) {
      setLaidOut({ view, layout: known, of });
      return undefined;
    }
    let wanted = true;
    shared ??= new Layouts();
    void shared.layout(view).then((layout) => {
      if (wanted) setLaidOut({ view, layout, of });
    });
    return () => void (wanted = false);
  }, [view, of, recorded]);
  return laidOut?.of === of ? laidOut : null;
}
