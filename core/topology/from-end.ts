import { storageAbove } from './join.ts';
import type { ElementKind, Topology, TopologyElement } from './model.ts';
import { storageBelow } from './storage-below.ts';
import { partView, type TopologyView } from './views.ts';

/** Kinds of elements that a topology can be looked at from. */
export const END_KINDS = ['lun', 'guest', 'switch', 'host'] as const satisfies readonly ElementKind[];
export type EndKind = (typeof END_KINDS)[number];

/** The elements of a kind that a topology can be looked at from, in the model's order. */
export function endsOf(topology: Topology, kind: EndKind): readonly TopologyElement[] {
  return topology.elements.filter((one) => one.kind === kind);
}

/** What a view shows beside what everything stands in. */
interface Chosen {
  readonly elements: Set<string>;
  readonly links: Set<string>;
}

/** One end and all that its storage goes through, in both directions; null when the element is no end, or is not there. */
export function endView(topology: Topology, end: string): TopologyView | null {
  const one = topology.elements.find(({ id }) => id === end);
  const kind = END_KINDS.find((name) => name === one?.kind);
  if (one === undefined || kind === undefined) return null;
  const chosen: Chosen = { elements: new Set([end]), links: new Set() };
  const allHosts = new Set(endsOf(topology, 'host').map(({ id }) => id));
  const allArrays = new Set(topology.elements.flatMap((element) => (element.kind === 'array' ? [element.id] : [])));
  switch (kind) {
    case 'lun':
      takeFabric(topology, chosen, { hosts: allHosts, arrays: new Set([one.parent ?? '']), only: null });
      take(chosen, storageBelow(topology.links, end));
      break;
    case 'guest': {
      takeInside(topology, chosen, end);
      const above = topology.elements
        .filter((disk) => disk.kind === 'guest-disk' && disk.parent === end)
        .map((disk) => storageAbove(topology.links, disk.id));
      for (const part of above) take(chosen, part);
      const arrays = topology.elements.filter(({ id, kind: of }) => of === 'lun' && chosen.elements.has(id));
      const fabric = {
        hosts: new Set([one.parent ?? '']),
        arrays: new Set(arrays.map(({ parent }) => parent ?? '')),
        only: null,
      };
      takeFabric(topology, chosen, fabric);
      break;
    }
    case 'host': {
      takeInside(topology, chosen, end);
      takeFabric(topology, chosen, { hosts: new Set([end]), arrays: allArrays, only: null });
      const own = new Set(chosen.elements);
      for (const link of topology.links) {
        if (link.kind === 'cable' || link.kind === 'zone' || !own.has(link.to)) continue;
        chosen.elements.add(link.from);
        chosen.links.add(link.id);
      }
      break;
    }
    case 'switch':
      takeFabric(topology, chosen, { hosts: allHosts, arrays: allArrays, only: end });
  }
  takeOwners(topology, chosen, kind === 'switch');
  takeWhatHolds(topology, chosen);
  const title = one.name;
  const about = { lun: 'From this LUN', guest: 'From this guest', switch: 'From this switch', host: 'From this host' }[kind];
  const view = partView(topology, {
    id: 'end',
    title,
    about: `${about}: what it is connected to, all the way in both directions.`,
    elements: chosen.elements,
    links: chosen.links,
  });
  // From left to right: a host with its ports, the fabric, the array, what a host makes of its LUNs, its guests.
  const apart = view.elements.map((shown) =>
    shown.kind === 'domain' || shown.kind === 'guest' ? { ...shown, parent: null } : shown,
  );
  return { ...view, elements: apart };
}

function take(chosen: Chosen, more: { readonly elements: ReadonlySet<string>; readonly links: ReadonlySet<string> }): void {
  for (const id of more.elements) chosen.elements.add(id);
  for (const id of more.links) chosen.links.add(id);
}

function takeInside(topology: Topology, chosen: Chosen, outer: string): void {
  for (const one of topology.elements) {
    if (one.parent !== outer) continue;
    chosen.elements.add(one.id);
    takeInside(topology, chosen, one.id);
  }
}

/** What else stands in nothing that is shown yet: hosts around ports, switches around theirs. */
function takeWhatHolds(topology: Topology, chosen: Chosen): void {
  const parents = new Map(topology.elements.map((one) => [one.id, one.parent]));
  for (const id of [...chosen.elements])
    for (let at = parents.get(id) ?? null; at !== null; at = parents.get(at) ?? null) chosen.elements.add(at);
}

interface Fabric {
  readonly hosts: ReadonlySet<string>;
  readonly arrays: ReadonlySet<string>;
  /** One switch alone. */
  readonly only: string | null;
}

/** Ports of hosts and arrays, and the cables between them, by switches that these hosts are plugged into. */
function takeFabric(topology: Topology, chosen: Chosen, { hosts, arrays, only }: Fabric): void {
  const byId = new Map(topology.elements.map((one) => [one.id, one]));
  const parent = (id: string): string => byId.get(id)?.parent ?? '';
  const ofHost = (id: string): boolean => byId.get(id)?.kind === 'hba-port' && hosts.has(parent(id));
  const ofArray = (id: string): boolean => byId.get(id)?.kind === 'controller-port' && arrays.has(parent(parent(id)));
  const cables = topology.links.filter(({ kind }) => kind === 'cable');
  const near = cables.filter(({ from }) => ofHost(from));
  const switches = only === null ? new Set(near.map(({ to }) => parent(to))) : new Set([only]);
  for (const one of topology.elements) if (only === null && (ofHost(one.id) || ofArray(one.id))) chosen.elements.add(one.id);
  for (const cable of cables) {
    const [port, end] = ofHost(cable.from) ? [cable.to, cable.from] : [cable.from, cable.to];
    if (!switches.has(parent(port)) || !(ofHost(end) || ofArray(end))) continue;
    chosen.links.add(cable.id);
    chosen.elements.add(cable.from);
    chosen.elements.add(cable.to);
  }
}

/** Which controller owns a LUN; `all`: LUNs of these controllers are shown for their sake. */
function takeOwners(topology: Topology, chosen: Chosen, all: boolean): void {
  const parents = new Map(topology.elements.map((one) => [one.id, one.parent]));
  const controllers = new Set([...chosen.elements].map((id) => parents.get(id) ?? id));
  for (const link of topology.links) {
    if (link.kind !== 'owns' || !(chosen.elements.has(link.to) || (all && controllers.has(link.from)))) continue;
    chosen.links.add(link.id);
    chosen.elements.add(link.from);
    chosen.elements.add(link.to);
  }
}
