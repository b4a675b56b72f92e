import { z } from 'zod';
import { canonicalJson } from '../evidence/canonical.ts';
import { sha256Hex } from '../evidence/hash.ts';
import type { StoredEvent } from '../run/events.ts';
import { layoutGraph, type Layout } from './layout-graph.ts';
import type { TopologyView } from './views.ts';

const point = z.object({ x: z.number(), y: z.number() });
const layoutShape: z.ZodType<Layout> = z.object({
  by: z.enum(['elk', 'grid']),
  width: z.number(),
  height: z.number(),
  boxes: z.record(z.string(), point.extend({ width: z.number(), height: z.number() })),
  lines: z.record(z.string(), z.array(point)),
  labels: z.record(z.string(), point),
});

/** What a layout is of: SHA-256 of the graph that is laid out, boxes and texts with their sizes. */
export function laidOutGraph(view: TopologyView): string {
  return sha256Hex(canonicalJson(layoutGraph(view)));
}

/** The layouts that a run has stored, by what they are of; a grid only where there is nothing better. */
export function layoutsSeen(events: readonly StoredEvent[]): ReadonlyMap<string, Layout> {
  const seen = new Map<string, Layout>();
  for (const { event } of events) {
    if (event.type !== 'topology-seen') continue;
    for (const { of, layout } of event.layouts) {
      const parsed = layoutShape.safeParse(layout);
      if (parsed.success && (parsed.data.by === 'elk' || !seen.has(of))) seen.set(of, parsed.data);
    }
  }
  return seen;
}

/** A text that is the same for two models which say the same, whenever it was that they were told so. */
export function topologyText(model: unknown): string {
  return canonicalJson(JSON.parse(JSON.stringify(model, (name, value: unknown) => (name === 'evidence' ? undefined : value))));
}
