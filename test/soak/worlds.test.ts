import { afterAll, beforeAll, expect, it } from 'vitest';
import { allAlarms } from '../support/healthy-world.ts';
import { openWorkshop, type Workshop } from '../support/practice-bench.ts';

let workshop: Workshop;

beforeAll(async () => {
  workshop = await openWorkshop();
});

afterAll(() => workshop.dispose());

const seeds = Array.from({ length: 200 }, (_unused, index) => index + 1);

it('raises no alarm in 200 worlds in which nothing is wrong', async () => {
  expect(await allAlarms(workshop, seeds)).toEqual([]);
});
