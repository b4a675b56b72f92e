import type { Machine } from '../../machine.ts';
import { parseFirewall, emptyFirewall } from '../network/firewall.ts';
import { startNetwork } from '../network/virtual-networks.ts';
import { initScripts } from './init-scripts.ts';
import { runningOf, softwareOf } from '../software.ts';
import { bringUpInterfaces } from '../network/interfaces.ts';
import { isRunning, enter, leave } from './running-services.ts';
import { startXend, stopXend, isControlDomain } from '../xen/xend.ts';
import { startAutomaticDomains } from '../xen/automatic.ts';

/** What a start or stop came to: the lines that the init script prints, and its exit status. */
export interface ServiceDone {
  readonly lines: readonly string[];
  readonly status: number;
}

const ok = '[  OK  ]';
const failed = '[FAILED]';

/** Starts a service whose script is there. */
export function startService(machine: Machine, name: string): ServiceDone {
  const init = initScripts[name];
  const label = init?.starting ?? `Starting ${name}: `;
  switch (name) {
    case 'network':
      bringUpInterfaces(machine);
      enter(machine, name, null);
      return { lines: [`Bringing up loopback interface:  ${ok}`, `Bringing up interface eth0:  ${ok}`], status: 0 };
    case 'iptables':
      return startFirewall(machine);
    case 'xend':
      if (!isControlDomain(machine)) return { lines: [], status: 0 };
      if (!isRunning(machine, name)) startXend(machine);
      return { lines: [`${label}${ok}`], status: 0 };
    case 'xendomains':
      if (!isControlDomain(machine)) return { lines: [], status: 0 };
      enter(machine, name, null);
      return { lines: startAutomaticDomains(machine), status: 0 };
    case 'libvirtd': {
      if (!machine.files.isFile('/usr/sbin/libvirtd')) return { lines: [`${label}${failed}`], status: 1 };
      if (isRunning(machine, name)) return { lines: [`${label}${ok}`], status: 0 };
      enter(machine, name, init?.command ?? name);
      for (const network of softwareOf(machine).networks) {
        const refused = network.autostart ? startNetwork(machine, network) : null;
        if (refused !== null) machine.logSystem('libvirtd', `Failed to autostart network '${network.name}': ${refused}`);
      }
      return { lines: [`${label}${ok}`], status: 0 };
    }
    default: {
      const missing = daemonFile[name];
      if (missing !== undefined && !machine.files.isFile(missing)) return { lines: [`${label}${failed}`], status: 1 };
      if (!isRunning(machine, name)) enter(machine, name, init?.daemon === null ? null : (init?.command ?? name));
      return { lines: init?.starting === null ? [] : [`${label}${ok}`], status: 0 };
    }
  }
}

/** Stops a service. */
export function stopService(machine: Machine, name: string): ServiceDone {
  const init = initScripts[name];
  const label = init?.stopping ?? `Stopping ${name}: `;
  const was = isRunning(machine, name);
  switch (name) {
    case 'iptables': {
      const running = runningOf(machine);
      running.firewall = emptyFirewall();
      leave(machine, name);
      if (!was) return { lines: [], status: 0 };
      return {
        lines: [
          `Flushing firewall rules: ${ok}`,
          `Setting chains to policy ACCEPT: filter ${ok}`,
          `Unloading iptables modules: ${ok}`,
        ],
        status: 0,
      };
    }
    case 'xend':
      if (!isControlDomain(machine)) return { lines: [], status: 0 };
      if (was) stopXend(machine);
      return { lines: [`${label}${ok}`], status: 0 };
    case 'network':
    case 'xendomains':
    case 'mpp':
      leave(machine, name);
      return { lines: [], status: 0 };
    default:
      leave(machine, name);
      return { lines: [`${label}${was ? ok : failed}`], status: was ? 0 : 1 };
  }
}

const daemonFile: Readonly<Record<string, string>> = {
  httpd: '/usr/sbin/httpd',
  multipathd: '/sbin/multipathd',
  dnsmasq: '/usr/sbin/dnsmasq',
  sshd: '/usr/sbin/sshd',
};

function startFirewall(machine: Machine): ServiceDone {
  const running = runningOf(machine);
  const path = '/etc/sysconfig/iptables';
  if (!machine.files.isFile(path)) return { lines: [], status: 0 };
  running.firewall = parseFirewall(machine.files.readText(path));
  enter(machine, 'iptables', null);
  return {
    lines: [
      `Flushing firewall rules: ${ok}`,
      `Setting chains to policy ACCEPT: filter ${ok}`,
      `Unloading iptables modules: ${ok}`,
      `Applying iptables firewall rules: ${ok}`,
    ],
    status: 0,
  };
}
