import type { ExecuteOptions } from '../../main/engine/execute.ts';
import type { LabStage, Unlike, WorldOptions } from '../../main/labs/practice/options.ts';
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

const words = {
  hosts: ['xen', 'vm-host', 'blade', 'x3550-', 'node_', 'srv'],
  switches: ['sw', 'san-', 'fabric_', 'SilkWorm', 'fc'],
  arrays: ['DS4800-', 'Array_', 'storage', 'ARCJMTDS48K'],
  drives: ['lun', 'xen_lun', 'data-', 'vol'],
  guests: ['web', 'mail', 'test', 'db.', 'log-', 'proxy_'],
} as const;

/** Worlds that differ in names, sizes, versions, hosts, LUNs, paths, architecture, clocks, and in how far they have come. */
export function drawHealthy(seed: number): HealthyWorld {
  const random = new Random({ random: seed });
  const pick = <T>(list: readonly T[]): T => list[random.integer(0, list.length - 1)] as T;
  const several = (list: readonly string[], count: number): readonly string[] => {
    const [word, from] = [pick(list), random.integer(1, 40)];
    return Array.from({ length: count }, (_unused, index) => `${word}${from + index}`);
  };
  const gigabytes = (least: number, most: number): number => random.integer(least * 100, most * 100) / 100;
  const hosts = pick([1, 1, 1, 2, 2, 3, 4]);
  const state = pick(['fresh', 'xen', 'multipath', 'multipath', 'guests'] as const satisfies readonly LabStage[]);
  const drawn = pick([1, 2, 3, 4, 4, 5, 6, 8, 16, 31, 32]);
  // Guests of a world that begins with guests have the article's names and the first four LUNs.
  const luns = state === 'guests' ? Math.max(4, drawn) : drawn;
  const architecture = pick(['i686', 'i686', 'x86_64'] as const);
  const withGuests = state === 'guests' || (luns > 1 && random.integer(0, 3) === 0);
  const guestLuns = state === 'guests' ? 3 : Math.min(luns - 1, pick([1, 2, 3, 3, 5]));
  const imageSizes = state === 'guests' ? [6, 2, 2] : pick([[6, 2, 2], [5], [7, 1], [5, 1, 1, 1]]);
  const names = several(words.hosts, hosts);
  const [array = ''] = several(words.arrays, 1);
  const [first = '', second = ''] = several(words.switches, 2);
  const imagesNeed = imageSizes.reduce((sum, size) => sum + size, 0);
  const unlike: Unlike = {
    hosts: names,
    switches: [first, second],
    array,
    luns: several(words.drives, luns).map((name, index) => ({
      name,
      // A guest is installed on the first, image files lie on the one after its last.
      gigabytes: index === 0 ? gigabytes(5, 12) : index === guestLuns ? imagesNeed + gigabytes(3, 10) : gigabytes(1, 6),
    })),
    memoryMib: pick([4095, 4095, 3071, 8191, 16_383]),
    processors: pick([4, 4, 2, 8]),
    localDiskBytes: pick([36_703_932_928, 73_407_865_856, 146_815_737_856]),
    drivers: {
      qlogic: pick(['8.01.07.15', '8.01.07.25', '8.02.14']),
      rdac: pick(['09.01.C5.11', '09.01.C5.05', '09.02.C5.13']),
    },
  };
  const clockSkewMs = Object.fromEntries(
    [...names, array].flatMap((name) => (random.integer(0, 2) === 0 ? [[name, random.integer(-90_000_000, 90_000_000)]] : [])),
  );
  const paths = pick([2, 4, 8] as const);
  const world = { seed: seed + 1000, hosts, luns, architecture, paths, state, clockSkewMs, unlike };
  const fitting = {
    architecture,
    memoryMebibytes: unlike.memoryMib,
    processors: unlike.processors,
    hbaDriverVersion: unlike.drivers?.qlogic,
    rdacVersion: unlike.drivers?.rdac,
  };
  if (state === 'guests') return { seed, world, set: fitting, upto: lastOfGuests };
  // A lab that begins later has its host group already.
  const hostGroup = state === 'fresh' ? pick(['XENGRP', 'LAB', 'group_7']) : 'XENGRP';
  if (!withGuests) return { seed, world, set: { ...fitting, hostGroup }, upto: lastOfHosts };
  const [lunGuest = '', imageGuest = ''] = several(words.guests, 2);
  const set = {
    ...fitting,
    hostGroup,
    lunGuestHost: pick(names),
    imageGuestHost: pick(names),
    lunGuest,
    imageGuest,
    lunGuestLuns: Array.from({ length: guestLuns }, (_unused, index) => index),
    imageGuestLun: guestLuns,
    imageGuestSizes: imageSizes,
    networkName: pick(['vnet0', 'guestnet', 'net7']),
    lunGuestMemory: pick([384, 512, 640]),
    lunGuestProcessors: pick([1, 2]),
  };
  return { seed, world, set, upto: lastOfGuests };
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
        // Nor is what this procedure, with these parameters, does not do there.
        if (bench.run.state.steps[step.id]?.[host]?.status === 'not-taken') continue;
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
    const world = drawHealthy(seed);
    // What ends one world must not hide the others.
    const found = await alarmsOf(workshop, world).catch((thrown: unknown) => ({ world, checks: 0, alarms: [String(thrown)] }));
    checks += found.checks;
    console.log(
      `${found.alarms.length === 0 ? 'quiet' : 'ALARM'} seed ${seed}: ${JSON.stringify(found.world.world)} to ${found.world.upto}, ${found.checks} checkpoints`,
    );
    for (const alarm of found.alarms) console.log(`alarm seed ${seed}: ${alarm}`);
    all.push(...found.alarms.map((alarm) => `seed ${seed}: ${alarm}`));
  }
  console.log(`healthy worlds: ${seeds.length}; checkpoints asked: ${checks}; false alarms: ${all.length}`);
  return all;
}
