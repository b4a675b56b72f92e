import { afterAll, beforeAll, expect, it } from 'vitest';
import { travel } from '../support/journey.ts';
import { baselineOf, mutateAll } from '../support/mutation.ts';
import { Bench, openWorkshop, type Workshop } from '../support/practice-bench.ts';

let workshop: Workshop;

beforeAll(async () => {
  workshop = await openWorkshop();
});

afterAll(() => workshop.dispose());

const seeds = Array.from({ length: 200 }, (_unused, index) => index + 1);

it('finds what 200 changes drawn at random harm', async () => {
  const bench = await Bench.open(workshop);
  const journey = await travel(bench);
  const end = journey.before.get('end');
  if (end === undefined) throw new Error('The journey did not come to its end');
  const { score } = await mutateAll(await baselineOf(bench, end), seeds);
  await bench.dispose();
  expect(score).toBeGreaterThanOrEqual(0.9);
});
