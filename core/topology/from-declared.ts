import type { Fabric, Inventory } from '../hosts/inventory.ts';
import { Draft } from './draft.ts';
import { askedOf, idOf } from './identifiers.ts';
import type { Topology } from './model.ts';

/** A guest as the procedure means to have it, disks in order: each a LUN of its own, or an image file. */
export interface PlannedGuest {
  readonly host: string;
  readonly name: string;
  readonly disks: readonly PlannedDisk[];
}

export interface PlannedDisk {
  readonly device: string;
  /** Name that it has once the guest's disks were renamed (Listing 11): the same disk. */
  readonly renamed?: string;
  readonly from: { readonly lun: number } | { readonly image: string };
}

/** What the procedure means to stand between LUNs and guests. */
export interface PlannedStorage {
  readonly mounts: readonly { readonly host: string; readonly lun: number; readonly mountPoint: string }[];
  readonly guests: readonly PlannedGuest[];
}

const NOTHING_PLANNED: PlannedStorage = { mounts: [], guests: [] };

/** What should be there, and for each element and link the question that tells whether it is. */
export interface Declared {
  readonly topology: Topology;
  readonly questions: ReadonlyMap<string, string>;
  /** Other ids under which a declared element may be found. */
  readonly otherIds: ReadonlyMap<string, string>;
}

/** Modules of the split drivers as the article names them: block and network backends of dom0, frontends of a guest. */
export const BACKENDS = ['blkbk', 'blktap', 'netbk'] as const;
export const FRONTENDS = ['xenblk', 'xennet'] as const;
/** Which frontend a backend serves. */
export const SERVED_BY: Readonly<Record<(typeof BACKENDS)[number], (typeof FRONTENDS)[number]>> = {
  blkbk: 'xenblk',
  blktap: 'xenblk',
  netbk: 'xennet',
};

/** The declared side: hosts of an inventory, its fabric, and what the procedure is to bring about. */
export function fromDeclared(inventory: Inventory, planned: PlannedStorage = NOTHING_PLANNED): Declared {
  const draft = new Draft('declared');
  for (const [name, host] of Object.entries(inventory.hosts)) {
    if (host.role === 'dom0') declareHost(draft, name);
    else if (host.role === 'switch') draft.element(idOf.switch(name), { kind: 'switch', name }, askedOf.switch(name));
    else if (host.role === 'array') draft.element(idOf.array(name), { kind: 'array', name }, askedOf.controllers(name));
    const id = host.role === 'dom0' ? idOf.host(name) : host.role === 'switch' ? idOf.switch(name) : idOf.array(name);
    draft.fact(id, 'rack', host.rack ?? null, null);
  }
  if (inventory.fabric !== undefined) declareFabric(draft, inventory.fabric);
  declareStorage(draft, planned, inventory.fabric?.luns ?? []);
  const otherIds = planned.guests.flatMap(({ host, name, disks }) =>
    disks.flatMap(({ device, renamed }): [string, string][] =>
      renamed === undefined ? [] : [[idOf.guestDisk(host, name, device), idOf.guestDisk(host, name, renamed)]],
    ),
  );
  return { topology: draft.build(), questions: draft.questions(), otherIds: new Map(otherIds) };
}

function declareHost(draft: Draft, host: string): void {
  const id = draft.element(idOf.host(host), { kind: 'host', name: host });
  draft.element(idOf.hypervisor(host), { kind: 'hypervisor', name: 'Xen hypervisor', parent: id }, askedOf.guests(host));
  const domain = draft.element(idOf.domain(host), { kind: 'domain', name: `dom0 on ${host}`, parent: id }, askedOf.guests(host));
  for (const name of BACKENDS) {
    const module = draft.element(idOf.module(host, name), { kind: 'module', name, parent: domain }, askedOf.modules(host));
    draft.fact(module, 'driver', 'backend', null);
  }
  draft.link({ kind: 'serves', from: idOf.hypervisor(host), to: domain });
}

function declareFabric(draft: Draft, fabric: Fabric): void {
  for (const { host, port, wwpn } of fabric.ports) {
    const parent = draft.has(idOf.host(host)) ? idOf.host(host) : null;
    const id = draft.element(
      idOf.hbaPort(host, wwpn),
      { kind: 'hba-port', name: `port ${port}`, parent },
      askedOf.adapters(host),
    );
    draft.fact(id, 'WWPN', wwpn, null);
  }
  for (const { name, domain } of fabric.switches) {
    const id = draft.element(idOf.switch(name), { kind: 'switch', name }, askedOf.switch(name));
    draft.fact(id, 'domain', domain ?? null, null);
  }
  for (const { array, controller, port, wwpn } of fabric.controllerPorts) {
    const parent = declareController(draft, array, controller);
    const seenBy = fabric.cables.find(({ from }) => 'array' in from && sameController(from, { array, controller, port }))?.switch;
    const id = draft.element(
      idOf.controllerPort(array, wwpn),
      { kind: 'controller-port', name: `port ${port}`, parent },
      seenBy === undefined ? undefined : askedOf.switch(seenBy),
    );
    draft.fact(id, 'WWPN', wwpn, null);
  }
  for (const cable of fabric.cables) declareCable(draft, fabric, cable);
  for (const zone of fabric.zones) {
    const initiator = fabric.ports.find(({ wwpn }) => wwpn === zone.initiator);
    const target = fabric.controllerPorts.find(({ wwpn }) => wwpn === zone.target);
    if (initiator === undefined || target === undefined) continue;
    const from = idOf.hbaPort(initiator.host, initiator.wwpn);
    const to = idOf.controllerPort(target.array, target.wwpn);
    draft.link({ kind: 'zone', from, to, label: zone.name }, askedOf.zones(zone.switch));
  }
  for (const lun of fabric.luns) {
    draft.element(idOf.array(lun.array), { kind: 'array', name: lun.array }, askedOf.controllers(lun.array));
    const id = draft.element(
      idOf.lun(lun.array, lun.lun),
      { kind: 'lun', name: `LUN ${lun.lun}`, parent: idOf.array(lun.array) },
      askedOf.luns(lun.array),
    );
    draft.fact(id, 'logical drive', lun.name, null);
    draft.fact(id, 'bytes', lun.sizeBytes ?? null, null);
    draft.fact(id, 'WWID', lun.wwid ?? null, null);
    draft.fact(id, 'preferred controller', lun.preferredController ?? null, null);
    if (lun.preferredController !== undefined) {
      const from = declareController(draft, lun.array, lun.preferredController);
      draft.link({ kind: 'owns', from, to: id, label: 'preferred' }, askedOf.luns(lun.array));
    }
  }
}

