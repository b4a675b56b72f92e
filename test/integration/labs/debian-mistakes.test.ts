import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { debianMistakes } from '../../../main/labs/practice/mistakes/debian.ts';
import { holds, prove, travel, type Journey } from '../../support/journey.ts';
import { Bench, openWorkshop, type Workshop } from '../../support/practice-bench.ts';

/** From what state the way to a moment is short; hosts whose guests run have no LUN that nobody uses. */
const ways = [
  { state: 'multipath', upto: 'service-packages' },
  { state: 'guests', upto: 'earlier-account' },
] as const;

/**
 * Every mistake of Debian's catalogue is made on a copy of a healthy world, at its moment of the procedure; the checkpoints that should
 * find it fail with the hint that names the cause, and pass when it is mended.
 */
describe.each(ways)('mistakes on Debian hosts in state $state', ({ state, upto }) => {
  const mistakes = debianMistakes.filter(({ moment }) => 'before' in moment && moment.before === upto);
  let workshop: Workshop;
  let bench: Bench;
  let journey: Journey;

  beforeAll(async () => {
    workshop = await openWorkshop();
    bench = await Bench.open(workshop, {
      procedure: 'debian12-multipath',
      world: { system: 'debian12', architecture: 'x86_64', state },
    });
    journey = await travel(bench, upto);
  }, 300_000);

  afterAll(async () => {
    await bench.dispose();
    await workshop.dispose();
  });

  it('finds all that the state begins with done already', () => {
    const acted = Object.entries(bench.run.state.steps).filter(
      ([id, hosts]) => bench.step(id).actions.length > 0 && Object.values(hosts).some(({ status }) => status !== 'already-so'),
    );
    // A guest comes into the run by the step in which it starts.
    expect(acted.map(([id]) => id).filter((id) => !id.endsWith('-guest-runs'))).toEqual([]);
  });

  it.each(mistakes.map((mistake) => [mistake.name, mistake] as const))('%s', { timeout: 120_000 }, async (_name, mistake) => {
    const proof = await prove(journey, mistake);
    const lines = proof.findings.map(
      ({ check, wanted, outcome, hint, mended, said }) =>
        `${check}: ${outcome} ${hint ?? ''}, wanted ${wanted}; then ${mended}: ${said}`,
    );
    expect(proof, [proof.problem ?? '', ...lines].join('\n')).toSatisfy(holds);
  });
});

it('every mistake on Debian hosts has its moment in one of the ways, and a name of its own', () => {
  const moments: readonly string[] = ways.map(({ upto }) => upto);
  expect(debianMistakes.filter(({ moment }) => !('before' in moment) || !moments.includes(moment.before))).toEqual([]);
  expect(new Set(debianMistakes.map(({ name }) => name)).size).toBe(debianMistakes.length);
});
