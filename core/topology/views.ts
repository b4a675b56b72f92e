import { storageAbove } from './join.ts';
import type { ElementKind, LinkKind, Topology, TopologyElement, TopologyLink } from './model.ts';

export const VIEW_IDS = ['figure-1', 'figure-2', 'figure-6', 'figure-15', 'all'] as const;
export type ViewId = (typeof VIEW_IDS)[number];

/** A part of the model that is drawn as one diagram. */
export interface TopologyView {
  /** `end`: from one end of it; `step`: what a step is about. */
  readonly id: ViewId | 'end' | 'step';
  readonly title: string;
  readonly about: string;
  readonly elements: readonly TopologyElement[];
  readonly links: readonly TopologyLink[];
}

const TITLES: Readonly<Record<ViewId, { readonly title: string; readonly about: string }>> = {
  'figure-1': {
    title: 'Xen and its split drivers',
    about: 'The hypervisor under dom0 and the guests; native drivers and backends in dom0, frontends in each guest.',
  },
  'figure-2': {
    title: 'Hosts, switches and controllers',
    about: 'Host bus adapter ports, the switches they are plugged into, and the controllers with their LUNs.',
  },
  'figure-6': {
    title: 'Guests whose disks are LUNs',
    about: 'From each LUN through the multipath driver to a device of dom0 and to a disk of the guest.',
  },
  'figure-15': {
    title: 'Guests whose disks are image files',
    about:
      'From a LUN through the multipath driver to a partition, its file system, the image files on it, and the disks of the guest.',
  },
  all: { title: 'Everything', about: 'All elements and links that are declared or were found.' },
};

/** The part of a topology that a diagram shows. */
export function topologyView(topology: Topology, id: ViewId): TopologyView {
  const parts = {
    'figure-1': architecture,
    'figure-2': fabricView,
    'figure-6': lunGuests,
    'figure-15': imageGuests,
    all: everything,
  }[id](topology);
  return viewOf(topology, { id, ...TITLES[id] }, parts);
}

/** A view of chosen elements and links, by their ids, in the model's order. */
export function partView(
  topology: Topology,
  { elements, links, ...head }: Head & { readonly elements: ReadonlySet<string>; readonly links: ReadonlySet<string> },
): TopologyView {
  const parts = {
    elements: topology.elements.filter(({ id }) => elements.has(id)),
    links: topology.links.filter(({ id }) => links.has(id)),
  };
  return viewOf(topology, head, parts);
}

type Head = Pick<TopologyView, 'id' | 'title' | 'about'>;

function viewOf(topology: Topology, head: Head, parts: Parts): TopologyView {
  const shown = new Set(parts.elements.map((one) => one.id));
  const parents = new Map(topology.elements.map((one) => [one.id, one.parent]));
  return {
    ...head,
    elements: parts.elements.map((one) => ({ ...one, parent: shownParent(one.parent, shown, parents) })),
    links: parts.links.filter(({ from, to }) => shown.has(from) && shown.has(to)),
  };
}

interface Parts {
  readonly elements: readonly TopologyElement[];
  readonly links: readonly TopologyLink[];
}

function shownParent(
  parent: string | null,
  shown: ReadonlySet<string>,
  parents: ReadonlyMap<string, string | null>,
): string | null {
  let at = parent;
  while (at !== null && !shown.has(at)) at = parents.get(at) ?? null;
  return at;
}

function ofKinds(topology: Topology, elements: readonly ElementKind[], links: readonly LinkKind[]): Parts {
  return {
    elements: topology.elements.filter(({ kind }) => elements.includes(kind)),
    links: topology.links.filter(({ kind }) => links.includes(kind)),
  };
}

function architecture(topology: Topology): Parts {
  return ofKinds(topology, ['host', 'hypervisor', 'domain', 'module', 'guest'], ['serves']);
}

/** Cables from host to array. A zone is drawn where it holds: inside the switch, between the ports of its initiator and its target. */
function fabricView(topology: Topology): Parts {
  const kinds: ElementKind[] = ['host', 'hba-port', 'switch', 'switch-port', 'array', 'controller', 'controller-port', 'lun'];
  const parts = ofKinds(topology, kinds, ['cable', 'owns']);
  const cables = topology.links.filter(({ kind }) => kind === 'cable');
  const switchOf = new Map(topology.elements.map((one) => [one.id, one.parent]));
  const zones = topology.links.flatMap((zone): TopologyLink[] => {
    if (zone.kind !== 'zone') return [];
    const entries = cables.filter((one) => one.from === zone.from).map(({ to }) => to);
    const exits = cables.filter((one) => one.to === zone.to).map(({ from }) => from);
    return entries.flatMap((from) =>
      exits
        .filter((to) => switchOf.get(to) === switchOf.get(from))
        .map((to) => ({ ...zone, id: `${zone.id}|${from}|${to}`, from, to })),
    );
  });
  const plugged = new Set(cables.flatMap(({ from, to }) => [from, to]));
  return {
    elements: parts.elements.filter(({ kind, id }) => kind !== 'switch-port' || plugged.has(id)),
    links: [...parts.links, ...zones],
  };
}

function lunGuests(topology: Topology): Parts {
  return guestStorage(topology, (above) => ![...above].some((id) => id.startsWith('image:')));
}

function imageGuests(topology: Topology): Parts {
  return guestStorage(topology, (above) => [...above].some((id) => id.startsWith('image:')));
}

/** Guests' disks of one sort with everything that their storage comes from. */
function guestStorage(topology: Topology, wanted: (above: ReadonlySet<string>) => boolean): Parts {
  const elements = new Set<string>();
  const links = new Set<string>();
  for (const disk of topology.elements.filter(({ kind }) => kind === 'guest-disk')) {
    const above = storageAbove(topology.links, disk.id);
    if (!wanted(above.elements)) continue;
    for (const id of above.elements) elements.add(id);
    for (const id of above.links) links.add(id);
    if (disk.parent !== null) elements.add(disk.parent);
  }
  // What they stand in is drawn around them: the array, dom0; the host adds nothing here.
  const byId = new Map(topology.elements.map((one) => [one.id, one]));
  for (const id of [...elements]) {
    const parent = byId.get(byId.get(id)?.parent ?? '');
    if (parent?.kind === 'array' || parent?.kind === 'domain') elements.add(parent.id);
  }
  return {
    elements: topology.elements.filter(({ id }) => elements.has(id)),
    links: topology.links.filter(({ id }) => links.has(id)),
  };
}

function everything(topology: Topology): Parts {
  return {
    elements: topology.elements,
    links: topology.links.filter(({ kind }) => kind !== 'zone'),
  };
}
