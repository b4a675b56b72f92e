import { expect, it } from 'vitest';
import { orderSteps } from '../../core/procedure/order.ts';
import { openProcedure } from '../../main/app/procedures.ts';
import { differences } from '../support/health.ts';
import { killedRun, openSite, outcomeOf, randomMoments, shifted, type Kill } from '../support/kills.ts';

const words = ['--speed', '240'];

/** Fifty kills: each named moment three times, at different distances from its event, and twenty at random. */
it('loses nothing and repeats nothing at fifty moments', async () => {
  const procedure = await openProcedure('rhel5-rdac');
  if (!procedure.ok) throw new Error(procedure.problem.sentence);
  const { order } = orderSteps(procedure.value.procedure);
  const quiet = await openSite();
  const undisturbed = await outcomeOf(quiet, await killedRun(quiet, [], words));
  await quiet.dispose();
  expect(undisturbed.verdict).toBe('passed');
  const chains: readonly (readonly Kill[])[] = [
    shifted(1),
    shifted(0.4),
    shifted(2),
    randomMoments(1, order),
    randomMoments(2, order),
  ];
  let kills = 0;
  const wrong: string[] = [];
  for (const [index, chain] of chains.entries()) {
    const place = await openSite();
    const segments = await killedRun(place, chain, words);
    const outcome = await outcomeOf(place, segments);
    await place.dispose();
    kills += segments.filter(({ killed }) => killed).length;
    const told = [...outcome.lost, ...outcome.twice, ...outcome.evidence, ...differences(undisturbed.world, outcome.world)];
    if (outcome.verdict !== 'passed') told.push(`verdict ${outcome.verdict}`);
    wrong.push(...told.map((line) => `chain ${index}: ${line}`));
  }
  console.log(`kills: ${kills}; wrong: ${wrong.length}`);
  expect(wrong).toEqual([]);
});
