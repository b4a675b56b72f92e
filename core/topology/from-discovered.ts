import { hostHardware, hostIdentity } from '../probes/host.ts';
import { modulesInfo, modulesLoaded } from '../probes/modules.ts';
import { xmInfo } from '../probes/xm.ts';
import { discoverAdapters, discoverSwitches, discoverZones, type Ports } from './discover-fabric.ts';
import { discoverFileSystems, discoverGuests, discoverImages, type ImageFile } from './discover-guests.ts';
import {
  arrayNames,
  discoverArrays,
  discoverMultipath,
  discoverOwners,
  discoverTargets,
  portsOfArrays,
} from './discover-storage.ts';
import { Draft } from './draft.ts';
import { BACKENDS, FRONTENDS, SERVED_BY } from './from-declared.ts';
import { askedOf, idOf } from './identifiers.ts';
import type { Topology } from './model.ts';
import { found, type Observed } from './observations.ts';

/** Drivers of real hardware that dom0 may have loaded: adapters of storage and network, and the multipath driver. */
const NATIVE_DRIVERS: ReadonlySet<string> = new Set([
  'qla2xxx', 'lpfc', 'mptsas', 'mptspi', 'aacraid', 'megaraid_sas', 'ata_piix', 'ahci', 'cciss', 'bnx2', 'tg3', 'e1000', 'e1000e', 'igb',
  'mppUpper', 'mppVhba',
]); // prettier-ignore

/** What the probes cannot tell by themselves: names that they use for things that others know. */
export interface Identities {
  /** Hosts of role array. */
  readonly arrays: readonly string[];
  /** Ports that were declared: a switch shows WWPNs alone. */
  readonly ports: Ports;
  /** Image files that are planned: before a guest is configured with it, an image is a file like others. */
  readonly images: readonly ImageFile[];
}

/** The discovered side: what the probes had found at a moment. */
export function fromDiscovered(observed: Observed, known: Identities): Topology {
  const draft = new Draft('discovered');
  const names = arrayNames(known.arrays);
  discoverHosts(draft, observed);
  const initiators = new Map([...known.ports.initiators, ...discoverAdapters(draft, observed)]);
  discoverArrays(draft, observed);
  const ofArrays = portsOfArrays(observed);
  const seen = discoverTargets(draft, observed, names, ofArrays);
  const ports: Ports = { initiators, targets: new Map([...ofArrays, ...seen, ...known.ports.targets]) };
  discoverSwitches(draft, observed, ports);
  discoverZones(draft, observed, ports);
  discoverMultipath(draft, observed, ports, names);
  discoverOwners(draft, observed, names);
  discoverFileSystems(draft, observed);
  discoverGuests(draft, observed);
  discoverImages(draft, observed, [...known.images, ...imagesOf(draft.build())]);
  discoverModules(draft, observed);
  for (const host of observed.lost) {
    const id = idOf.host(host);
    if (draft.has(id)) draft.element(id, { kind: 'host', name: host });
  }
  return draft.build();
}

/** Image files in a model, by host and path. */
export function imagesOf(topology: Topology): ImageFile[] {
  return topology.elements
    .filter(({ kind }) => kind === 'image')
    .map(({ id, name }) => ({ path: name, host: id.slice('image:'.length, -name.length - 1) }));
}

function discoverHosts(draft: Draft, observed: Observed): void {
  const dom0s = new Set(observed.observations.filter(({ role }) => role === 'dom0').map(({ host }) => host));
  for (const host of dom0s) {
    const parent = draft.element(idOf.host(host), { kind: 'host', name: host, state: 'ok' });
    draft.element(idOf.domain(host), { kind: 'domain', name: `dom0 on ${host}`, parent });
  }
  for (const { host, facts, evidence } of found(observed, hostHardware)) {
    // A guest tells of processors too: it is drawn as a guest, and no LUN is judged from it.
    if (!dom0s.has(host)) continue;
    const id = draft.element(idOf.host(host), { kind: 'host', name: host, state: 'ok' });
    const named = facts.product.startsWith(facts.manufacturer);
    draft.fact(id, 'product', named ? facts.product : `${facts.manufacturer} ${facts.product}`, evidence);
    draft.fact(id, 'processors', facts.processors.length, evidence);
  }
  for (const { host, facts, evidence } of found(observed, hostIdentity)) {
    const id = idOf.domain(host);
    if (!draft.has(id)) continue;
    draft.element(id, {
      kind: 'domain',
      name: `dom0 on ${host}`,
      // A host without Xen is not broken: it has no domain 0.
      state: facts.xenKernel ? 'ok' : 'absent',
      why: facts.xenKernel ? null : `The kernel that runs (${facts.release}) is not the Xen kernel, so there is no domain 0.`,
    });
    draft.fact(id, 'kernel', facts.release, evidence);
  }
  for (const { host, facts, evidence } of found(observed, xmInfo)) {
    if (!facts.answered) continue;
    const parent = idOf.host(host);
    const id = draft.element(idOf.hypervisor(host), { kind: 'hypervisor', name: 'Xen hypervisor', parent, state: 'ok' });
    draft.fact(id, 'version', `${facts.xenMajor}.${facts.xenMinor}${facts.xenExtra}`, evidence);
    draft.fact(id, 'memory (MiB)', facts.totalMemoryMebibytes, evidence);
  }
}

/** Modules that Figure 1 is about: backends and native drivers in dom0, frontends in guests. */
function discoverModules(draft: Draft, observed: Observed): void {
  const versions = found(observed, modulesInfo);
  for (const { host, facts, evidence } of found(observed, modulesLoaded)) {
    if (!facts.present) continue;
    draft.answered(askedOf.modules(host));
    const role = observed.observations.find((one) => one.host === host)?.role;
    const parent = role === 'guest' ? guestId(draft, host) : idOf.domain(host);
    if (parent === null || !draft.has(parent)) continue;
    for (const { name } of facts.modules) {
      const driver = kindOfDriver(name, role === 'guest');
      if (driver === null) continue;
      const id = draft.element(idOf.module(host, name), { kind: 'module', name, parent, state: 'ok' });
      draft.fact(id, 'driver', driver, evidence);
      for (const one of versions)
        if (one.host === host && one.parameters.name === name) draft.fact(id, 'version', one.facts.version, one.evidence);
    }
  }
  const elements = draft.build().elements;
  for (const guest of elements.filter(({ kind }) => kind === 'guest')) {
    const host = guest.id.slice('guest:'.length, -guest.name.length - 1);
    for (const backend of BACKENDS) {
      const ends = { from: idOf.module(host, backend), to: idOf.module(guest.name, SERVED_BY[backend]) };
      if (draft.has(ends.from) && draft.has(ends.to)) draft.link({ kind: 'serves', ...ends, state: 'ok' });
    }
  }
}

function guestId(draft: Draft, name: string): string | null {
  return draft.build().elements.find((one) => one.kind === 'guest' && one.name === name)?.id ?? null;
}

function kindOfDriver(name: string, inGuest: boolean): string | null {
  if (inGuest) return FRONTENDS.some((one) => one === name) ? 'frontend' : null;
  if (BACKENDS.some((one) => one === name)) return 'backend';
  return NATIVE_DRIVERS.has(name) ? 'native' : null;
}
