import type { ElementKind } from './model.ts';

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

/** What to ask to know more of an element: of the machine that it stands in, and of a switch its one port with its counters. */
export function looksAt(kind: ElementKind, machine: string, id: string): readonly LookQuestion[] {
  const port = kind === 'switch-port' ? Number(id.split(':').at(-1)) : Number.NaN;
  return [
    ...(Number.isInteger(port) ? [{ host: machine, probe: 'brocade.port', parameters: { port } }] : []),
    ...LOOKS[kind].map((probe) => ({ host: machine, probe, parameters: {} })),
  ];
}
