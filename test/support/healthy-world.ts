import type { ExecuteOptions } from '../../main/engine/execute.ts';
import type { LabStage, WorldOptions } from '../../main/labs/practice/options.ts';
import { hostNames } from '../../main/labs/practice/options.ts';
import { Random } from '../../main/labs/practice/world/random.ts';
import { Bench, type Workshop } from './practice-bench.ts';

/** A world in which nothing is wrong, drawn by its seed, with the parameters that fit it and how far the procedure goes there. */
export interface HealthyWorld {
  readonly seed: number;
  readonly world: Partial<WorldOptions>;
  readonly set: Readonly<Record<string, unknown>>;
  /** The last step that is done. */
  readonly upto: string;
}

const lastOfHosts = 'paths';
const lastOfGuests = 'guests-at-boot';

/** Worlds that differ in hosts, LUNs, paths, architecture, clocks, names and sizes, and in how far they have come. */
export function drawHealthy(seed: number): HealthyWorld {
  const random = new Random({ random: seed });
  const pick = <T>(list: readonly T[]): T => list[random.integer(0, list.length - 1)] as T;
  const hosts = pick([1, 1, 1, 2, 2, 3, 4]);
  const luns = pick([1, 2, 3, 4, 4, 5, 6, 8, 16, 31, 32]);
  const architecture = pick(['i686', 'i686', 'x86_64'] as const);
  const names = hostNames(hosts);
  const state = pick(['fresh', 'xen', 'multipath', 'multipath', 'guests'] as const satisfies readonly LabStage[]);
  const clockSkewMs = Object.fromEntries(
    [...names, 'ARCJMTDS48K1'].flatMap((name) =>
      random.integer(0, 2) === 0 ? [[name, random.integer(-90_000_000, 90_000_000)]] : [],
    ),
  );
  const world = { seed: seed + 1000, hosts, luns, architecture, paths: pick([2, 4, 8] as const), state, clockSkewMs };
  // Guests of a world that begins with guests have the article's names and the first four LUNs.
  if (state === 'guests')
    return { seed, world: { ...world, luns: Math.max(4, luns) }, set: { architecture }, upto: lastOfGuests };
  if (luns < 2 || random.integer(0, 3) > 0) return { seed, world, set: { architecture }, upto: lastOfHosts };
  const guestLuns = Math.min(luns - 1, pick([1, 2, 3, 3]));
  const suffix = String(random.integer(1, 99));
  const set = {
    architecture,
    lunGuestHost: pick(names),
    imageGuestHost: pick(names),
    lunGuest: `${pick(['web', 'mail', 'test', 'db'])}${suffix}`,
    imageGuest: `${pick(['build', 'log', 'proxy'])}-${suffix}`,
    lunGuestLuns: Array.from({ length: guestLuns }, (_unused, index) => index),
    imageGuestLun: guestLuns,
    // The first LUNs have 4.9, 2, 2 and 20 GB, the others 5.
    imageGuestSizes: guestLuns === 3 ? [6, 2, 2] : guestLuns > 3 ? [3, 1] : [1],
    networkName: pick(['vnet0', 'guestnet', 'net7']),
    // A lab that begins later has its host group already.
    hostGroup: state === 'fresh' ? pick(['XENGRP', 'LAB', 'group_7']) : 'XENGRP',
    lunGuestMemory: pick([384, 512, 640]),
    lunGuestProcessors: pick([1, 2]),
  };
  return { seed, world, set, upto: guestLuns >= 3 ? lastOfGuests : lastOfHosts };
}

/** Alarms that a healthy world raised: steps that did not come to their end, checkpoints that do not pass. */
export interface Alarms {
  readonly world: HealthyWorld;
  readonly checks: number;
  readonly alarms: readonly string[];
}

/** Does the procedure there, then asks every checkpoint once more. */
export async function alarmsOf(workshop: Workshop, world: HealthyWorld): Promise<Alarms> {
  const bench = await Bench.open(workshop, { world: world.world, set: world.set });
  try {
    const ids = bench.steps.map(({ id }) => id);
    const steps = new Set(ids.slice(0, ids.indexOf(world.upto) + 1));
    const options: Partial<ExecuteOptions> = { steps };
    const ending = await bench.execute(options);
    const alarms: string[] =
      ending.reason === 'finished' ? [] : [ending.reason === 'evidence-lost' ? ending.problem.sentence : ending.sentence];
    for (const [id, hosts] of Object.entries(bench.run.state.steps))
      for (const [host, { status, problem }] of Object.entries(hosts))
        if (status !== 'done' && status !== 'already-so' && status !== 'not-taken')
          alarms.push(`${id} on ${host} ${status}: ${problem?.sentence ?? ''}`);
    let checks = 0;
    for (const { step, checkpoint, hosts } of bench.checkpoints()) {
      // What is about a moment that has passed (an empty staleAfter) is not asked again.
      if (!steps.has(step.id) || checkpoint.staleAfter?.length === 0) continue;
      for (const host of hosts) {
        checks += 1;
        const { outcome, message, problem } = await bench.check(step, host, checkpoint);
        if (outcome !== 'pass' && outcome !== 'not-applicable')
          alarms.push(`${step.id}.${checkpoint.id} on ${host} ${outcome}: ${message ?? problem?.sentence ?? ''}`);
      }
    }
    return { world, checks, alarms };
  } finally {
    await bench.dispose();
  }
}

/** Healthy worlds one after the other, a line each; the alarms that they raised. */
export async function allAlarms(workshop: Workshop, seeds: readonly number[]): Promise<readonly string[]> {
  const all: string[] = [];
  let checks = 0;
  for (const seed of seeds) {
    const found = await alarmsOf(workshop, drawHealthy(seed));
    checks += found.checks;
    console.log(
      `${found.alarms.length === 0 ? 'quiet' : 'ALARM'} seed ${seed}: ${JSON.stringify(found.world.world)} to ${found.world.upto}, ${found.checks} checkpoints`,
    );
    all.push(...found.alarms.map((alarm) => `seed ${seed}: ${alarm}`));
  }
  console.log(`healthy worlds: ${seeds.length}; checkpoints asked: ${checks}; false alarms: ${all.length}`);
  return all;
}
