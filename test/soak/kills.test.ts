import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { laterAims, missing, namedAims, randomAims } from '../support/kills/aims.ts';
import { killedReport } from '../support/kills/killed-report.ts';
import { killedRun, runOf, type Aim } from '../support/kills/killed-run.ts';
import { outcomeOf, type Count } from '../support/kills/outcome.ts';
import { openSite } from '../support/kills/site.ts';
import { stepOrder } from '../support/kills/step-order.ts';
import { hitsOf, killTable } from '../support/kills/table.ts';
import { differences } from '../support/health.ts';

const words = ['--speed', '240'];
const wanted = 3;
/** Chains that are tried again for classes that were not hit often enough. */
const further = 4;

/** Lines that are told of what is wrong with a chain. */
const tellAtMost = 20;

/** Fifty kills and more: each class of moments at least three times, proved with the process standing still, and twenty at random. */
it('loses nothing and repeats nothing at fifty moments', async () => {
  const order = await stepOrder();
  const quiet = await openSite();
  const undisturbed = await outcomeOf(quiet, await killedRun(quiet, [], order, words));
  await quiet.dispose();
  expect(undisturbed.verdict).toBe('passed');
  const kills: Count[] = [];
  const wrong: string[] = [];
  const reports: boolean[] = [];
  const chain = async (name: string, aims: readonly Aim[]): Promise<void> => {
    const place = await openSite();
    console.log(`kills ${name}`);
    try {
      const segments = await killedRun(place, aims, order, words);
      const outcome = await outcomeOf(place, segments);
      kills.push(...outcome.kills);
      const told = outcome.verdict === 'passed' ? [] : [`verdict ${outcome.verdict}`, ...outcome.failures];
      told.push(...outcome.lost, ...outcome.twice, ...outcome.evidence, ...differences(undisturbed.world, outcome.world));
      // A world that stopped short differs in hundreds of things: the first of them tell why.
      if (told.length > tellAtMost) told.splice(tellAtMost, told.length, `and ${told.length - tellAtMost} more`);
      wrong.push(...told.map((line) => `${name}: ${line.split('\n', 1)[0] ?? ''}`));
      const file = join(place.folder, 'report.html');
      const [first] = segments;
      if (first === undefined) return;
      reports.push(await killedReport(place, runOf(first), file, reports.length * 50_000));
      if (existsSync(file) && reports.at(-1) === true) wrong.push(`${name}: a report that was cut off stands under its name`);
      rmSync(file, { force: true });
    } finally {
      await place.dispose();
    }
  };
  await chain('as soon as can be', namedAims);
  await chain('60 ms later', laterAims(60));
  await chain('200 ms later', laterAims(200));
  for (const seed of [1, 2]) await chain(`random, seed ${seed}`, randomAims(seed, order));
  for (let round = 1; round <= further; round += 1) {
    const left = missing(laterAims(round * 30), hitsOf(kills), wanted);
    if (left.length === 0) break;
    await chain(`again ${round}`, left);
  }
  const hit = reports.filter(Boolean).length;
  for (const line of killTable(kills, { aimed: reports.length, hit })) console.log(line);
  for (const line of wrong) console.log(`kill wrong: ${line}`);
  expect(missing(laterAims(0), hitsOf(kills), wanted).map(({ kind }) => kind)).toEqual([]);
  expect(hit).toBeGreaterThanOrEqual(wanted);
  expect(kills.filter((one) => one.hit !== null).length + hit).toBeGreaterThanOrEqual(50);
  expect(wrong).toEqual([]);
});
