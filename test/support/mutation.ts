import { doDeeds } from '../../main/labs/practice/mistakes/apply.ts';
import type { WorldState } from '../../main/labs/practice/world/state.ts';
import { drawChange } from './harm.ts';
import { differences, healthAfterReboot, healthOf } from './health.ts';
import type { Bench, Snapshot } from './practice-bench.ts';

/** A healthy world at its end: its health now and after a reboot, and which checkpoints pass there. */
export interface Baseline {
  readonly bench: Bench;
  readonly snapshot: Snapshot;
  readonly now: readonly string[];
  readonly rebooted: readonly string[];
  /** `step.check host` of each that passes. */
  readonly passing: readonly string[];
  /** Milliseconds of one pass over all checkpoints. */
  readonly passMs: number;
}

/** What became of a change. `survived`: harmful, and no checkpoint says so. */
export interface Mutant {
  readonly seed: number;
  readonly name: string;
  readonly fate: 'harmless' | 'found' | 'survived';
  /** The checkpoint that found it, or what it harms. */
  readonly by: string;
}

export async function baselineOf(bench: Bench, snapshot: Snapshot): Promise<Baseline> {
  const fork = await bench.fork(snapshot);
  const started = performance.now();
  const passing: string[] = [];
  for (const { step, checkpoint, hosts } of fork.checkpoints())
    for (const host of hosts) {
      const { outcome } = await fork.check(step, host, checkpoint);
      if (outcome === 'pass') passing.push(`${step.id}.${checkpoint.id} ${host}`);
    }
  const passMs = performance.now() - started;
  await fork.lab.world.wait(120_000);
  const now = healthOf(fork.lab.world);
  await fork.dispose();
  return { bench, snapshot, now, rebooted: await healthAfterReboot(JSON.parse(snapshot.world) as WorldState), passing, passMs };
}

/** What a number of drawn changes came to, one line each, and the share of the harmful ones that some checkpoint found. */
export async function mutateAll(
  baseline: Baseline,
  seeds: readonly number[],
): Promise<{ readonly mutants: readonly Mutant[]; readonly score: number }> {
  const mutants: Mutant[] = [];
  for (const seed of seeds) {
    const mutant = await mutate(baseline, seed);
    mutants.push(mutant);
    console.log(`${mutant.fate.padEnd(9)} seed ${String(seed).padEnd(4)} ${mutant.name} | ${mutant.by}`);
  }
  const harmful = mutants.filter(({ fate }) => fate !== 'harmless');
  const found = harmful.filter(({ fate }) => fate === 'found').length;
  const score = harmful.length === 0 ? 0 : found / harmful.length;
  console.log(`changes: ${mutants.length}; harmful: ${harmful.length}; found: ${found}; survivors: ${harmful.length - found}`);
  console.log(`mutation score: ${(score * 100).toFixed(1)} % of the harmful changes were found`);
  for (const { seed, name, by } of harmful.filter(({ fate }) => fate === 'survived'))
    console.log(`survivor: seed ${seed}: ${name} | ${by}`);
  return { mutants, score };
}

/** Makes a drawn change on a copy; when the world itself is worse for it, now or after a reboot, asks the checkpoints until one says so. */
export async function mutate(baseline: Baseline, seed: number): Promise<Mutant> {
  const change = drawChange(seed);
  const fork = await baseline.bench.fork(baseline.snapshot);
  try {
    const done = await doDeeds(fork.lab, change.deeds);
    if (!done.ok) return { seed, name: change.name, fate: 'harmless', by: done.problem.sentence };
    const [harm] = [
      ...differences(baseline.now, healthOf(fork.lab.world)),
      ...differences(baseline.rebooted, await healthAfterReboot(fork.lab.world.state)).map((line) => `after a reboot ${line}`),
    ];
    if (harm === undefined) return { seed, name: change.name, fate: 'harmless', by: '' };
    for (const { step, checkpoint, hosts } of fork.checkpoints())
      for (const host of hosts) {
        if (!baseline.passing.includes(`${step.id}.${checkpoint.id} ${host}`)) continue;
        const { outcome } = await fork.check(step, host, checkpoint);
        if (outcome !== 'pass' && outcome !== 'not-applicable')
          return { seed, name: change.name, fate: 'found', by: `${step.id}.${checkpoint.id} on ${host}: ${outcome}` };
      }
    return { seed, name: change.name, fate: 'survived', by: harm };
  } finally {
    await fork.dispose();
  }
}
