import { type KernelRelease, versionMagic } from './releases.ts';

/** A kernel module as its file describes it (what modinfo prints). */
export interface ModuleDefinition {
  readonly name: string;
  /** Folder under /lib/modules/RELEASE/kernel. */
  readonly folder: string;
  readonly version: string | null;
  readonly description: string;
  readonly author: string;
  readonly license: string;
  /** Size in memory as lsmod prints it (bytes). */
  readonly size: number;
  readonly depends: readonly string[];
  readonly parameters: readonly string[];
  /** Cannot be unloaded: lsmod says [permanent]. */
  readonly permanent: boolean;
}

function module(
  path: string,
  size: number,
  description: string,
  more: Partial<Pick<ModuleDefinition, 'version' | 'author' | 'license' | 'depends' | 'parameters' | 'permanent'>> = {},
): ModuleDefinition {
  const slash = path.lastIndexOf('/');
  return {
    name: path.slice(slash + 1),
    folder: path.slice(0, slash),
    size,
    description,
    version: more.version ?? null,
    author: more.author ?? '',
    license: more.license ?? 'GPL',
    depends: more.depends ?? [],
    parameters: more.parameters ?? [],
    permanent: more.permanent ?? false,
  };
}

/** RHEL 5.1's own QLogic driver; it has no ql2xfailover parameter. */
export const inboxQlogicVersion = '8.01.07-k7';

export const qlogicParameters: readonly string[] = [
  'ql2xlogintimeout:Login timeout value in seconds. (int)',
  'qlport_down_retry:Maximum number of command retries to a port that returns a PORT-DOWN status. (int)',
  'ql2xplogiabsentdevice:Option to enable PLOGI to devices that are not present after a Fabric scan. (int)',
  'ql2xloginretrycount:Specify an alternate value for the NVRAM login retry count. (int)',
  'ql2xallocfwdump:Option to enable allocation of memory for a firmware dump during HBA initialization. (int)',
  'ql2xfdmienable:Enables FDMI registratons. Default is 0 - no FDMI. 1 - perfom FDMI. (int)',
  'ql2xmaxqdepth:Maximum queue depth to report for target devices. (int)',
];

const everywhere: readonly ModuleDefinition[] = [
  module('drivers/scsi/scsi_mod', 132685, 'SCSI core'),
  module('drivers/scsi/sd_mod', 24385, 'SCSI disk (sd) driver', { depends: ['scsi_mod'] }),
  module('drivers/scsi/sg', 36061, 'SCSI generic (sg) driver', { depends: ['scsi_mod'], version: '3.5.34' }),
  module('drivers/scsi/scsi_transport_sas', 30913, 'SAS Transport Attributes', { depends: ['scsi_mod'] }),
  module('drivers/scsi/scsi_transport_fc', 36545, 'FC Transport Attributes', { depends: ['scsi_mod'] }),
  module('drivers/message/fusion/mptbase', 71141, 'Fusion MPT base driver', {
    version: '3.04.04',
    author: 'LSI Logic Corporation',
  }),
  module('drivers/message/fusion/mptscsih', 35009, 'Fusion MPT SCSI Host driver', {
    version: '3.04.04',
    author: 'LSI Logic Corporation',
    depends: ['mptbase', 'scsi_mod'],
  }),
  module('drivers/message/fusion/mptsas', 33225, 'Fusion MPT SAS Host driver', {
    version: '3.04.04',
    author: 'LSI Logic Corporation',
    depends: ['mptbase', 'scsi_transport_sas', 'mptscsih', 'scsi_mod'],
  }),
  module('drivers/ata/libata', 115833, 'Library module for ATA devices', { version: '2.20', depends: ['scsi_mod'] }),
  module('drivers/ata/ata_piix', 18757, 'SCSI low-level driver for Intel PIIX/ICH ATA controllers', {
    version: '2.10ac1',
    depends: ['libata'],
  }),
  module('drivers/scsi/qla2xxx/qla2xxx', 207205, 'QLogic Fibre Channel HBA Driver', {
    version: inboxQlogicVersion,
    author: 'QLogic Corporation',
    depends: ['scsi_mod', 'scsi_transport_fc', 'firmware_class'],
    parameters: qlogicParameters,
  }),
  module('drivers/base/firmware_class', 13505, 'Multi purpose firmware loading support'),
  module('fs/jbd/jbd', 56553, 'Journaling block device'),
  module('fs/ext3/ext3', 123593, 'Second Extended Filesystem with journaling extensions', { depends: ['jbd'] }),
  module('drivers/md/dm-mod', 60249, 'device-mapper driver'),
  module('drivers/md/dm-mirror', 29841, 'device-mapper mirror target', { depends: ['dm-mod'] }),
  module('drivers/md/dm-zero', 5825, 'device-mapper dummy target returning zeros', { depends: ['dm-mod'] }),
  module('drivers/md/dm-snapshot', 20069, 'device-mapper snapshot target', { depends: ['dm-mod'] }),
  module('drivers/md/dm-multipath', 21577, 'device-mapper multipath target', { depends: ['dm-mod'] }),
  module('drivers/net/bnx2', 147529, 'Broadcom NetXtreme II BCM5706/5708 Driver', {
    version: '1.5.11',
    author: 'Michael Chan <mchan@broadcom.com>',
  }),
  module('net/bridge/bridge', 55257, '', { version: '2.2' }),
  module('net/ipv6/ipv6', 251393, 'IPv6 protocol stack for Linux', { author: 'Cast of dozens' }),
  module('net/netfilter/x_tables', 17349, 'x_tables backend module'),
  module('net/ipv4/netfilter/ip_tables', 17029, 'IPv4 packet filter', { depends: ['x_tables'] }),
  module('net/ipv4/netfilter/iptable_filter', 7105, 'iptables filter table', { depends: ['ip_tables'] }),
  module('net/ipv4/netfilter/iptable_nat', 11077, '', { depends: ['ip_tables'] }),
  module('drivers/block/loop', 18761, 'Loopback device support'),
  module('drivers/cdrom/cdrom', 36705, 'Uniform CD-ROM driver'),
  module('drivers/usb/host/ehci-hcd', 32973, 'USB 2.0 Enhanced Host Controller (EHCI) Driver'),
  module('drivers/usb/host/uhci-hcd', 25421, 'USB Universal Host Controller Interface driver'),
];

