import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mistakes } from '../../../main/labs/practice/mistakes/mistakes.ts';
import { baselineOf, mutateAll } from '../../support/mutation.ts';
import { holds, prove, travel, type Journey, type Proof } from '../../support/journey.ts';
import { Bench, openWorkshop, type Workshop } from '../../support/practice-bench.ts';

/**
 * Every mistake of the catalogue is made on a copy of a healthy world, at its moment of the procedure; the checkpoints that should find it
 * fail with the hint that names the cause, and pass when it is mended. Every checkpoint of the procedure is among them.
 */
describe('mistakes that people make', () => {
  let workshop: Workshop;
  let bench: Bench;
  let journey: Journey;
  const proofs: Proof[] = [];

  beforeAll(async () => {
    workshop = await openWorkshop();
    bench = await Bench.open(workshop);
    journey = await travel(bench);
  }, 600_000);

  afterAll(async () => {
    const checks = new Set(proofs.flatMap(({ findings }) => findings.map(({ check }) => check)));
    const good = proofs.filter(holds).length;
    console.log(`mistakes: ${proofs.length}; found and mended: ${good}; checkpoints shown failing and passing: ${checks.size}`);
    await bench.dispose();
    await workshop.dispose();
  });

  it.each(mistakes.map((mistake) => [mistake.name, mistake] as const))('%s', async (_name, mistake) => {
    const proof = await prove(journey, mistake);
    proofs.push(proof);
    for (const { check, outcome, hint, mended } of proof.findings)
      console.log(`${mistake.name.padEnd(40)} ${check.padEnd(52)} ${outcome} ${hint ?? ''}, then ${mended}`);
    expect(proof, describeProof(proof)).toSatisfy(holds);
  });

  it('are found by every checkpoint of the procedure', () => {
    const named = new Set(mistakes.flatMap(({ found }) => Object.keys(found)));
    const all = bench.checkpoints().map(({ step, checkpoint }) => `${step.id}.${checkpoint.id}`);
    expect(all.filter((check) => !named.has(check))).toEqual([]);
    expect([...named].filter((check) => !all.includes(check))).toEqual([]);
  });

  it('have company in changes drawn at random: the harmful ones are found', async () => {
    const end = journey.before.get('end');
    if (end === undefined) throw new Error('The journey did not come to its end');
    const baseline = await baselineOf(bench, end);
    console.log(`one pass over ${baseline.passing.length} checkpoints that pass: ${Math.round(baseline.passMs)} ms`);
    const { score } = await mutateAll(
      baseline,
      Array.from({ length: 12 }, (_unused, index) => index + 1),
    );
    expect(score).toBeGreaterThanOrEqual(0.8);
  });

  it('have names of their own, a belief each, and at least five symptoms with two causes', () => {
    expect(new Set(mistakes.map(({ name }) => name)).size).toBe(mistakes.length);
    expect(mistakes.filter(({ belief, title }) => belief === '' || title === '')).toEqual([]);
    const causes = new Map<string, Set<string>>();
    for (const { found } of mistakes)
      for (const [check, hint] of Object.entries(found)) causes.set(check, (causes.get(check) ?? new Set()).add(hint));
    const several = [...causes].filter(([, hints]) => hints.size > 1);
    console.log(`symptoms with two causes or more, told apart by their hints: ${several.length}`);
    expect(several.length).toBeGreaterThanOrEqual(5);
  });
});

function describeProof({ problem, findings }: Proof): string {
  const lines = findings.map(
    ({ check, wanted, outcome, hint, mended, said }) =>
      `${check}: ${outcome} ${hint ?? ''}, wanted ${wanted}; then ${mended}: ${said}`,
  );
  return [problem ?? '', ...lines].join('\n');
}
