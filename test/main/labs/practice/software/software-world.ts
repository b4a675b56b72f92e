import { unixPart } from '../../../../../main/labs/practice/programs/unix/unix.ts';
import { defaultStart } from '../../../../../main/labs/practice/world/clock.ts';
import type { Machine } from '../../../../../main/labs/practice/world/machine.ts';
import { Random } from '../../../../../main/labs/practice/world/random.ts';
import { articleServer, createHost } from '../../../../../main/labs/practice/world/software/install/host.ts';
import { softwarePart } from '../../../../../main/labs/practice/world/software/part.ts';
import type { WorldState } from '../../../../../main/labs/practice/world/state.ts';
import { articleLuns, articleStorage, buildStorage } from '../../../../../main/labs/practice/world/storage/build.ts';
import { configureFabric } from '../../../../../main/labs/practice/world/storage/configure.ts';
import { freeBytes } from '../../../../../main/labs/practice/world/storage/file-systems.ts';
import { storagePart } from '../../../../../main/labs/practice/world/storage/part.ts';
import { World } from '../../../../../main/labs/practice/world/world.ts';
import { passTime } from '../../../../../main/labs/practice/pass-time.ts';
import { run, type Ran } from '../small-world.ts';

export interface Lab {
  readonly world: World;
  readonly host: Machine;
  /** Runs a command line on the host; throws when it ends with another status than 0. */
  readonly ok: (script: string) => Promise<string>;
  readonly sh: (script: string) => Promise<Ran>;
}

/** A lab with one host, RHEL 5.1 fresh on it and running, the fabric configured as chapter 1 leaves it. */
export async function freshLab(architecture: 'i686' | 'x86_64' = 'i686', seed = 1): Promise<Lab> {
  const state: WorldState = {
    format: 1,
    seed,
    random: seed,
    now: defaultStart,
    counter: 0,
    agenda: [],
    machines: {},
    software: {},
    storage: buildStorage(articleStorage, new Random({ random: seed })),
    trees: {},
  };
  const world = new World(state, [unixPart, storagePart, softwarePart], { freeBytes });
  const host = createHost(world, {
    ...articleServer,
    name: 'xenhost',
    address: '192.168.1.11',
    architecture,
    clockSkewMs: 0,
    password: 'xenpath',
  });
  configureFabric(
    world,
    'XENGRP',
    articleLuns.map((lun) => ({ name: lun.name, capacityBytes: lun.capacityGigabytes * 1024 ** 3 })),
  );
  host.powerOn();
  await passTime(world, host.whenUp());
  return labOf(world, host);
}

export function labOf(world: World, host: Machine): Lab {
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
  };
}

/** Reboots a host and waits until it is up again. */
export async function reboot(lab: Lab): Promise<void> {
  lab.host.shutDown('reboot');
  await passTime(lab.world, lab.world.advance(5_000));
  await passTime(lab.world, lab.host.whenUp());
}
