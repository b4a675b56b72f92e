import { afterAll, beforeAll, expect, it } from 'vitest';
import type { WorldOptions } from '../../../main/labs/practice/options.ts';
import { Bench, openWorkshop, type Workshop } from '../../support/practice-bench.ts';

let workshop: Workshop;

beforeAll(async () => {
  workshop = await openWorkshop();
});

afterAll(() => workshop.dispose());

/** What differs from the article's world, and the parameters that say so. Everything else follows from the inventory. */
const variants: readonly (readonly [Partial<WorldOptions>, Readonly<Record<string, unknown>>])[] = [
  [{ hosts: 2, luns: 6, architecture: 'x86_64', paths: 4 }, { architecture: 'x86_64' }],
  [{ paths: 8 }, {}],
];

/** Acts that were more than reading, in the order of their intents. */
async function actsOf(bench: Bench): Promise<readonly string[]> {
  const events = await bench.events();
  return events.flatMap(({ event }) =>
    event.type === 'intent' && event.class !== 'read' && event.kind !== 'lease'
      ? [`${event.class} ${event.kind} of ${event.place.step} on ${event.place.host}`]
      : [],
  );
}

/** How the steps ended that have something to do: one that only asks has nothing that could be so already. */
function endsOfActing(bench: Bench): readonly string[] {
  const acting = bench.steps.filter(({ actions }) => actions.some((action) => action.class !== 'read'));
  return acting.flatMap(({ id }) =>
    Object.entries(bench.run.state.steps[id] ?? { nowhere: { status: 'not begun' } }).map(
      ([host, { status }]) => `${id} on ${host}: ${status}`,
    ),
  );
}

/** Executes everything, as `xenpath run` does; what stands in the way of a pass, by step, checkpoint and host. */
async function endOf(bench: Bench): Promise<{ reason: string; verdict: string; wrong: readonly string[] }> {
  const { reason } = await bench.execute({ recheck: true });
  const wrong = bench
    .standings()
    .filter(({ outcome }) => outcome !== 'pass' && outcome !== 'not-applicable')
    .map(({ step, check, host, outcome }) => `${step}.${check} on ${host}: ${outcome}`);
  const stuck = Object.entries(bench.run.state.steps).flatMap(([id, hosts]) =>
    Object.entries(hosts).flatMap(([host, { status, problem }]) =>
      status === 'failed' || status === 'unknown' ? [`${id} on ${host} ${status}: ${problem?.sentence ?? ''}`] : [],
    ),
  );
  return { reason, verdict: bench.verdict().verdict, wrong: [...stuck, ...wrong] };
}

it.each(variants)(
  'the whole procedure passes by parameters alone, holds afterwards, and finds all of it already so: %j',
  { timeout: 900_000 },
  async (world, set) => {
    const bench = await Bench.open(workshop, { world, set });
    expect(await endOf(bench)).toEqual({ reason: 'finished', verdict: 'passed', wrong: [] });
    const acted = await actsOf(bench);
    for (const kind of ['change', 'destructive', 'reboot', 'fault'])
      expect(acted.filter((act) => act.startsWith(`${kind} `)).length).toBeGreaterThan(0);

    const found = await bench.survey('history');
    expect(found.filter(({ state }) => state !== 'holds' && state !== 'left-out')).toEqual([]);
    expect(bench.verdict()).toMatchObject({ verdict: 'passed' });

    const second = await bench.again();
    expect(await endOf(second)).toEqual({ reason: 'finished', verdict: 'passed', wrong: [] });
    expect(await actsOf(second)).toEqual([]);
    expect(endsOfActing(second).filter((end) => !end.endsWith(': already-so'))).toEqual([]);
    await second.dispose();
    await bench.dispose();
  },
);
