import type { ElementKind, LinkKind, Topology } from './model.ts';
import { partView, type TopologyView } from './views.ts';

/** What probes tell of, by the beginning of their names; the longest that fits counts. */
const TELLS: Readonly<Record<string, readonly ElementKind[]>> = {
  host: ['host'],
  'host.identity': ['host', 'domain'],
  xm: ['hypervisor', 'domain'],
  xl: ['hypervisor', 'domain'],
  xen: ['hypervisor', 'domain'],
  xend: ['hypervisor', 'domain'],
  xenstore: ['guest', 'guest-disk'],
  xentop: ['guest'],
  'xm.list': ['guest', 'domain'],
  'xm.domain': ['guest', 'guest-disk'],
  'xm.block': ['guest', 'guest-disk'],
  guest: ['guest', 'guest-disk', 'image'],
  virsh: ['guest'],
  load: ['guest', 'guest-disk'],
  grub: ['domain'],
  initrd: ['domain'],
  modprobe: ['domain', 'module'],
  modules: ['domain', 'module'],
  service: ['domain'],
  rpm: ['domain'],
  kernel: ['multipath', 'device'],
  multipath: ['multipath', 'device'],
  rdac: ['multipath'],
  'rdac.array': ['multipath', 'controller', 'lun'],
  'rdac.virtual': ['multipath', 'device'],
  scsi: ['device'],
  disks: ['device', 'partition'],
  lvm: ['device', 'partition'],
  filesystems: ['partition', 'file-system'],
  'filesystems.files': ['domain'],
  fc: ['hba-port'],
  brocade: ['switch', 'switch-port'],
  smcli: ['array', 'controller', 'lun'],
  'smcli.controllers': ['array', 'controller', 'controller-port'],
};

/** A link that leads out of what a step is about is followed to its other end. */
const FOLLOWED: ReadonlySet<LinkKind> = new Set(['cable', 'presents', 'drives', 'backs']);

/** Kinds of elements that facts of a probe tell of. */
export function kindsToldBy(probe: string): readonly ElementKind[] {
  const names = Object.keys(TELLS).filter((name) => probe === name || probe.startsWith(`${name}.`));
  const longest = names.sort((a, b) => b.length - a.length)[0];
  return longest === undefined ? [] : (TELLS[longest] ?? []);
}

/**
 * The part of a topology that a step is about: what its checkpoints' probes tell of, on its hosts, with what stands around it and what it is plugged
 * into. `probes`: names of probes, by the host that is asked.
 */
export function stepPart(
  topology: Topology,
  title: string,
  probes: readonly { readonly host: string; readonly probe: string }[],
): TopologyView {
  const parents = new Map(topology.elements.map((one) => [one.id, one.parent]));
  const outermost = (id: string): string => {
    let at = id;
    for (let next = parents.get(at) ?? null; next !== null; next = parents.get(next) ?? null) at = next;
    return at;
  };
  const wanted = new Set(probes.flatMap(({ host, probe }) => kindsToldBy(probe).map((kind) => `${host} ${kind}`)));
  const named = new Map(topology.elements.map((one) => [one.id, one.name]));
  const elements = new Set(
    topology.elements.flatMap((one) => (wanted.has(`${named.get(outermost(one.id)) ?? ''} ${one.kind}`) ? [one.id] : [])),
  );
  const touched = new Set(elements);
  const links = new Set<string>();
  for (const link of topology.links) {
    const inside = touched.has(link.from) && touched.has(link.to);
    if (!inside && !(FOLLOWED.has(link.kind) && (touched.has(link.from) || touched.has(link.to)))) continue;
    links.add(link.id);
    elements.add(link.from);
    elements.add(link.to);
  }
  for (const id of [...elements])
    for (let at = parents.get(id) ?? null; at !== null; at = parents.get(at) ?? null) elements.add(at);
  return partView(topology, { id: 'step', title, about: 'What this step is about, as it is known now.', elements, links });
}
