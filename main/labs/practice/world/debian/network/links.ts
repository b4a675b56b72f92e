import type { Machine } from '../../machine.ts';
import type { World } from '../../world.ts';
import { arrayOf, debianOf, hostOf, runningOf, runningOrNull } from '../debian.ts';
import type { FabricCable, NetworkLink, Portal } from '../state.ts';

/** Links of a machine as its kernel finds them: lo, then one Ethernet port for each address of its hardware; all down. */
export function coldLinks(machine: Machine): NetworkLink[] {
  const { macs } = hostOf(machine).hardware;
  const ethernet = macs.map((mac, index) => newLink(index + 2, `eth${String(index)}`, 'ethernet', mac));
  return [{ ...newLink(1, 'lo', 'loopback', '00:00:00:00:00:00'), up: true, addresses: ['127.0.0.1/8'] }, ...ethernet];
}

function newLink(index: number, name: string, kind: NetworkLink['kind'], mac: string): NetworkLink {
  return { index, name, kind, mac, up: false, addresses: [], bridge: null };
}

/** Adds a link (a bridge, a guest's end) to a running machine. */
export function addLink(machine: Machine, name: string, kind: NetworkLink['kind'], mac: string): NetworkLink {
  const { links } = runningOf(machine);
  const link = newLink(Math.max(...links.map((each) => each.index)) + 1, name, kind, mac);
  links.push(link);
  return link;
}

export function removeLink(machine: Machine, name: string): void {
  const { links } = runningOf(machine);
  const at = links.findIndex((link) => link.name === name);
  if (at >= 0) links.splice(at, 1);
  for (const link of links) if (link.bridge === name) link.bridge = null;
}

export function findLink(machine: Machine, name: string): NetworkLink | undefined {
  return runningOrNull(machine)?.links.find((link) => link.name === name);
}

/** The cable in a port; undefined for one that is wired for good (management). */
export function cableAt(world: World, machine: string, port: string): FabricCable | undefined {
  return debianOf(world).cables.find((cable) => cable.machine === machine && cable.port === port);
}

/** Whether something answers at the other end: a plugged cable; for a bridge, a port that has a carrier. */
export function hasCarrier(machine: Machine, link: NetworkLink): boolean {
  switch (link.kind) {
    case 'loopback':
    case 'vif':
      return true;
    case 'ethernet':
      return cableAt(machine.world, machine.name, link.name)?.plugged !== false;
    case 'bridge':
      return runningOf(machine).links.some((port) => port.bridge === link.name && port.up && hasCarrier(machine, port));
  }
}

/** An address without its prefix length. */
export function bareAddress(address: string): string {
  return address.split('/')[0] ?? address;
}

/** Whether two addresses are in one network; the prefix is the first one's. */
export function sameNetwork(withPrefix: string, other: string): boolean {
  const [address = '', prefix = '32'] = withPrefix.split('/');
  const shift = 32 - Number(prefix);
  const part = (text: string): number => (shift >= 32 ? 0 : Math.floor(numberOf(text) / 2 ** shift));
  return part(address) === part(bareAddress(other));
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** The link over which a machine speaks to an address, and its own address there; null when it has none in that network. */
export function route(machine: Machine, to: string): { readonly link: NetworkLink; readonly source: string } | null {
  for (const link of runningOrNull(machine)?.links ?? []) {
    if (!link.up) continue;
    for (const address of link.addresses) if (sameNetwork(address, to)) return { link, source: bareAddress(address) };
  }
  return null;
}

/** Whether a machine has an address now, on a link that is up and has a carrier. */
export function answersAt(machine: Machine, address: string): boolean {
  return (runningOrNull(machine)?.links ?? []).some(
    (link) => link.up && hasCarrier(machine, link) && link.addresses.some((each) => bareAddress(each) === address),
  );
}

/** Whether packets go from a host to a port of the array and back: addresses, links, cables, switches, controller. */
export function portalReachable(host: Machine, portal: Portal): boolean {
  const { world } = host;
  const array = arrayOf(world);
  const target = world.find(array.name);
  const way = route(host, portal.address);
  if (way === null || target?.up !== true || array.controllers[portal.controller].failed) return false;
  if (!hasCarrier(host, way.link) || !answersAt(target, portal.address)) return false;
  const ours = cableAt(world, host.name, way.link.name);
  const theirs = cableAt(world, array.name, portal.port);
  return ours === undefined || theirs === undefined || ours.fabric === theirs.fabric;
}

/** Whether the target's process answers there, too. */
export function portalAnswers(host: Machine, portal: Portal): boolean {
  return portal.enabled && portalReachable(host, portal);
}
