/** How far the Xen hosts of a lab have come along the procedure: Debian without Xen; Xen; multipath; both guests. */
export const xenLabStates = ['fresh', 'xen', 'multipath'] as const;
export type XenLabState = (typeof xenLabStates)[number];

/** What a Xen lab is asked to be. */
export interface XenLabOptions {
  /** Letters, digits, dashes: several labs of one user are told apart by it. */
  readonly name: string;
  readonly hosts: 1 | 2;
  readonly state: XenLabState;
}

export const defaultXenLab: XenLabOptions = { name: 'xen', hosts: 1, state: 'fresh' };

/** What stands behind the controllers: LUN, size, the serial number that its WWID is made of, and the controller that it prefers. */
export interface LabLun {
  readonly lun: number;
  readonly mebibytes: number;
  readonly serial: string;
  readonly prefers: 'A' | 'B';
}

export const labLuns: readonly LabLun[] = [
  { lun: 0, mebibytes: 1024, serial: '60a0b80000f000', prefers: 'A' },
  { lun: 1, mebibytes: 1024, serial: '60a0b80000f001', prefers: 'B' },
  { lun: 2, mebibytes: 1024, serial: '60a0b80000f002', prefers: 'A' },
  { lun: 3, mebibytes: 2048, serial: '60a0b80000f003', prefers: 'B' },
];

export const labArray = 'ds4800';
/** The array's name as an iSCSI target. */
export const labTarget = `iqn.2008-03.lab.xenpath:${labArray}`;
export const labSwitches = ['sw1', 'sw2'] as const;
/** Portals of controllers A and B, each in the network of its switch. */
export const labPortals = ['10.77.1.2', '10.77.2.2'] as const;

/** Names of a lab's Xen hosts. */
export function labHosts(hosts: 1 | 2): readonly string[] {
  return hosts === 1 ? ['xenhost'] : ['xenhost', 'xenhost2'];
}

/** The kernel's target makes an NAA identifier of its own prefix (IEEE company 001405) and the hexadecimal digits of the serial number. */
export function wwidOfSerial(serial: string): string {
  return `6001405${serial}`.padEnd(32, '0');
}

/** Address of a host's port in the network of the port's switch. */
export function labHostAddress(hosts: 1 | 2, host: string, port: 1 | 2): string {
  return `10.77.${String(port)}.${String(11 + labHosts(hosts).indexOf(host))}`;
}
