import Elk, { type ElkNode } from 'elkjs/lib/elk-api.js';
import { gridLayout } from '../../core/topology/grid-layout.ts';
import { layoutDeadlineMs, layoutFromElk, layoutGraph, type Layout } from '../../core/topology/layout-graph.ts';
import type { TopologyView } from '../../core/topology/views.ts';
import { startElkWorker } from './elk-worker.ts';

/** Milliseconds that the worker may take to be there. */
const START_MS = 60_000;
/** Layouts that are kept: going back in time or to another view is at once. */
const KEPT = 40;

/** Lays out diagrams beside the page. One at a time; what nobody waits for any more is not waited for. */
export class Layouts {
  readonly #deadlineMs: (view: TopologyView) => number;
  readonly #start: () => Worker;
  #elk: InstanceType<typeof Elk> | null = null;
  readonly #kept = new Map<string, Layout>();
  #turn: Promise<unknown> = Promise.resolve();
  #over = false;

  /** `deadlineMs`: how long one diagram is waited for before it is drawn as a grid. */
  constructor(deadlineMs = layoutDeadlineMs, start = startElkWorker) {
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
    // A diagram's time begins when the worker is at it, not while others are laid out.
    const asked = this.#turn.then(() => (this.#over ? null : this.#ask(view, graph)));
    this.#turn = asked;
    const layout = await asked;
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
    this.#over = true;
    this.#letGo();
  }

  /** Another worker is started for the next diagram. */
  #letGo(): void {
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
        this.#letGo();
        return null;
      }
      clearTimeout(timer);
      timer = setTimeout(() => late.abort(), this.#deadlineMs(view));
      const answer = await Promise.race([elk.layout(structuredClone(graph) as ElkNode), tooLate]);
      // A diagram that takes too long would hold up every later one: the worker goes with it.
      if (answer === null) this.#letGo();
      return answer === null ? null : layoutFromElk(view, answer);
    } catch {
      this.#letGo();
      return null;
    } finally {
      clearTimeout(timer);
    }
  }
}