/** Figure 1's drivers: back ends in dom0, front ends in guests. */
const xenOnly: readonly ModuleDefinition[] = [
  module('drivers/xen/blkback/blkbk', 22241, '', { license: 'Dual BSD/GPL', permanent: true }),
  module('drivers/xen/blktap/blktap', 119269, '', { license: 'Dual BSD/GPL', permanent: true }),
  module('drivers/xen/netback/netbk', 77761, '', { license: 'Dual BSD/GPL', permanent: true }),
  module('drivers/xen/netback/netloop', 10817, '', { license: 'Dual BSD/GPL' }),
  module('drivers/xen/blkfront/xenblk', 18121, '', { license: 'Dual BSD/GPL' }),
  module('drivers/xen/netfront/xennet', 29257, '', { license: 'Dual BSD/GPL', parameters: ['rx_copy:int', 'rx_flip:int'] }),
];

/** All modules of a kernel of RHEL 5.1. */
export function kernelModules(kernel: KernelRelease): readonly ModuleDefinition[] {
  return kernel.xen ? [...everywhere, ...xenOnly] : everywhere;
}

/** Path of a module's file. */
export function modulePath(kernel: KernelRelease, definition: ModuleDefinition): string {
  return `/lib/modules/${kernel.release}/kernel/${definition.folder}/${definition.name}.ko`;
}

/**
 * An ELF object's beginning and a .modinfo section (NUL separated `key=value`), in which the kernel keeps what modinfo
 * prints. `size=` stands for what the linker would lay out.
 */
export function moduleObject(definition: ModuleDefinition, kernel: KernelRelease): string {
  const lines = [
    ...(definition.version === null ? [] : [`version=${definition.version}`]),
    `license=${definition.license}`,
    ...(definition.description === '' ? [] : [`description=${definition.description}`]),
    ...(definition.author === '' ? [] : [`author=${definition.author}`]),
    `srcversion=${sourceVersion(definition)}`,
    `depends=${definition.depends.join(',')}`,
    `vermagic=${versionMagic(kernel)}`,
    ...definition.parameters.map((parameter) => `parm=${parameter}`),
    `name=${definition.name}`,
    `size=${String(definition.size)}`,
    `permanent=${definition.permanent ? 'Y' : 'N'}`,
  ];
  return `\x7fELF\x01\x01\x01\0${definition.folder}\0.modinfo\0${lines.join('\0')}\0`;
}

/** What a .ko says, as key and value in order; null when the file is no module. */
export function readModuleObject(content: string): readonly (readonly [string, string])[] | null {
  const start = content.indexOf('\0.modinfo\0');
  if (!content.startsWith('\x7fELF') || start < 0) return null;
  return content
    .slice(start + 10)
    .split('\0')
    .filter((line) => line.includes('='))
    .map((line) => {
      const equals = line.indexOf('=');
      return [line.slice(0, equals), line.slice(equals + 1)] as const;
    });
}

/** The same for an object that is known to be a module. */
export function moduleFieldsOf(object: string): readonly (readonly [string, string])[] {
  const fields = readModuleObject(object);
  if (fields === null) throw new Error('The object is no kernel module');
  return fields;
}

/** First value of a key of a .ko. */
export function moduleField(fields: readonly (readonly [string, string])[], key: string): string | null {
  return fields.find(([name]) => name === key)?.[1] ?? null;
}

/** 23 hexadecimal digits from name and version, as modpost makes them from the sources. */
function sourceVersion(definition: ModuleDefinition): string {
  let text = '';
  let value = 0x811c9dc5;
  const seed = `${definition.name} ${definition.version ?? ''}`;
  while (text.length < 23) {
    for (let index = 0; index < seed.length; index += 1) value = Math.imul(value ^ seed.charCodeAt(index), 0x01000193);
    text += (value >>> 0).toString(16).toUpperCase().padStart(8, '0');
  }
  return text.slice(0, 23);
}
