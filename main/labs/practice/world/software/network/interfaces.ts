import type { Machine } from '../../machine.ts';
import { runningOf, softwareOf } from '../software.ts';
import type { NetworkInterface } from '../state.ts';
import { leaseAddress } from './virtual-networks.ts';

/** What `service network start` brings up: lo, and eth0 with the address of its ifcfg file (or of DHCP in a guest). */
export function bringUpInterfaces(machine: Machine): void {
  const running = runningOf(machine);
  if (running.interfaces.some((each) => each.name === 'lo' && each.up)) return;
  const { hardware } = softwareOf(machine);
  const made: NetworkInterface[] = [
    {
      name: 'lo',
      mac: '00:00:00:00:00:00',
      address: '127.0.0.1',
      netmask: '255.0.0.0',
      up: true,
      bridge: null,
      kind: 'loopback',
    },
  ];
  const driver = hardware.kind === 'domU' ? 'xennet' : 'bnx2';
  if (running.modules.some((module) => module.name === driver)) {
    hardware.ethernetAddresses.forEach((mac, index) => {
      const name = `eth${String(index)}`;
      const settings = interfaceFile(machine, name);
      const up = settings['ONBOOT'] === 'yes';
      const dynamic = settings['BOOTPROTO'] === 'dhcp';
      const address = !up ? null : dynamic ? dynamicAddress(machine, mac) : (settings['IPADDR'] ?? null);
      made.push({
        name,
        mac,
        address,
        netmask: address === null ? null : (settings['NETMASK'] ?? '255.255.255.0'),
        up,
        bridge: null,
        kind: 'ethernet',
      });
      if (hardware.kind === 'domU' && index === 0) machine.state.address = address;
    });
  }
  running.interfaces = [...made, ...running.interfaces.filter((each) => !made.some((other) => other.name === each.name))];
}

/** NAME=value of /etc/sysconfig/network-scripts/ifcfg-NAME. */
export function interfaceFile(machine: Machine, name: string): Readonly<Record<string, string>> {
  const path = `/etc/sysconfig/network-scripts/ifcfg-${name}`;
  if (!machine.files.isFile(path)) return {};
  return Object.fromEntries(
    [...machine.files.readText(path).matchAll(/^(\w+)=["']?([^"'\n]*)["']?$/gmu)].map(([, key = '', value = '']) => [key, value]),
  );
}

/** The address that a guest gets on its bridge; null where nobody answers its requests. */
function dynamicAddress(machine: Machine, mac: string): string | null {
  const dom0 = machine.state.dom0 === null ? undefined : machine.world.find(machine.state.dom0);
  const bridge =
    dom0?.world.state.software[dom0.name]?.running?.interfaces.find((each) => each.kind === 'vif' && each.mac === mac)?.bridge ??
    null;
  if (dom0 === undefined || bridge === null) return null;
  return leaseAddress(dom0, bridge, mac, machine.state.hostname);
}
