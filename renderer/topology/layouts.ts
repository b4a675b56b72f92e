import Elk, { type ElkNode } from 'elkjs/lib/elk-api.js';
import { gridLayout } from '../../core/topology/grid-layout.ts';
import { layoutFromElk, layoutGraph, type Layout } from '../../core/topology/layout-graph.ts';
import type { TopologyView } from '../../core/topology/views.ts';
import { startElkWorker } from './elk-worker.ts';

/** Milliseconds that one diagram is given before it is drawn as a grid. */
const DEADLINE_MS = 10_000;
/** Milliseconds that the worker may take to be there. */
const START_MS = 60_000;
/** Layouts that are kept: going back in time or to another view is at once. */
const KEPT = 40;

/** Lays out diagrams beside the page. One at a time; what nobody waits for any more is not waited for. */
export class Layouts {
  readonly #deadlineMs: number;
  readonly #start: () => Worker;
  #elk: InstanceType<typeof Elk> | null = null;
  readonly #kept = new Map<string, Layout>();

  constructor(deadlineMs = DEADLINE_MS, start = startElkWorker) {
    this.#deadlineMs = deadlineMs;
    this.#start = start;
  }

  /** ELK's layout, or a grid when ELK fails or does not answer within the deadline. */
  async layout(view: TopologyView): Promise<Layout> {
    if (view.elements.length === 0) return gridLayout(view);
    const graph = layoutGraph(view);
    const key = JSON.stringify(graph);
    const kept = this.#kept.get(key);
    if (kept !== undefined) return kept;
    const layout = await this.#ask(view, graph);
    // A grid is not kept: what took too long once may not when it is asked for again.
    if (layout === null) return gridLayout(view);
    this.#kept.set(key, layout);
    for (const old of this.#kept.keys()) {
      if (this.#kept.size <= KEPT) break;
      this.#kept.delete(old);
    }
    return layout;
  }

  dispose(): void {
    this.#elk?.terminateWorker();
    this.#elk = null;
  }

  async #ask(view: TopologyView, graph: ReturnType<typeof layoutGraph>): Promise<Layout | null> {
    const elk = (this.#elk ??= new Elk({ workerFactory: this.#start, algorithms: ['layered'] }));
    const late = new AbortController();
    // Until it answers at all it is being read in: that is the machine's time, not the drawing's.
    let timer = setTimeout(() => late.abort(), START_MS);
    const tooLate = new Promise<null>((resolve) => late.signal.addEventListener('abort', () => resolve(null)));
    try {
      const started = await Promise.race([elk.knownLayoutAlgorithms(), tooLate]);
      if (started === null) {
        this.dispose();
        return null;
      }
      clearTimeout(timer);
      timer = setTimeout(() => late.abort(), this.#deadlineMs);
      const answer = await Promise.race([elk.layout(structuredClone(graph) as ElkNode), tooLate]);
      // A diagram that takes too long would hold up every later one: the worker goes with it.
      if (answer === null) this.dispose();
      return answer === null ? null : layoutFromElk(view, answer);
    } catch {
      this.dispose();
      return null;
    } finally {
      clearTimeout(timer);
    }
  }
}
