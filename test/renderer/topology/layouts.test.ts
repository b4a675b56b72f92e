import { expect, test } from 'vitest';
import { topologyAt } from '../../../core/topology/topology-at.ts';
import { topologyView, VIEW_IDS } from '../../../core/topology/views.ts';
import { Layouts } from '../../../renderer/topology/layouts.ts';
import { ARTICLE_PLANNED, askEverything, beginRun } from '../../support/article-run.ts';

const run = askEverything(beginRun());
const topology = topologyAt(run.events, run.head, ARTICLE_PLANNED);
const views = VIEW_IDS.map((id) => topologyView(topology, id));

/** Milliseconds that one diagram takes, and that each is given. */
const TAKES = 300;
const GIVEN = 800;

/** What elk-api expects of a worker: one question at a time, each answered `TAKES` after the one before. It puts everything at one place. */
class SlowWorker {
  onmessage: ((event: { readonly data: unknown }) => void) | null = null;
  terminated = false;
  #turn: Promise<unknown> = Promise.resolve();

  postMessage({ id, cmd, graph }: { readonly id: number; readonly cmd: string; readonly graph?: unknown }): void {
    this.#turn = this.#turn.then(async () => {
      if (cmd === 'layout') await new Promise((resolve) => setTimeout(resolve, TAKES));
      this.onmessage?.({ data: { id, data: cmd === 'layout' ? placed(graph as Placed) : [] } });
    });
  }
  terminate(): void {
    this.terminated = true;
  }
}

interface Placed {
  readonly children?: readonly Placed[];
  readonly edges?: readonly object[];
}

function placed({ children = [], edges = [], ...rest }: Placed): object {
  const at = { x: 0, y: 0 };
  const section = { startPoint: at, endPoint: at };
  return { ...rest, ...at, children: children.map(placed), edges: edges.map((edge) => ({ ...edge, sections: [section] })) };
}

test('diagrams that are asked for together are each given their own time, and a disposed one starts no worker', async () => {
  const workers: SlowWorker[] = [];
  const layouts = new Layouts(
    () => GIVEN,
    () => {
      const worker = new SlowWorker();
      workers.push(worker);
      return worker as unknown as Worker;
    },
  );
  // Together they take longer than one of them is given.
  expect(views.length * TAKES).toBeGreaterThan(GIVEN);
  const laidOut = await Promise.all(views.map((view) => layouts.layout(view)));
  expect(laidOut.map(({ by }) => by)).toEqual(views.map(() => 'elk'));
  expect(workers).toHaveLength(1);
  layouts.dispose();
  expect(workers[0]?.terminated).toBe(true);
  const [first] = views;
  const other = { ...first!, elements: first!.elements.slice(1), links: [] };
  expect((await layouts.layout(other)).by).toBe('grid');
  expect(workers).toHaveLength(1);
});

test('what does not come in time is drawn as a grid, and its worker goes', async () => {
  const workers: SlowWorker[] = [];
  const layouts = new Layouts(
    () => TAKES / 10,
    () => {
      const worker = new SlowWorker();
      workers.push(worker);
      return worker as unknown as Worker;
    },
  );
  expect((await layouts.layout(views[1]!)).by).toBe('grid');
  expect(workers[0]?.terminated).toBe(true);
  layouts.dispose();
});
