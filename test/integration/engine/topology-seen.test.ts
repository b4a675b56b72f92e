import { afterEach, beforeEach, expect, it } from 'vitest';
import { gridLayout } from '../../../core/topology/grid-layout.ts';
import { laidOutGraph, topologyText } from '../../../core/topology/layouts-seen.ts';
import { topologyAt } from '../../../core/topology/topology-at.ts';
import { topologyView, type TopologyView } from '../../../core/topology/views.ts';
import { layOutAsSeen } from '../../../main/app/topology.ts';
import { watchTopology } from '../../../main/engine/topology-watch.ts';
import { executeRun } from '../../../main/engine/execute.ts';
import { OpenRun } from '../../../main/engine/open-run.ts';
import type { Layout } from '../../../core/topology/layout-graph.ts';
import type { StoredEvent } from '../../../core/run/events.ts';
import { Rig, work } from './rig.ts';

const PLANNED = { mounts: [], guests: [] };
let rig: Rig;
let laidOut: TopologyView[];

beforeEach(async () => {
  rig = await Rig.open();
  laidOut = [];
});
afterEach(() => rig.dispose());

const stored = async (): Promise<readonly StoredEvent[]> => {
  const events = await rig.application.store.events(rig.run.id);
  if (!events.ok) throw new Error(events.problem.sentence);
  return events.value;
};
/** A layout that is told from the plain grid, and from ELK's. */
const marked = (view: TopologyView): Layout => ({ ...gridLayout(view), by: 'elk', width: 4321 });

/** The run with a watch on it, and what lays out as the test says. */
function watched(layOut: (view: TopologyView) => Promise<Layout>): OpenRun {
  const topology = watchTopology({
    history: stored,
    planned: PLANNED,
    layOut: (view) => {
      laidOut.push(view);
      return layOut(view);
    },
  });
  return new OpenRun({ ...rig.run.parts, topology }, rig.run.state);
}
const execute = (run: OpenRun, ...steps: readonly string[]) =>
  executeRun(run, { steps: new Set(steps), hosts: null, redo: new Set(steps), recheck: false });

it('each moment of what is connected is recorded once, with the layout of each view, before the run stops', async () => {
  work(rig, 'touch worked');
  await rig.begin();
  const run = watched(async (view) => marked(view));
  await execute(run, 'look', 'work');
  const events = await stored();
  const seen = events.flatMap(({ event }) => (event.type === 'topology-seen' ? [event] : []));
  expect(seen.length).toBeGreaterThan(0);
  expect(new Set(seen.map(({ model }) => topologyText(model))).size).toBe(seen.length);
  const last = seen.at(-1)!;
  expect(topologyText(last.model)).toBe(topologyText(topologyAt(events, events.length, PLANNED)));
  expect(events.at(-1)?.event.type).toBe('run-stopped');
  // What is drawn later is drawn as it was stored.
  const view = topologyView(topologyAt(events, events.length, PLANNED), 'all');
  expect(last.layouts).toContainEqual({ view: 'all', of: laidOutGraph(view), layout: marked(view) });
  const never = { layout: () => Promise.reject(new Error('laid out anew')), dispose: async () => undefined };
  expect(await layOutAsSeen(events, never)(view)).toEqual(marked(view));
  await expect(layOutAsSeen([], never)(view)).rejects.toThrow('laid out anew');
});

it('no act waits for a layout, and what did not change is not recorded or laid out again', async () => {
  work(rig, 'touch worked');
  await rig.begin();
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const run = watched(async (view) => {
    await held;
    return marked(view);
  });
  const done = rig.at(({ type }) => type === 'act-done', release);
  await execute(run, 'look', 'work');
  await done;
  const events = await stored();
  const order = events.map(({ event }) => event.type);
  expect(order.indexOf('act-done')).toBeLessThan(order.indexOf('topology-seen'));
  const graphs = laidOut.map(laidOutGraph);
  expect(new Set(graphs).size).toBe(graphs.length);
  const count = order.filter((type) => type === 'topology-seen').length;
  // A sitting later, the same: nothing new.
  await rig.resume();
  laidOut = [];
  await execute(
    watched(async (view) => marked(view)),
    'look',
  );
  expect((await stored()).filter(({ event }) => event.type === 'topology-seen')).toHaveLength(count);
  expect(laidOut).toEqual([]);
});