function declareController(draft: Draft, array: string, controller: string): string {
  const parent = draft.element(idOf.array(array), { kind: 'array', name: array }, askedOf.controllers(array));
  const news = { kind: 'controller', name: `controller ${controller}`, parent } as const;
  return draft.element(idOf.controller(array, controller), news, askedOf.controllers(array));
}

function declareCable(draft: Draft, fabric: Fabric, cable: Fabric['cables'][number]): void {
  const { from } = cable;
  const end =
    'host' in from
      ? fabric.ports.find(({ host, port }) => host === from.host && port === from.port)
      : fabric.controllerPorts.find((port) => sameController(port, from));
  if (end === undefined) return;
  const question = askedOf.switch(cable.switch);
  const parent = draft.element(idOf.switch(cable.switch), { kind: 'switch', name: cable.switch }, question);
  const port = idOf.switchPort(cable.switch, cable.switchPort);
  draft.element(port, { kind: 'switch-port', name: `port ${cable.switchPort}`, parent }, question);
  const other = 'host' in end ? idOf.hbaPort(end.host, end.wwpn) : idOf.controllerPort(end.array, end.wwpn);
  // Drawn from host to array: the side that a cable is plugged into on the switch tells its direction.
  const ends = 'host' in end ? { from: other, to: port } : { from: port, to: other };
  draft.link({ kind: 'cable', ...ends, label: cable.label }, question);
}

function sameController(
  a: { readonly array: string; readonly controller: string; readonly port: number },
  b: { readonly array: string; readonly controller: string; readonly port: number },
): boolean {
  return a.array === b.array && a.controller === b.controller && a.port === b.port;
}

function declareStorage(draft: Draft, planned: PlannedStorage, luns: Fabric['luns']): void {
  const lunId = (number: number): string | undefined => {
    const declared = luns.find(({ lun }) => lun === number);
    return declared === undefined ? undefined : idOf.lun(declared.array, number);
  };
  for (const { host, lun, mountPoint } of planned.mounts) {
    const question = askedOf.mounts(host);
    const parent = idOf.domain(host);
    const to = draft.element(idOf.fileSystem(host, mountPoint), { kind: 'file-system', name: mountPoint, parent }, question);
    const from = lunId(lun);
    if (from !== undefined) draft.link({ kind: 'holds', from, to }, question);
  }
  for (const guest of planned.guests) declareGuest(draft, guest, planned.mounts, lunId);
}

function declareGuest(
  draft: Draft,
  guest: PlannedGuest,
  mounts: PlannedStorage['mounts'],
  lunId: (lun: number) => string | undefined,
): void {
  const { host, name } = guest;
  const id = draft.element(idOf.guest(host, name), { kind: 'guest', name, parent: idOf.host(host) }, askedOf.guests(host));
  draft.link({ kind: 'serves', from: idOf.hypervisor(host), to: id });
  for (const frontend of FRONTENDS) {
    const news = { kind: 'module', name: frontend, parent: id } as const;
    const module = draft.element(idOf.module(name, frontend), news, askedOf.modules(name));
    draft.fact(module, 'driver', 'frontend', null);
    for (const backend of BACKENDS)
      if (SERVED_BY[backend] === frontend) draft.link({ kind: 'serves', from: idOf.module(host, backend), to: module });
  }
  const question = askedOf.guest(host, name);
  for (const disk of guest.disks) {
    const news = { kind: 'guest-disk', name: disk.device, parent: id } as const;
    const to = draft.element(idOf.guestDisk(host, name, disk.device), news, question);
    if ('lun' in disk.from) {
      const from = lunId(disk.from.lun);
      if (from !== undefined) draft.link({ kind: 'backs', from, to }, question);
      continue;
    }
    const path = disk.from.image;
    const looked = askedOf.image(host, path);
    const from = draft.element(idOf.image(host, path), { kind: 'image', name: path, parent: idOf.domain(host) }, looked);
    draft.link({ kind: 'backs', from, to }, question);
    const mount = mounts.find((one) => one.host === host && path.startsWith(`${one.mountPoint}/`));
    if (mount !== undefined) draft.link({ kind: 'holds', from: idOf.fileSystem(host, mount.mountPoint), to: from }, looked);
  }
}
