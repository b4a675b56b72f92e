import type { Machine } from '../machine.ts';
import type { World } from '../world.ts';
import type { DebianHost, DebianState, RunningDebian, TargetArray } from './state.ts';

/** The Debian side of a world. Asking for it in a world of another family is a mistake of ours. */
export function debianOf(world: World): DebianState {
  const { debian } = world.state;
  if (debian === undefined) throw new Error('This world has no Debian hosts');
  return debian;
}

export function hostOf(machine: Machine): DebianHost {
  const host = debianOf(machine.world).hosts[machine.name];
  if (host === undefined) throw new Error(`${machine.name} is no Debian host`);
  return host;
}

/** The running system of a machine on which a program runs. */
export function runningOf(machine: Machine): RunningDebian {
  const { running } = hostOf(machine);
  if (running === null) throw new Error(`${machine.name} runs no system`);
  return running;
}

/** Null before a machine's first boot and while it is down. */
export function runningOrNull(machine: Machine): RunningDebian | null {
  return machine.world.state.debian?.hosts[machine.name]?.running ?? null;
}

/** The array of the lab: there is one. */
export function arrayOf(world: World): TargetArray {
  const [array] = Object.values(debianOf(world).arrays);
  if (array === undefined) throw new Error('This world has no array');
  return array;
}
