import type { HostRole } from '../hosts/inventory.ts';
import type { ElementKind, LinkKind, Topology, TopologyElement } from './model.ts';
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

/** A probe that a step asks: on its own hosts, or on hosts of a role. */
export interface StepQuestion {
  readonly probe: string;
  readonly role: HostRole | null;
}

/** Where hosts of a role stand in a topology. */
const MACHINES: Readonly<Record<HostRole, ElementKind>> = { dom0: 'host', guest: 'guest', switch: 'switch', array: 'array' };

/** What of a guest is drawn, whatever it is asked. */
const OF_GUESTS: readonly ElementKind[] = ['guest', 'guest-disk'];

/**
 * The part of a topology that a step is about: what its checkpoints' probes tell of, on its hosts, with what stands around it and what it is plugged
 * into. `hosts`: names of the step's hosts.
 */
export function stepPart(
  topology: Topology,
  title: string,
  hosts: readonly string[],
  questions: readonly StepQuestion[],
): TopologyView {
  const byId = new Map(topology.elements.map((one) => [one.id, one]));
  const machineOf = (one: TopologyElement): TopologyElement => {
    const outer = one.kind === 'guest' || one.parent === null ? undefined : byId.get(one.parent);
    return outer === undefined ? one : machineOf(outer);
  };
  const wanted = (one: TopologyElement): boolean => {
    const machine = machineOf(one);
    return questions.some(({ probe, role }) => {
      const asked = role === null ? hosts.includes(machine.name) : machine.kind === MACHINES[role];
      return asked && (machine.kind === 'guest' ? OF_GUESTS : kindsToldBy(probe)).includes(one.kind);
    });
  };
  const elements = new Set(topology.elements.filter(wanted).map(({ id }) => id));
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
    for (let at = byId.get(id)?.parent ?? null; at !== null; at = byId.get(at)?.parent ?? null) elements.add(at);
  return partView(topology, { id: 'step', title, about: 'What this step is about, as it is known now.', elements, links });
}
