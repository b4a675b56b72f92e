import type { Machine } from '../../machine.ts';
import { runningOrNull } from '../debian.ts';
import { bridgeOf } from '../xen/guest.ts';
import { bareAddress } from './links.ts';

const leaseFile = '/var/lib/misc/dnsmasq.leases';

/** An address for a guest from the dnsmasq of its host, as long as that runs and has a range for the guest's bridge. */
export function leaseFor(guest: Machine, mac: string): string | null {
  const dom0 = guest.state.dom0 === null ? undefined : guest.world.find(guest.state.dom0);
  const running = dom0 === undefined ? null : runningOrNull(dom0);
  const bridge = bridgeOf(guest);
  const link = running?.links.find(({ name }) => name === bridge);
  if (dom0 === undefined || running?.units['dnsmasq.service']?.active !== 'active' || link?.up !== true) return null;
  const settings = configuration(dom0);
  const range = settings.flatMap((line) => /^dhcp-range=(?:[^,]*:[^,]*,|set:[^,]*,|[a-z][^,]*,)?([\d.]+),([\d.]+)/u.exec(line) ?? []);
  const only = settings.filter((line) => line.startsWith('interface=')).map((line) => line.slice('interface='.length));
  const [, from, to] = range;
  const own = link.addresses[0];
  if (from === undefined || to === undefined || own === undefined || (only.length > 0 && !only.includes(link.name))) return null;
  const fixed = settings.map((line) => /^dhcp-host=([0-9a-f:]{17}),(?:[^,]*,)?([\d.]+)/iu.exec(line)).find((found) => found?.[1]?.toLowerCase() === mac)?.[2];
  const leases = readLeases(dom0);
  const known = leases.find((lease) => lease.mac === mac)?.address;
  const address = fixed ?? known ?? firstFree(from, to, new Set(leases.map((lease) => lease.address)));
  if (address === null) return null;
  const rest = leases.filter((lease) => lease.mac !== mac).map(({ line }) => line);
  const expires = Math.floor(dom0.now() / 1_000) + 43_200;
  dom0.files.makeDirectory('/var/lib/misc', { parents: true });
  dom0.files.write(leaseFile, [...rest, `${String(expires)} ${mac} ${address} ${guest.state.hostname} ff:${mac}`, ''].join('\n'));
  dom0.logSystem(`dnsmasq-dhcp[${String(running.units['dnsmasq.service'].pid ?? 1)}]`, `DHCPACK(${link.name}) ${address} ${mac} ${guest.state.hostname}`);
  return `${address}/${own.split('/')[1] ?? '24'}`;
} // prettier-ignore

function configuration(dom0: Machine): readonly string[] {
  const { files } = dom0;
  const folder = '/etc/dnsmasq.d';
  const paths = [
    '/etc/dnsmasq.conf',
    ...(files.isDirectory(folder) ? files.list(folder).map((name) => `${folder}/${name}`) : []),
  ];
  return paths.filter((path) => files.isFile(path)).flatMap((path) => files.readText(path).split('\n')).map((line) => line.replace(/#.*$/u, '').trim()); // prettier-ignore
}

function readLeases(dom0: Machine): readonly { readonly mac: string; readonly address: string; readonly line: string }[] {
  if (!dom0.files.isFile(leaseFile)) return [];
  return dom0.files.readText(leaseFile).split('\n').flatMap((line) => {
    const [, mac, address] = line.split(' ');
    return mac === undefined || address === undefined ? [] : [{ mac, address: bareAddress(address), line }];
  }); // prettier-ignore
}

function firstFree(from: string, to: string, taken: ReadonlySet<string>): string | null {
  const base = from.slice(0, from.lastIndexOf('.'));
  const last = (address: string): number => Number(address.slice(address.lastIndexOf('.') + 1));
  for (let number = last(from); number <= last(to); number += 1) if (!taken.has(`${base}.${String(number)}`)) return `${base}.${String(number)}`;
  return null;
} // prettier-ignore
