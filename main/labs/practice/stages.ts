import { plannedLuns } from './luns.ts';
import { hostNames, type WorldOptions } from './options.ts';
import { passTime } from './pass-time.ts';
import { applyGuestsStage, articleGuests, prepareHost, type GuestPlan } from './world/software/install/stages.ts';
import { randomMac } from './world/software/xen/automatic.ts';
import { configureFabric } from './world/storage/configure.ts';
import type { World } from './world/world.ts';

/**
 * Brings a new world to where a lab shall begin, through the operations that commands use. Each host then boots once more, so that a lab that
 * begins later begins some minutes after its start. Guests are the first host's: LUNs cannot be two hosts' at a time.
 */
export async function reachStage(world: World, options: WorldOptions): Promise<void> {
  if (options.state === 'fresh') return;
  configureFabric(world, 'XENGRP', plannedLuns(options));
  const hosts = hostNames(options).map((name) => world.machine(name));
  for (const host of hosts) prepareHost(host, options.state, options.unlike?.drivers);
  for (const host of hosts) await passTime(world, host.whenUp());
  const [first] = hosts;
  if (options.state !== 'guests' || first === undefined) return;
  const plans =
    options.seed === 1
      ? articleGuests
      : articleGuests.map((plan) => ({ ...plan, uuid: world.random.uuid(), mac: randomMac(first) }));
  const possible = options.luns >= 4 ? plans : plans.slice(0, 1).map((plan) => withDisks(plan, options.luns));
  applyGuestsStage(world, first, options.luns >= 4 ? '/dev/sde' : null, possible);
  for (const plan of possible) await passTime(world, world.machine(plan.name).whenUp());
}

/** A plan with the disks that so few LUNs leave. */
function withDisks(plan: GuestPlan, luns: number): GuestPlan {
  return { ...plan, disks: plan.disks.slice(0, luns) };
}
