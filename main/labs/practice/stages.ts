import type { WorldOptions } from './options.ts';
import type { World } from './world/world.ts';

/** Brings a new world to where a lab shall begin. */
export function reachStage(_world: World, options: WorldOptions): Promise<void> {
  if (options.state !== 'fresh') return Promise.reject(new Error(`A lab cannot begin at ${options.state} yet`));
  return Promise.resolve();
}
