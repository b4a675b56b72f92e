import { Random } from '../../../main/labs/practice/world/random.ts';
import type { KillClass } from './hunt.ts';
import type { Aim } from './killed-run.ts';

/** The moments that must be among them, in the order of the procedure, each from the step on at which it comes soon. */
export const namedAims: readonly Aim[] = [
  { kind: 'after intent, before it is sent', from: 'host-group', delay: 0 },
  { kind: 'command running', from: 'xen-kernel', delay: 0 },
  { kind: 'inside an edit', from: 'xen-default', delay: 0 },
  { kind: 'host rebooting', from: 'xen-boot', delay: 0 },
  { kind: 'exit before its outcome is stored', from: 'tools', delay: 0 },
  { kind: 'output arriving', from: 'hba-driver', delay: 0 },
  { kind: 'the lab and the run', from: 'rdac-build', delay: 0 },
  { kind: 'guest installing', from: 'lun-guest-installed', delay: 100 },
  { kind: 'checkpoint of the log', from: 'lun-guest-installed', delay: 0 },
  { kind: 'fault armed', from: 'cable-pulled', delay: 0 },
];

/**
 * The same classes with other distances from their steps, so that other acts are met; the lab alone is killed too, before there are guests: those
 * that a power cut takes down are for a person to start, until the step after which they start with their host.
 */
export function laterAims(milliseconds: number): readonly Aim[] {
  const aims = namedAims.map((aim) => ({ ...aim, delay: aim.delay + milliseconds }));
  const at = aims.findIndex(({ kind }) => kind === 'guest installing');
  return [...aims.slice(0, at), { kind: 'the lab alone', from: 'rdac-install', delay: milliseconds }, ...aims.slice(at)];
}

/** Ten moments that nobody chose, in the order of the procedure. */
export function randomAims(seed: number, steps: readonly string[]): readonly Aim[] {
  const random = new Random({ random: seed });
  const chosen = new Set<string>();
  while (chosen.size < 10) chosen.add(steps[random.integer(0, steps.length - 1)] ?? '');
  return steps.filter((step) => chosen.has(step)).map((from) => ({ kind: 'at random', from, delay: random.integer(0, 300) }));
}

/** Of these aims those at classes that were hit too seldom so far. */
export function missing(aims: readonly Aim[], hits: ReadonlyMap<KillClass, number>, wanted: number): readonly Aim[] {
  return aims.filter(({ kind }) => (hits.get(kind) ?? 0) < wanted);
}
