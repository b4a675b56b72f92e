import type { Machine } from './machine.ts';
import type { World } from './world.ts';

/** What comes of a TCP connection to a port of a machine. `from`: the machine that connects; null for somebody outside. */
export function reach(world: World, machine: Machine, port: number, from: Machine | null): 'open' | 'refused' | 'timeout' {
  switch (machine.state.power) {
    case 'off':
    case 'panic':
      return 'timeout';
    case 'booting':
    case 'stopping':
      return 'refused';
    case 'up':
      break;
  }
  for (const part of world.parts) {
    const opinion = part.reach?.(world, machine, port, from) ?? null;
    if (opinion !== null) return opinion;
  }
  return port === 22 ? 'open' : 'refused';
}
