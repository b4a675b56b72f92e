import type { Machine } from '../../machine.ts';
import { loadModule } from '../kernel/loading.ts';
import { withDependencies } from '../kernel/module-files.ts';
import { runningOf, softwareOf } from '../software.ts';
import type { Lease, VirtualNetwork } from '../state.ts';
import { insertRule, removeRule } from './firewall.ts';
import { networkXml, parseNetworkXml } from './network-xml.ts';

const folder = '/etc/libvirt/qemu/networks';

export function findNetwork(machine: Machine, name: string): VirtualNetwork | undefined {
  return softwareOf(machine).networks.find((network) => network.name === name || network.uuid === name);
}

/** Enters a network and writes its file; a string is libvirt's objection. */
export function defineNetwork(machine: Machine, xml: string, options: { readonly autostart: boolean }): VirtualNetwork | string {
  const parsed = parseNetworkXml(xml, () => machine.world.random.uuid());
  if (typeof parsed === 'string') return parsed;
  const software = softwareOf(machine);
  const known = software.networks.find((network) => network.name === parsed.name);
  const network: VirtualNetwork = { ...parsed, active: known?.active ?? false, autostart: known?.autostart ?? options.autostart };
  software.networks = [...software.networks.filter((each) => each !== known), network];
  machine.files.makeDirectory(`${folder}/autostart`, { parents: true });
  machine.files.write(`${folder}/${network.name}.xml`, networkXml(network), 0o600);
  setAutostart(machine, network, network.autostart);
  return network;
}

export function undefineNetwork(machine: Machine, network: VirtualNetwork): void {
  setAutostart(machine, network, false);
  if (machine.files.isFile(`${folder}/${network.name}.xml`)) machine.files.remove(`${folder}/${network.name}.xml`);
  const software = softwareOf(machine);
  software.networks = software.networks.filter((each) => each !== network);
}

/** Autostart is a link beside the network's file. */
export function setAutostart(machine: Machine, network: VirtualNetwork, on: boolean): void {
  const link = `${folder}/autostart/${network.name}.xml`;
  const there = machine.files.find(link, false) !== null;
  if (on && !there) machine.files.symlink(`${folder}/${network.name}.xml`, link);
  if (!on && there) machine.files.remove(link);
  network.autostart = on;
}

/** Makes the bridge, its address, dnsmasq and the rules that let DHCP and DNS in. A string is why not. */
export function startNetwork(machine: Machine, network: VirtualNetwork): string | null {
  const running = runningOf(machine);
  if (network.active) return 'network is already active';
  if (running.interfaces.some((each) => each.name === network.bridge))
    return `cannot create bridge '${network.bridge}' : File exists`;
  if (!machine.files.isFile('/usr/sbin/dnsmasq')) return 'failed to start dnsmasq daemon : No such file or directory';
  for (const file of withDependencies(machine.files, running.release, 'bridge').order) loadModule(running, file, {});
  running.interfaces.push({
    name: network.bridge,
    mac: '00:00:00:00:00:00',
    address: network.address === '' ? null : network.address,
    netmask: network.netmask,
    up: true,
    bridge: null,
    kind: 'bridge',
  });
  for (const rule of rulesFor(network)) insertRule(running.firewall, rule.chain, rule.rule);
  machine.startProcess({
    parent: 1,
    user: 'nobody',
    tty: '?',
    command: `/usr/sbin/dnsmasq --keep-in-foreground --strict-order --bind-interfaces --pid-file  --conf-file  --listen-address ${network.address} --except-interface lo --dhcp-leasefile=/var/lib/libvirt/dhcp-${network.name}.leases --dhcp-range ${network.rangeStart},${network.rangeEnd}`,
  });
  machine.logKernel(`${network.bridge}: no IPv6 routers present`);
  machine.logSystem('dnsmasq', `started, version 2.39 cachesize 150`);
  machine.logSystem('dnsmasq', `DHCP, IP range ${network.rangeStart} -- ${network.rangeEnd}, lease time 1h`);
  network.active = true;
  return null;
}

export function stopNetwork(machine: Machine, network: VirtualNetwork): void {
  const running = runningOf(machine);
  running.interfaces = running.interfaces.filter((each) => each.name !== network.bridge);
  for (const each of running.interfaces) if (each.bridge === network.bridge) each.bridge = null;
  for (const rule of rulesFor(network)) removeRule(running.firewall, rule.chain, rule.rule);
  const server = machine.state.processes.find((process) =>
    process.command.includes(`--dhcp-leasefile=/var/lib/libvirt/dhcp-${network.name}.leases`),
  );
  if (server !== undefined) machine.endProcess(server.pid);
  network.active = false;
}

