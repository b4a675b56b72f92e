import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { differences } from '../../support/health.ts';
import { killedReport, killedRun, moments, openSite, outcomeOf, runOf, type Site } from '../../support/kills.ts';

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

/** One run, killed at ten moments one after the other and resumed each time, ends as an undisturbed run does. */
it('loses nothing and repeats nothing when it is killed at ten moments of its way', { timeout: 900_000 }, async () => {
  const quiet = await site();
  const undisturbed = await outcomeOf(quiet, await killedRun(quiet, [], words));
  expect(undisturbed).toMatchObject({ verdict: 'passed', exit: 0, lost: [], twice: [], evidence: [] });
  const place = await site();
  const segments = await killedRun(place, moments, words);
  const outcome = await outcomeOf(place, segments);
  expect(segments.filter(({ killed }) => killed).map(({ kind }) => kind)).toEqual(moments.map(({ kind }) => kind));
  expect(outcome).toMatchObject({ verdict: 'passed', exit: 0, lost: [], twice: [], evidence: [] });
  expect(differences(undisturbed.world, outcome.world)).toEqual([]);

  const run = runOf(segments[0] ?? { kind: '', killed: false, lines: [], errors: '', exit: null });
  const file = join(place.folder, 'report.html');
  for (const delay of [120, 300, 500]) {
    await killedReport(place, run, file, delay);
    // What is there is whole: a report that was cut off would be one that nobody can trust.
    if (existsSync(file)) expect(readFileSync(file, 'utf8').trimEnd().endsWith('</html>')).toBe(true);
  }
  expect(await killedReport(place, run, file, 60_000)).toBe(false);
  expect(readFileSync(file, 'utf8').trimEnd().endsWith('</html>')).toBe(true);
  console.log(
    `kills: ${segments.filter(({ killed }) => killed).length + 3}; lost: ${outcome.lost.length}; done twice: ${outcome.twice.length}`,
  );
});
