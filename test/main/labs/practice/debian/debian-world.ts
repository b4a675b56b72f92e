import { createWorld } from '../../../../../main/labs/practice/create-world.ts';
import { defaultWorldOptions, type WorldOptions } from '../../../../../main/labs/practice/options.ts';
import { passTime } from '../../../../../main/labs/practice/pass-time.ts';
import type { Machine } from '../../../../../main/labs/practice/world/machine.ts';
import type { World } from '../../../../../main/labs/practice/world/world.ts';
import { run, type Ran } from '../small-world.ts';

export interface DebianLab {
  readonly world: World;
  readonly host: Machine;
  readonly sh: (script: string) => Promise<Ran>;
  /** Runs a command line on the host; throws when it ends with another status than 0. */
  readonly ok: (script: string) => Promise<string>;
  /** Lets so many milliseconds of the world pass. */
  readonly pass: (milliseconds: number) => Promise<void>;
}

/** A world of Debian hosts at a stage, and its first host. */
export async function debianLab(state: WorldOptions['state'], options: Partial<WorldOptions> = {}): Promise<DebianLab> {
  const world = await createWorld({ ...defaultWorldOptions, system: 'debian12', architecture: 'x86_64', state, ...options });
  return labOn(world, world.machine('xenhost'));
}

export function labOn(world: World, host: Machine): DebianLab {
  const sh = (script: string): Promise<Ran> => run(host, script);
  return {
    world,
    host,
    sh,
    ok: async (script) => {
      const ran = await sh(script);
      if (ran.status !== 0) throw new Error(`${script}: ${String(ran.status)}\n${ran.stdout}${ran.stderr}`);
      return ran.stdout;
    },
    pass: (milliseconds) => passTime(world, world.advance(milliseconds)),
  };
}
