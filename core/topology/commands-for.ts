import { machineOf } from './machine-of.ts';
import type { ElementKind, Topology } from './model.ts';

/** A question to a host that tells of an element: the probe's name and its parameters. */
export interface LookQuestion {
  readonly host: string;
  readonly probe: string;
  readonly parameters: unknown;
}

/** Probes without parameters that tell of a kind, asked of the machine that it stands in. An array is asked by its own tools: with parameters. */
const LOOKS: Readonly<Record<ElementKind, readonly string[]>> = {
  host: ['host.hardware', 'host.identity'],
  hypervisor: ['xm.info'],
  domain: ['host.identity', 'xm.list'],
  module: ['modules.loaded'],
  'hba-port': ['fc.hosts', 'fc.remotePorts'],
  switch: ['brocade.switch', 'brocade.zoning', 'brocade.version'],
  'switch-port': ['brocade.switch'],
  array: [],
  controller: [],
  'controller-port': [],
  lun: [],
  multipath: ['rdac.virtualDevices', 'rdac.version'],
  device: ['scsi.devices', 'disks.partitions'],
  partition: ['disks.partitions'],
  'file-system': ['filesystems.mounts', 'filesystems.space'],
  image: ['filesystems.mounts'],
  guest: ['xm.list'],
  'guest-disk': ['xm.list'],
};

/**
 * What to ask to know more of an element: of the machine that it stands in; of a switch each port that is known of it, and of a switch port that one, with
 * its counters. None for what is not there, and for an array, which is asked by its own tools.
 */
export function looksAt({ elements }: Pick<Topology, 'elements'>, id: string): readonly LookQuestion[] {
  const one = elements.find((element) => element.id === id);
  if (one === undefined) return [];
  const host = machineOf(elements, one);
  const ports = elements.filter(({ kind, id: its, parent }) => kind === 'switch-port' && (its === id || parent === id));
  return [
    ...ports.map((port) => ({ host, probe: 'brocade.port', parameters: { port: Number(port.id.split(':').at(-1)) } })),
    ...LOOKS[one.kind].map((probe) => ({ host, probe, parameters: {} })),
  ];
}
