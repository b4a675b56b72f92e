import type { World } from './world/world.ts';

/** Lets time pass until every machine that has power is up or dead. */
export async function settle(world: World, atMostMs = 1_800_000): Promise<void> {
  const until = world.now() + atMostMs;
  while (world.machines().some((machine) => machine.state.power === 'booting' || machine.state.power === 'stopping')) {
    const due = world.nextDue();
    if (due === null || due > until) throw new Error('A machine of the practice world does not boot');
    await world.advanceTo(due);
  }
}
