import type { Machine } from '../../machine.ts';
import { hostOf, runningOf } from '../debian.ts';
import { linksChanged } from '../iscsi/connection.ts';
import { leaseFor } from './dhcp.ts';
import { addLink, bareAddress, findLink, removeLink } from './links.ts';
import { readInterfaces, type InterfaceStanza } from './interfaces-file.ts';

export type IfupResult =
  { readonly ok: true; readonly said: readonly string[] } | { readonly ok: false; readonly said: readonly string[] };

/** What ifupdown believes is configured: /run/network/ifstate. */
export function configured(machine: Machine): readonly string[] {
  const path = '/run/network/ifstate';
  if (!machine.files.isFile(path)) return [];
  return machine.files.readText(path).split('\n').flatMap((line) => (line === '' ? [] : [line.split('=')[0] ?? ''])); // prettier-ignore
}

function remember(machine: Machine, names: readonly string[]): void {
  machine.files.makeDirectory('/run/network', { parents: true });
  machine.files.write('/run/network/ifstate', names.map((name) => `${name}=${name}\n`).join(''));
}

/** ifup of one interface: what it says on standard error. */
export function bringUp(machine: Machine, name: string): IfupResult {
  const stanza = readInterfaces(machine).stanzas.find((one) => one.name === name);
  if (stanza === undefined) return { ok: false, said: [`ifup: unknown interface ${name}`] };
  if (configured(machine).includes(name)) return { ok: true, said: [`ifup: interface ${name} already configured`] };
  const said: string[] = [];
  const option = (key: string): string | undefined => stanza.options.find(([word]) => word === key)?.[1];
  const ports = option('bridge-ports');
  if (ports !== undefined) makeBridge(machine, name, ports);
  const link = findLink(machine, name);
  if (link === undefined) return { ok: false, said: [`Cannot find device "${name}"`, `ifup: failed to bring up ${name}`] };
  link.up = true;
  const address = stanza.method === 'static' ? addressOf(stanza) : stanza.method === 'dhcp' ? leaseFor(machine, link.mac) : null;
  if (address !== null && !link.addresses.includes(address)) link.addresses.push(address);
  if (ports !== undefined) said.push('', 'Waiting for ' + name + ' to get ready (MAXWAIT is 2 seconds).');
  remember(machine, [...configured(machine).filter((one) => one !== name), name]);
  settleAddress(machine);
  linksChanged(machine.world);
  return { ok: true, said: ports === undefined ? said : said.slice(1) };
}

function makeBridge(machine: Machine, name: string, ports: string): void {
  const links = runningOf(machine).links;
  const wanted = ports === 'none' ? [] : ports.split(/\s+/u);
  const first = links.find((link) => link.name === wanted[0]);
  if (findLink(machine, name) === undefined) {
    const own = `fe:ff:ff:${[0, 0, 0].map(() => machine.world.random.hex(2)).join(':')}`;
    addLink(machine, name, 'bridge', first?.mac ?? own);
    machine.logKernel(`${name}: port 1(${wanted[0] ?? ''}) entered blocking state`);
  }
  for (const port of wanted) {
    const link = findLink(machine, port);
    if (link === undefined) continue;
    link.up = true;
    link.bridge = name;
  }
  machine.logKernel(`${name}: port 1(${wanted[0] ?? ''}) entered forwarding state`);
}

function addressOf(stanza: InterfaceStanza): string | null {
  const value = (key: string): string | undefined => stanza.options.find(([word]) => word === key)?.[1];
  const address = value('address');
  if (address === undefined) return null;
  if (address.includes('/')) return address;
  const mask = value('netmask') ?? '24';
  const length = mask.includes('.') ? mask.split('.').reduce((sum, part) => sum + bits(Number(part)), 0) : Number(mask);
  return `${address}/${String(length)}`;
}

function bits(part: number): number {
  return part.toString(2).replace(/0/gu, '').length;
}

/** ifdown of one interface. */
export function takeDown(machine: Machine, name: string): IfupResult {
  if (!configured(machine).includes(name)) return { ok: true, said: [`ifdown: interface ${name} not configured`] };
  const link = findLink(machine, name);
  if (link !== undefined) {
    link.addresses = [];
    link.up = false;
    if (link.kind === 'bridge') removeLink(machine, name);
  }
  remember(machine, configured(machine).filter((one) => one !== name)); // prettier-ignore
  linksChanged(machine.world);
  return { ok: true, said: [] };
}

/** What networking.service does at boot: everything that is automatic or plugged in. */
export function startNetworking(machine: Machine): readonly string[] {
  const file = readInterfaces(machine);
  const present = file.hotplug.filter((name) => findLink(machine, name) !== undefined);
  const said: string[] = [];
  for (const name of [...new Set([...file.automatic, ...present])]) {
    if (name === 'lo') continue;
    const done = bringUp(machine, name);
    if (!done.ok) said.push(...done.said);
  }
  return said;
}

/** The machine's own address in the lab: what stands in /etc/hosts or DNS does not change when the link that has it does. */
function settleAddress(machine: Machine): void {
  if (machine.state.role !== 'guest' || hostOf(machine).hardware.kind !== 'domU') return;
  const link = findLink(machine, 'eth0');
  machine.state.address = link?.addresses[0] === undefined ? null : bareAddress(link.addresses[0]);
}
