import type { Machine } from '../machine.ts';
import type { WorldPart } from '../part.ts';
import type { World } from '../world.ts';
import { softwarePrograms } from '../../programs/software/programs.ts';
import { bootKernel } from './boot/boot.ts';
import { startServices } from './boot/start-services.ts';
import { hardwareNodes } from './hardware/nodes.ts';
import { onInstallStage } from './install/installer.ts';
import { verdict } from './network/firewall.ts';
import { onDomainDown, softwarePowerLost } from './xen/lifecycle.ts';

/** Boot loader, kernel and modules: goes before the storage part, which looks at what they loaded. */
export const kernelPart: WorldPart = {
  name: 'kernel',
  programs: { rhel5: softwarePrograms },
  nodes: hardwareNodes,
  events: { 'software.install': onInstallStage, 'software.domainDown': onDomainDown },
  boot: (_world, machine) => (hasSoftware(machine) ? bootKernel(machine) : null),
  powerLost: softwarePowerLost,
  reach,
};

/** init and its services: goes behind the storage part, which mounts the file systems. */
export const servicesPart: WorldPart = {
  name: 'services',
  boot: (_world, machine) => (hasSoftware(machine) && machine.state.power === 'booting' ? startServices(machine) : null),
};

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
