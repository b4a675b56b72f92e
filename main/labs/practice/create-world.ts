import { type WorldOptions } from './options.ts';
import { labSystems } from './systems/systems.ts';
import type { LabSystem } from './systems/system.ts';
import type { WorldState } from './world/state.ts';
import { freeBytes } from './world/storage/file-systems.ts';
import { World } from './world/world.ts';

/** A new world at its beginning, everything up. The same options give the same world. */
export function createWorld(options: WorldOptions): Promise<World> {
  return labSystems[options.system ?? 'rhel5'].create(options);
}

/** The family that a world belongs to. */
export function systemOf(state: WorldState): LabSystem {
  return labSystems[state.system ?? 'rhel5'];
}

/**
 * A world on a state that stands, as if nothing had happened in between: machines stay up, what runs only in memory (shells) is gone, a boot
 * that was under way begins again.
 */
export function continueWorld(state: WorldState): World {
  const world = new World(state, systemOf(state).parts, { freeBytes });
  for (const { name, state: machine } of world.machines()) {
    const due = state.agenda.some(({ event }) => event.type === 'machine.boot' && event.machine === name);
    if (machine.power === 'booting' && !due) world.schedule(world.now(), { type: 'machine.boot', machine: name });
  }
  return world;
}

/** A world read back after its process ended: power was cut, and now it is on again. Guests start if their host starts them. */
export function reviveWorld(state: WorldState): World {
  const world = new World(state, systemOf(state).parts, { freeBytes });
  for (const machine of world.machines()) {
    if (machine.state.power === 'off') continue;
    machine.cutPower();
    if (machine.state.role !== 'guest') machine.powerOn();
  }
  return world;
}
