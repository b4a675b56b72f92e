import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { namedAims } from '../../support/kills/aims.ts';
import { killedReport } from '../../support/kills/killed-report.ts';
import { killedRun, runOf } from '../../support/kills/killed-run.ts';
import { outcomeOf } from '../../support/kills/outcome.ts';
import { openSite, type Site } from '../../support/kills/site.ts';
import { stepOrder } from '../../support/kills/step-order.ts';
import { killTable } from '../../support/kills/table.ts';
import { differences } from '../../support/health.ts';

const sites: Site[] = [];
const words = ['--speed', '240'];

async function site(): Promise<Site> {
  const made = await openSite();
  sites.push(made);
  return made;
}

afterEach(async () => {
  for (const one of sites.splice(0)) await one.dispose();
});

/** One run, killed in ten classes of moments one after the other and resumed each time, ends as an undisturbed run does. */
it('loses nothing and repeats nothing when it is killed at ten moments of its way', { timeout: 1_500_000 }, async () => {
  const order = await stepOrder();
  const quiet = await site();
  const undisturbed = await outcomeOf(quiet, await killedRun(quiet, [], order, words));
  expect(undisturbed).toMatchObject({ verdict: 'passed', exit: 0, lost: [], twice: [], evidence: [] });
  const place = await site();
  const segments = await killedRun(place, namedAims, order, words);
  const outcome = await outcomeOf(place, segments);
  const [first] = segments;
  const file = join(place.folder, 'report.html');
  const reports: boolean[] = [];
  for (const bytes of [0, 1, 100_000]) {
    reports.push(first !== undefined && (await killedReport(place, runOf(first), file, bytes)));
    expect(existsSync(file)).toBe(false);
  }
  for (const line of killTable(outcome.kills, { aimed: reports.length, hit: reports.filter(Boolean).length })) console.log(line);
  expect(outcome.kills.map(({ hit }) => hit)).toEqual(namedAims.map(({ kind }) => kind));
  expect(outcome).toMatchObject({ verdict: 'passed', exit: 0, lost: [], twice: [], evidence: [] });
  expect(differences(undisturbed.world, outcome.world)).toEqual([]);
  expect(reports).toEqual([true, true, true]);
  expect(first !== undefined && (await killedReport(place, runOf(first), file, Infinity))).toBe(false);
  expect(readFileSync(file, 'utf8').trimEnd().endsWith('</html>')).toBe(true);
});
