import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { gridLayout } from '../../core/topology/grid-layout.ts';
import { layoutDeadlineMs, layoutFromElk, layoutGraph, type Layout } from '../../core/topology/layout-graph.ts';
import type { TopologyView } from '../../core/topology/views.ts';

/** Lays out diagrams beside the process: ELK blocks whoever runs it. */
export interface LayoutPort {
  /** ELK's layout, or a plain grid when ELK fails or does not answer within the deadline. */
  readonly layout: (view: TopologyView) => Promise<Layout>;
  readonly dispose: () => Promise<void>;
}

/** Milliseconds that the worker may take to be there. */
const START_MS = 60_000;

/** CommonJS, given as text: the same worker runs from sources, from a build and from a bundle. */
const WORKER = `
const { parentPort, workerData } = require('node:worker_threads');
const { default: Elk } = require(workerData);
const elk = new Elk();
parentPort.postMessage({ id: 0 });
parentPort.on('message', ({ id, graph }) => {
  elk.layout(graph).then(
    (answer) => parentPort.postMessage({ id, answer }),
    (error) => parentPort.postMessage({ id, error: String(error) }),
  );
});
`;

interface Reply {
  readonly id: number;
  readonly answer?: Parameters<typeof layoutFromElk>[1];
}

/** `deadlineMs`: time that ELK is given for a diagram, in milliseconds of our clock. */
export function createLayout(deadlineMs: (view: TopologyView) => number = layoutDeadlineMs): LayoutPort {
  let worker: Worker | null = null;
  let ready = false;
  let count = 0;
  const waiting = new Map<number, (reply: Reply | null) => void>();

  function stop(): Promise<unknown> {
    const stopped = worker?.terminate() ?? Promise.resolve();
    worker = null;
    ready = false;
    for (const resolve of waiting.values()) resolve(null);
    waiting.clear();
    return stopped;
  }

  /** What the worker says of it; null when that does not come in time. */
  function answered(id: number, withinMs: number): Promise<Reply | null> {
    return new Promise((resolve) => {
      // A diagram that takes too long would hold up every later one: the worker goes with it.
      const timer = setTimeout(() => void stop(), withinMs);
      waiting.set(id, (given) => {
        clearTimeout(timer);
        resolve(given);
      });
    });
  }

  function running(): Worker {
    if (worker !== null) return worker;
    const started = new Worker(WORKER, {
      eval: true,
      workerData: createRequire(import.meta.url).resolve('elkjs/lib/elk.bundled.js'),
    });
    started.unref();
    started.on('message', (reply: Reply) => {
      if (reply.id === 0) ready = true;
      waiting.get(reply.id)?.(reply);
      waiting.delete(reply.id);
    });
    started.on('error', () => void stop());
    worker = started;
    return started;
  }

  /** One at a time: a diagram's time begins when the worker is at it, not while others are laid out. */
  let turn: Promise<unknown> = Promise.resolve();
  let over = false;
  function layout(view: TopologyView): Promise<Layout> {
    if (view.elements.length === 0) return Promise.resolve(gridLayout(view));
    const laidOut = turn.then(() => (over ? gridLayout(view) : layOut(view)));
    turn = laidOut.catch(() => undefined);
    return laidOut;
  }

  async function layOut(view: TopologyView): Promise<Layout> {
    const worker = running();
    // Until it answers at all it is being read in: that is the machine's time, not the drawing's.
    if (!ready && (await answered(0, START_MS)) === null) return gridLayout(view);
    const id = (count += 1);
    const coming = answered(id, deadlineMs(view));
    worker.postMessage({ id, graph: layoutGraph(view) });
    const reply = await coming;
    const placed = reply?.answer === undefined ? null : layoutFromElk(view, reply.answer);
    return placed ?? gridLayout(view);
  }

  return {
    layout,
    dispose: async () => {
      over = true;
      await stop();
    },
  };
}
