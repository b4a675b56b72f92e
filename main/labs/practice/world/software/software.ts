import type { Machine } from '../machine.ts';
import type { RunningSystem, SoftwareState } from './state.ts';

/** Software state of a host. Asking for it on a switch is a mistake of ours. */
export function softwareOf(machine: Machine): SoftwareState {
  const state = machine.world.state.software[machine.name];
  if (state === undefined) throw new Error(`${machine.name} has no software state`);
  return state;
}

/** The running system of a host on which a program runs. */
export function runningOf(machine: Machine): RunningSystem {
  const running = softwareOf(machine).running;
  if (running === null) throw new Error(`${machine.name} runs no system`);
  return running;
}

/** The kernel that runs, or null before the machine's first boot (while it is being made) and while it is down. */
export function runningOrNull(machine: Machine): RunningSystem | null {
  return machine.world.state.software[machine.name]?.running ?? null;
}
