import { afterAll, beforeAll, expect, it } from 'vitest';
import { allAlarms } from '../../support/healthy-world.ts';
import { openWorkshop, type Workshop } from '../../support/practice-bench.ts';

let workshop: Workshop;

beforeAll(async () => {
  workshop = await openWorkshop();
});

afterAll(() => workshop.dispose());

it('raises no alarm in worlds in which nothing is wrong', async () => {
  expect(await allAlarms(workshop, [3, 5, 7, 9, 13, 18])).toEqual([]);
});
