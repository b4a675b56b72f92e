import type { Machine } from '../machine.ts';
import type { WorldPart } from '../part.ts';
import type { World } from '../world.ts';
import { softwarePrograms } from '../../programs/software/programs.ts';
import { bootKernel } from './boot/boot.ts';
import { startServices } from './boot/start-services.ts';
import { hardwareNodes } from './hardware/nodes.ts';
import { onInstallStage } from './install/installer.ts';
import { verdict } from './network/firewall.ts';
import { onDomainDown, onGoDown, softwarePowerLost } from './xen/lifecycle.ts';

/** Software of the RHEL 5.1 hosts and their guests: boot, kernel, packages, services, Xen, network. */
export const softwarePart: WorldPart = {
  name: 'software',
  programs: { rhel5: softwarePrograms },
  nodes: hardwareNodes,
  events: { 'software.install': onInstallStage, 'software.domainDown': onDomainDown, 'software.goDown': onGoDown },
  boot: (_world, machine) => (hasSoftware(machine) ? bootSystem(machine) : null),
  powerLost: softwarePowerLost,
  reach,
};

async function bootSystem(machine: Machine): Promise<void> {
  await bootKernel(machine);
  if (machine.state.power === 'booting') await startServices(machine);
}

function hasSoftware(machine: Machine): boolean {
  return machine.state.kind === 'rhel5' && machine.world.state.software[machine.name] !== undefined;
}

/** What a connection from outside meets: the firewall, then whether a service listens. */
function reach(world: World, machine: Machine, port: number, from: Machine | null): 'open' | 'refused' | 'timeout' | null {
  const running = world.state.software[machine.name]?.running ?? null;
  if (running === null) return null;
  if (from !== machine) {
    const on =
      from !== null && from.state.dom0 === machine.name
        ? (running.interfaces.find((each) => each.kind === 'bridge' && each.address !== null)?.name ?? 'eth0')
        : 'eth0';
    const decided = verdict(running.firewall, {
      protocol: 'tcp',
      port,
      interface: on,
      source: from?.state.address ?? '192.168.1.1',
    });
    if (decided !== 'ACCEPT') return 'timeout';
  }
  const service = port === 22 ? 'sshd' : port === 80 ? 'httpd' : null;
  if (service === null) return 'refused';
  return running.services.some((each) => each.name === service) ? 'open' : 'refused';
}
