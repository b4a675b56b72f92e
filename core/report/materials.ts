import { inventory as inventorySchema } from '../hosts/inventory.ts';
import { brocadeVersion } from '../probes/brocade.ts';
import { hostIdentity, hostRelease } from '../probes/host.ts';
import { modulesInfo } from '../probes/modules.ts';
import { rdacVersion } from '../probes/rdac.ts';
import { rpmPackages } from '../probes/rpm.ts';
import { smcliControllers } from '../probes/smcli.ts';
import { xmInfo } from '../probes/xm.ts';
import type { Procedure } from '../procedure/schema.ts';
import type { StoredEvent } from '../run/events.ts';
import type { RunState } from '../run/state.ts';
import { found, observedAt } from '../topology/observations.ts';
import type { ReportDocument } from './schema.ts';
import { valueText } from './views.ts';

type Materials = ReportDocument['materials'];

/** Bill of materials: packages and versions that the hosts told of, parameters, and the inventory with its log-in details left out. */
export function viewMaterials(
  events: readonly StoredEvent[],
  state: RunState,
  procedure: Procedure | null,
  parameters: Readonly<Record<string, unknown>>,
): Materials {
  const observed = observedAt(events, state.sequence);
  const packages = new Map<string, Materials['packages'][number]>();
  for (const { host, facts, evidence } of found(observed, rpmPackages))
    for (const one of facts.packages) {
      const version = `${one.version}-${one.release}.${one.architecture}`;
      packages.set(`${host} ${one.name} ${version}`, { host, name: one.name, version, sequence: evidence.sequence });
    }
  const versions: Materials['versions'][number][] = [];
  const add = (host: string, what: string, value: string | null, sequence: number): void => {
    if (value !== null && value !== '') versions.push({ host, what, value, sequence });
  };
  for (const one of found(observed, hostRelease)) add(one.host, one.facts.product, one.facts.version, one.evidence.sequence);
  for (const one of found(observed, hostIdentity)) add(one.host, 'kernel', one.facts.release, one.evidence.sequence);
  for (const one of found(observed, xmInfo))
    if (one.facts.answered)
      add(one.host, 'Xen', `${one.facts.xenMajor}.${one.facts.xenMinor}${one.facts.xenExtra}`, one.evidence.sequence);
  for (const one of found(observed, rdacVersion)) add(one.host, 'RDAC driver', one.facts.version, one.evidence.sequence);
  for (const one of found(observed, modulesInfo))
    add(one.host, `module ${one.parameters.name}`, one.facts.version, one.evidence.sequence);
  for (const one of found(observed, brocadeVersion)) add(one.host, 'Fabric OS', one.facts.fabricOs, one.evidence.sequence);
  for (const one of found(observed, smcliControllers))
    for (const of of one.facts.controllers)
      add(one.host, `firmware of controller ${of.name}`, of.firmwareVersion, one.evidence.sequence);
  const order = (a: { host: string; what?: string; name?: string }, b: typeof a): number =>
    compareText(a.host, b.host) || compareText(a.name ?? a.what ?? '', b.name ?? b.what ?? '');
  const set = state.header?.parameters ?? {};
  return {
    packages: [...packages.values()].sort(order),
    versions: versions.sort(order),
    parameters: Object.entries(parameters).map(([name, value]) => ({
      name,
      title: procedure?.parameters[name]?.title ?? '',
      value: valueText(plain(value), 800),
      set: Object.hasOwn(set, name),
    })),
    inventory: inventoryText(state.header?.inventory),
  };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Secrets never stand in an inventory; how to log in is left out all the same. */
function inventoryText(inventory: unknown): string {
  const parsed = inventorySchema.safeParse(inventory);
  if (!parsed.success) return '';
  const hosts = Object.entries(parsed.data.hosts).map(([name, { auth: _auth, parameters, ...host }]) => [
    name,
    { ...host, parameters },
  ]);
  return JSON.stringify({ ...parsed.data, hosts: Object.fromEntries(hosts) as unknown }, null, 2);
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  return value;
}
