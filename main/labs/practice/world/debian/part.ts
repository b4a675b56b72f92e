import { debianPrograms } from '../../programs/debian/programs.ts';
import type { Machine } from '../machine.ts';
import type { WorldPart } from '../part.ts';
import { storageBlocks } from '../storage/blocks.ts';
import { debianHands } from './array/hands.ts';
import { bootDebian } from './boot/boot.ts';
import { runningOrNull } from './debian.ts';
import { onInstall } from './install/installer.ts';
import { linksChanged, onPingTimeout, onRecoveryTimeout, onRelogin } from './iscsi/connection.ts';
import { writeJournal } from './journal.ts';
import { onCheckPaths, onFailback, onQueueEnd } from './multipath/daemon.ts';
import { answersAt } from './network/links.ts';
import { debianNodes } from './nodes/nodes.ts';
import { unitOfTag } from './systemd/unit-of-tag.ts';
import { debianPowerLost, onDomainDown, onDomainEnd, onGoDown } from './xen/lifecycle.ts';

/** Debian 12 hosts with Xen 4.17, dm-multipath and iSCSI, their guests, and an array with two controllers. */
export const debianPart: WorldPart = {
  name: 'debian',
  programs: { debian12: debianPrograms },
  nodes: debianNodes,
  events: {
    'debian.pingTimeout': onPingTimeout,
    'debian.recoveryTimeout': onRecoveryTimeout,
    'debian.relogin': onRelogin,
    'debian.checkPaths': onCheckPaths,
    'debian.queueEnd': onQueueEnd,
    'debian.failback': onFailback,
    'debian.domainDown': onDomainDown,
    'debian.domainEnd': onDomainEnd,
    'debian.goDown': onGoDown,
    'debian.install': onInstall,
    'debian.linksChanged': (world) => { linksChanged(world); },
  },
  boot: (world, machine) => (machine.state.kind === 'debian12' ? bootDebian(machine).then(() => {
    // Others reach this machine when it is up, which is when this boot has ended.
    world.schedule(world.now() + 1, { type: 'debian.linksChanged', machine: machine.name });
  }) : null),
  powerLost: (world, machine) => {
    debianPowerLost(world, machine);
    linksChanged(world);
  },
  reach,
  log: (machine, tag, text) => {
    if (machine.state.kind !== 'debian12') return false;
    writeJournal(machine, unitOfTag(machine, tag), tag, text);
    return true;
  },
  hands: debianHands,
  blocks: storageBlocks,
}; // prettier-ignore

/** What a connection meets: an address on a link, then whether somebody listens. */
function reach(_world: unknown, machine: Machine, port: number, from: Machine | null): 'open' | 'refused' | 'timeout' | null {
  const running = runningOrNull(machine);
  if (running === null) return null;
  if (from !== machine && (machine.state.address === null || !answersAt(machine, machine.state.address))) return 'timeout';
  if (port === 22) return running.units['ssh.service']?.active === 'active' ? 'open' : 'refused';
  return running.servers.some((server) => server.port === port) ? 'open' : 'refused';
}
