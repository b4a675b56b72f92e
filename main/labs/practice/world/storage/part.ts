import { storagePrograms } from '../../programs/storage/registered.ts';
import type { WorldPart } from '../part.ts';
import { storageBlocks } from './blocks.ts';
import { storageHands } from './hands.ts';
import { storagePowerLost } from './host.ts';
import { devNodes } from './nodes/dev.ts';
import { procNodes } from './nodes/proc.ts';
import { sysNodes } from './nodes/sys.ts';
import { onFailback, onFailover, onGiveUp, onValidate } from './rdac.ts';
import { fabricChanged, onRemotePortReturn, onRemotePortTimeout } from './timeline.ts';
import { restartZoning } from './zoning.ts';

/** Storage and fabric: array, switches, cables, HBAs, RDAC, disks and file systems. */
export const storagePart: WorldPart = {
  name: 'storage',
  programs: storagePrograms,
  nodes: [...procNodes, ...sysNodes, ...devNodes],
  events: {
    'storage.rportTimeout': onRemotePortTimeout,
    'storage.rportReturn': onRemotePortReturn,
    'storage.failover': onFailover,
    'storage.giveUp': onGiveUp,
    'storage.validate': onValidate,
    'storage.failback': onFailback,
    'storage.changed': fabricChanged,
  },
  boot: (world, machine) => {
    const of = world.state.storage.switches[machine.name];
    if (of === undefined) return null;
    restartZoning(of);
    return machine.sleep(5_000).then(() => {
      // The ports come up when the switch does, which is when this boot has ended.
      world.schedule(world.now() + 1, { type: 'storage.changed', machine: machine.name });
    });
  },
  powerLost: storagePowerLost,
  hands: storageHands,
  blocks: storageBlocks,
};
