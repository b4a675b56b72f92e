import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import type { RunEvent, StoredEvent } from '../../core/run/events.ts';
import type { PlannedStorage } from '../../core/topology/from-declared.ts';
import type { Layout } from '../../core/topology/layout-graph.ts';
import { laidOutGraph, layoutsSeen, topologyText } from '../../core/topology/layouts-seen.ts';
import { topologyAt } from '../../core/topology/topology-at.ts';
import { topologyView, VIEW_IDS, type TopologyView } from '../../core/topology/views.ts';
import { EvidenceLost, type OpenRun } from './open-run.ts';

export interface TopologyWatchParts {
  /** Every event of the run that is stored. */
  readonly history: () => Promise<readonly StoredEvent[]>;
  readonly planned: PlannedStorage;
  /** Lays out beside the process, within a deadline of its own. */
  readonly layOut: (view: TopologyView) => Promise<Layout>;
}

/** Records each moment of what is connected, with its layout, beside the run: no act and no question waits for it. */
export interface TopologyWatch {
  /** Hears what was stored. */
  readonly take: (run: OpenRun, stored: readonly StoredEvent[]) => void;
  /** Resolves when what was heard so far is recorded. */
  readonly settled: () => Promise<void>;
}

/** What the model is made of. */
const FEEDS: ReadonlySet<RunEvent['type']> = new Set(['run-created', 'probed', 'host-joined', 'host-lost', 'host-connected']);
/** The model is made on this thread: the share of time that it may take there is one in so many. */
const SHARE = 10;

export function watchTopology({ history, planned, layOut }: TopologyWatchParts): TopologyWatch {
  let events: StoredEvent[] | null = null;
  let fresh: StoredEvent[] = [];
  let last: string | null = null;
  let layouts = new Map<string, Layout>();
  let working: Promise<void> | null = null;
  let failure: { readonly thrown: unknown } | null = null;
  let over = false;
  let hurry = new AbortController();

  async function read(): Promise<StoredEvent[]> {
    const all = await history();
    const seen = all.findLast(({ event }) => event.type === 'topology-seen')?.event;
    if (seen?.type === 'topology-seen') last = topologyText(seen.model);
    layouts = new Map(layoutsSeen(all));
    return all.filter(({ event }) => FEEDS.has(event.type));
  }

  function plannedAsStored(run: OpenRun): PlannedStorage {
    return run.parts.writer.concealed(planned) as PlannedStorage;
  }

  async function layoutsOf(model: ReturnType<typeof topologyAt>) {
    const views = VIEW_IDS.map((id) => topologyView(model, id)).filter(({ elements }) => elements.length > 0);
    return Promise.all(
      views.map(async (view) => {
        const of = laidOutGraph(view);
        const layout = layouts.get(of) ?? (await layOut(view));
        if (layout.by === 'elk') layouts.set(of, layout);
        return { view: view.id, of, layout };
      }),
    );
  }

  async function record(run: OpenRun): Promise<void> {
    const before: StoredEvent[] = (events ??= await read());
    const known = before.at(-1)?.sequence ?? 0;
    before.push(...fresh.filter(({ sequence }) => sequence > known));
    fresh = [];
    const upTo = before.at(-1)?.sequence ?? 0;
    const from = performance.now();
    const model = topologyAt(before, upTo, plannedAsStored(run));
    const text = topologyText(model);
    const took = performance.now() - from;
    if (text !== last && model.elements.length > 0) {
      const laidOut = await layoutsOf(model);
      if (over) return;
      // It is made of what is stored, as a report makes it again: what is stored of it is to be the same.
      await run.emit(run.parts.writer.own({ type: 'topology-seen', version: 1, upTo, model, layouts: laidOut }));
      last = text;
    }
    await wait(took * SHARE, undefined, { signal: hurry.signal, ref: false }).catch(() => undefined);
  }

  async function work(run: OpenRun): Promise<void> {
    while (fresh.length > 0 && !over) {
      // What waits for the same events goes first.
      await turn();
      await record(run);
    }
  }

  return {
    take: (run, stored) => {
      if (stored.some(({ event }) => event.type === 'run-stopped')) over = true;
      const feeding = stored.filter(({ event }) => FEEDS.has(event.type));
      if (feeding.length === 0) return;
      fresh.push(...feeding);
      working ??= work(run)
        .catch((thrown: unknown) => {
          // That nothing can be stored is told where the run itself stores something.
          if (!(thrown instanceof EvidenceLost)) failure ??= { thrown };
        })
        .finally(() => {
          working = null;
        });
    },
    settled: async () => {
      hurry.abort();
      while (working !== null) await working;
      hurry = new AbortController();
      if (failure !== null) throw failure.thrown;
    },
  };
}
