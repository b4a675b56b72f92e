import { bareAddress, hasCarrier } from '../../world/debian/network/links.ts';
import type { NetworkLink } from '../../world/debian/state.ts';
import type { Machine } from '../../world/machine.ts';

function flagsOf(machine: Machine, link: NetworkLink): readonly string[] {
  const carrier = hasCarrier(machine, link);
  if (link.kind === 'loopback') return ['LOOPBACK', ...(link.up ? ['UP', 'LOWER_UP'] : [])];
  return [...(link.up && !carrier ? ['NO-CARRIER'] : []), 'BROADCAST', 'MULTICAST', ...(link.up ? ['UP', ...(carrier ? ['LOWER_UP'] : [])] : [])];
} // prettier-ignore

function operstate(machine: Machine, link: NetworkLink): string {
  return link.kind === 'loopback' ? 'UNKNOWN' : link.up && hasCarrier(machine, link) ? 'UP' : 'DOWN';
}

function queue(link: NetworkLink): string {
  return link.kind === 'loopback' || link.kind === 'bridge' ? 'noqueue' : 'fq_codel';
}

function broadcast(address: string): string {
  const [bare = '', prefix = '24'] = address.split('/');
  const number = bare.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(prefix));
  const last = Math.floor(number / size) * size + size - 1;
  return [24, 16, 8, 0].map((shift) => Math.floor(last / 2 ** shift) % 256).join('.');
}

/** Links as `ip -json link|address show` has them. */
export function linkJson(
  machine: Machine,
  link: NetworkLink,
  addresses: boolean,
  details: boolean,
): Readonly<Record<string, unknown>> {
  const loopback = link.kind === 'loopback';
  return {
    ifindex: link.index,
    ifname: link.name,
    flags: flagsOf(machine, link),
    mtu: loopback ? 65_536 : 1_500,
    qdisc: link.up || loopback ? queue(link) : 'noop',
    ...(link.bridge === null ? {} : { master: link.bridge }),
    operstate: operstate(machine, link),
    ...(addresses ? {} : { linkmode: 'DEFAULT' }),
    group: 'default',
    txqlen: 1_000,
    link_type: loopback ? 'loopback' : 'ether',
    address: link.mac,
    broadcast: loopback ? '00:00:00:00:00:00' : 'ff:ff:ff:ff:ff:ff',
    ...(details ? detailsOf(link) : {}),
    ...(link.kind === 'ethernet' ? { altnames: [`enp0s${String(link.index + 1)}`] } : {}),
    ...(addresses
      ? {
          addr_info: link.addresses.map((address) => ({
            family: 'inet',
            local: bareAddress(address),
            prefixlen: Number(address.split('/')[1] ?? '32'),
            ...(loopback ? {} : { broadcast: broadcast(address) }),
            scope: loopback ? 'host' : 'global',
            label: link.name,
            valid_life_time: 4_294_967_295,
            preferred_life_time: 4_294_967_295,
          })),
        }
      : {}),
  };
}

function detailsOf(link: NetworkLink): Readonly<Record<string, unknown>> {
  const common = { promiscuity: link.bridge === null ? 0 : 1, allmulti: 0, min_mtu: link.kind === 'loopback' ? 0 : 68, max_mtu: link.kind === 'loopback' ? 0 : 65_535 };
  const info = link.kind === 'bridge' ? { linkinfo: { info_kind: 'bridge', info_data: { forward_delay: 0, hello_time: 200, max_age: 2_000, ageing_time: 30_000, stp_state: 0, priority: 32_768, vlan_filtering: 0 } } } : link.kind === 'vif' ? { linkinfo: { info_kind: 'vif', info_slave_kind: 'bridge', info_slave_data: { state: 'forwarding', priority: 32, cost: 100 } } } : link.bridge === null ? {} : { linkinfo: { info_slave_kind: 'bridge', info_slave_data: { state: 'forwarding', priority: 32, cost: 4 } } };
  return { ...common, ...info, inet6_addr_gen_mode: 'eui64', num_tx_queues: 1, num_rx_queues: 1, gso_max_size: 65_536, gso_max_segs: 65_535 };
} // prettier-ignore

/** A link as `ip link|address show` prints it. */
export function linkText(machine: Machine, link: NetworkLink, addresses: boolean): string {
  const json = linkJson(machine, link, false, false);
  const master = link.bridge === null ? '' : ` master ${link.bridge}`;
  const lines = [
    `${String(link.index)}: ${link.name}: <${flagsOf(machine, link).join(',')}> mtu ${String(json['mtu'])} qdisc ${String(json['qdisc'])}${master} state ${operstate(machine, link)}${addresses ? '' : ' mode DEFAULT'} group default qlen 1000`,
    `    link/${String(json['link_type'])} ${link.mac} brd ${String(json['broadcast'])}`,
    ...(link.kind === 'ethernet' ? [`    altname enp0s${String(link.index + 1)}`] : []),
  ];
  if (addresses)
    for (const address of link.addresses) {
      const loopback = link.kind === 'loopback';
      lines.push(`    inet ${address}${loopback ? '' : ` brd ${broadcast(address)}`} scope ${loopback ? 'host' : 'global'} ${link.name}`, '       valid_lft forever preferred_lft forever');
    }
  return `${lines.join('\n')}\n`;
} // prettier-ignore

/** One address a line, as `ip -o -4 address show`. */
export function addressLines(links: readonly NetworkLink[]): string {
  return links.flatMap((link) => link.addresses.map((address) => `${String(link.index)}: ${link.name}    inet ${address}${link.kind === 'loopback' ? '' : ` brd ${broadcast(address)}`} scope ${link.kind === 'loopback' ? 'host' : 'global'} ${link.name}\\       valid_lft forever preferred_lft forever\n`)).join('');
} // prettier-ignore