/** Address of a guest on a network, kept for its MAC; null when the network serves none. */
export function leaseAddress(machine: Machine, bridge: string, mac: string, hostname: string): string | null {
  const software = softwareOf(machine);
  const network = software.networks.find((each) => each.bridge === bridge && each.active && each.rangeStart !== '');
  if (network === undefined) return null;
  const known = software.leases.find((lease) => lease.network === network.name && lease.mac === mac);
  const expires = machine.world.now() + 3_600_000;
  const address = known?.address ?? freeAddress(machine, network, mac);
  if (address === null) return null;
  const lease: Lease = { network: network.name, mac, address, hostname, expires };
  software.leases = [...software.leases.filter((each) => each !== known), lease];
  writeLeases(machine, network);
  machine.logSystem('dnsmasq', `DHCPACK(${bridge}) ${address} ${mac} ${hostname}`);
  return address;
}

/** dnsmasq's file: expiry in seconds, MAC, address, host name, client identifier. */
function writeLeases(machine: Machine, network: VirtualNetwork): void {
  const lines = softwareOf(machine).leases.filter((lease) => lease.network === network.name).map((lease) => `${String(Math.floor(lease.expires / 1000))} ${lease.mac} ${lease.address} ${lease.hostname === '' ? '*' : lease.hostname} *\n`); // prettier-ignore
  machine.files.makeDirectory('/var/lib/libvirt', { parents: true });
  machine.files.write(`/var/lib/libvirt/dhcp-${network.name}.leases`, lines.join(''));
}

/** dnsmasq picks by a hash of the MAC, then the next free one. */
function freeAddress(machine: Machine, network: VirtualNetwork, mac: string): string | null {
  const first = addressNumber(network.rangeStart);
  const last = addressNumber(network.rangeEnd);
  const taken = new Set([...machine.world.machines().map((each) => each.state.address), ...softwareOf(machine).leases.filter((lease) => lease.network === network.name).map((lease) => lease.address)]); // prettier-ignore
  const size = last - first + 1;
  let hash = 0;
  for (const pair of mac.split(':')) hash = (hash * 251 + Number.parseInt(pair, 16)) % size;
  for (let step = 0; step < size; step += 1) {
    const address = addressText(first + ((hash + step) % size));
    if (!taken.has(address)) return address;
  }
  return null;
}

export function addressNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

export function addressText(number: number): string {
  return [24, 16, 8, 0].map((shift) => String(Math.floor(number / 2 ** shift) % 256)).join('.');
}

/** 24 for 255.255.255.0. */
function prefixLength(netmask: string): number {
  return 32 - Math.log2(2 ** 32 - addressNumber(netmask));
}

function rulesFor(network: VirtualNetwork): readonly { readonly chain: string; readonly rule: string }[] {
  const { bridge } = network;
  const subnet =
    network.address === ''
      ? ''
      : `${addressText(Math.floor(addressNumber(network.address) / 256) * 256)}/${String(prefixLength(network.netmask))}`;
  return [
    ...['udp', 'tcp'].flatMap((protocol) =>
      ['67', '53'].map((port) => ({
        chain: 'INPUT',
        rule: `-i ${bridge} -p ${protocol} -m ${protocol} --dport ${port} -j ACCEPT`,
      })),
    ),
    { chain: 'FORWARD', rule: `-o ${bridge} -j REJECT --reject-with icmp-port-unreachable` },
    { chain: 'FORWARD', rule: `-i ${bridge} -j REJECT --reject-with icmp-port-unreachable` },
    { chain: 'FORWARD', rule: `-i ${bridge} -o ${bridge} -j ACCEPT` },
    ...(network.forwardDevice === null
      ? []
      : [
          {
            chain: 'FORWARD',
            rule: `-s ${subnet} -i ${bridge}${network.forwardDevice === '' ? '' : ` -o ${network.forwardDevice}`} -j ACCEPT`,
          },
          {
            chain: 'FORWARD',
            rule: `-d ${subnet}${network.forwardDevice === '' ? '' : ` -i ${network.forwardDevice}`} -o ${bridge} -m state --state RELATED,ESTABLISHED -j ACCEPT`,
          },
        ]),
  ];
}
