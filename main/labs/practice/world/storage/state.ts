/**
 * Storage and fabric of the practice lab, as plain JSON: what hardware there is, how it is cabled, zoned and mapped,
 * what each running host sees of it, and what is written on each disk. Operations change it in place; programs print it.
 * Times are milliseconds of the lab's clock, sizes are bytes, a sector is 512 bytes, WWPNs are eight lower-case pairs with colons.
 */
export interface StorageState {
  readonly arrays: Record<string, ArrayState>;
  readonly switches: Record<string, SwitchState>;
  /** Every cable of the lab, plugged or not. */
  readonly cables: CableState[];
  /** Fibre channel ports of each host, in the order of its slots. */
  readonly hostPorts: Record<string, HostPort[]>;
  /** What the running kernel of a host with HBAs sees; absent while it is down. */
  readonly runtimes: Record<string, HostRuntime>;
  /** Block devices of each machine (dom0 or guest), whether it has HBAs or not. What is mounted is in the machine's state. */
  readonly machines: Record<string, MachineDisks>;
  /** What is written on each disk, by its identifier: `lun:WWID`, `local:HOST`, `image:N`. */
  readonly disks: Record<string, DiskState>;
  /** By identifier, which is also that of the tree with its files. */
  readonly fileSystems: Record<string, FileSystemState>;
  /** What an installation takes on a guest's disks, by the guest's name; see install.ts for the others. */
  readonly footprints: Record<string, InstallFootprint>;
  /** Source of the next identifiers of images, file systems and events. */
  nextId: number;
}

export type ControllerName = 'A' | 'B';

export interface ArrayState {
  readonly name: string;
  /** `1815-84A`. */
  readonly model: string;
  /** INQUIRY product of a path device: `1815      FAStT`. */
  readonly product: string;
  /** As the profile prints it: `06.23.05.00`. */
  readonly firmware: string;
  readonly nvsram: string;
  /** Four characters of INQUIRY revision: `0914`. */
  readonly revision: string;
  readonly serial: string;
  /** 32 hexadecimal digits. */
  readonly wwid: string;
  readonly nodeName: string;
  /** The host on which SMcli runs, and the management addresses of controllers A and B. */
  readonly managementHost: string;
  readonly controllers: Record<ControllerName, ControllerState>;
  readonly drives: DriveState[];
  readonly driveGroups: DriveGroup[];
  readonly hostGroups: string[];
  readonly hosts: ArrayHost[];
  readonly hostPorts: ArrayHostPort[];
  readonly logicalDrives: LogicalDrive[];
  readonly mappings: LunMapping[];
  readonly events: ArrayEvent[];
  /** Owner that the next logical drive gets when its creator names none. */
  nextOwner: ControllerName;
  nextSubsystemId: number;
  password: string | null;
}

export interface ControllerState {
  readonly name: ControllerName;
  readonly address: string;
  readonly serial: string;
  readonly ports: { readonly port: number; readonly wwpn: string }[];
  /** `failed` is what a broken controller is; `offline` and `service` are what a person asked for. */
  availability: 'online' | 'offline' | 'service' | 'failed';
}

export interface DriveState {
  readonly tray: number;
  readonly slot: number;
  readonly capacityBytes: number;
  status: 'Optimal' | 'Failed';
  /** Number of the drive group (an "array" in Storage Manager's words), null while unassigned. */
  group: number | null;
}

export interface DriveGroup {
  readonly number: number;
  readonly raidLevel: number;
}

export interface ArrayHost {
  readonly label: string;
  hostGroup: string | null;
  hostType: string;
}

export interface ArrayHostPort {
  readonly wwpn: string;
  label: string;
  host: string;
}

export interface LogicalDrive {
  label: string;
  /** 32 hexadecimal digits; the disk's identifier is `lun:` and this. */
  readonly wwid: string;
  readonly subsystemId: number;
  readonly group: number;
  readonly capacityBytes: number;
  readonly raidLevel: number;
  readonly segmentKilobytes: number;
  preferred: ControllerName;
  current: ControllerName;
}

export interface LunMapping {
  /** Label of the logical drive; null is the access logical drive. */
  readonly logicalDrive: string | null;
  readonly lun: number;
  readonly to: { readonly kind: 'hostGroup' | 'host'; readonly label: string };
}

export interface ArrayEvent {
  readonly at: number;
  readonly sequence: number;
  /** Event type number, 0x4011 and the like. */
  readonly type: number;
  readonly priority: 'Critical' | 'Informational';
  readonly description: string;
  readonly component: string;
}

export interface SwitchState {
  readonly name: string;
  readonly domain: number;
  readonly wwn: string;
  /** `v5.0.5d`. */
  readonly fabricOs: string;
  readonly ports: SwitchPort[];
  defined: ZoneSet;
  /** Defined configuration as last saved to flash. */
  saved: ZoneSet;
  /** Zones in effect with members as WWPNs or `domain,port`; null when no configuration is in effect. */
  effective: EffectiveZones | null;
  defaultZone: 'all' | 'none';
  /** By switchdisable: all ports are taken offline; a restart brings them back. */
  disabled?: boolean;
}

export interface SwitchPort {
  readonly port: number;
  /** Whether an SFP sits in it. */
  readonly module: boolean;
  disabled: boolean;
  persistentlyDisabled: boolean;
  counters: PortCounters;
}

export interface PortCounters {
  framesSent: number;
  framesReceived: number;
  encodingErrors: number;
  crcErrors: number;
  linkFailures: number;
  lossOfSync: number;
  lossOfSignal: number;
  transitions: number;
}

export interface ZoneSet {
  readonly aliases: Record<string, string[]>;
  readonly zones: Record<string, string[]>;
  readonly configurations: Record<string, string[]>;
}

export interface EffectiveZones {
  readonly configuration: string;
  readonly zones: Record<string, string[]>;
}

export interface CableState {
  readonly label: string;
  readonly from: CableEnd;
  readonly switch: string;
  readonly switchPort: number;
  plugged: boolean;
}

export type CableEnd =
  | { readonly kind: 'host'; readonly host: string; readonly port: number }
  | { readonly kind: 'controller'; readonly array: string; readonly controller: ControllerName; readonly port: number };

export interface HostPort {
  readonly port: number;
  readonly wwpn: string;
  readonly nodeName: string;
  /** `QLE2462`. */
  readonly model: string;
  /** `0000:06:00.0`. */
  readonly pci: string;
  readonly gigabits: number;
}

/** Drivers that matter to storage, as the software of a host reports them. */
export interface HostDrivers {
  /** Loaded modules in the order of loading. */
  readonly modules: readonly string[];
  /** Failover of the HBA driver itself: ql2xfailover of the vendor's driver, from the initrd that was booted. */
  readonly hbaFailover: boolean;
  readonly hbaVersion: string;
  readonly rdacVersion: string;
  /** DisableLUNRebalance of the mpp.conf in the initrd that was booted; 0 fails back by itself. */
  readonly disableRebalance: number;
}

export interface HostRuntime {
  readonly host: string;
  readonly bootedAt: number;
  drivers: HostDrivers;
  readonly scsiHosts: ScsiHost[];
  readonly remotePorts: RemotePort[];
  readonly paths: PathDevice[];
  /** Array modules that RDAC knows, by virtual target. */
  readonly modules: MppModule[];
  /** Physical state of each HBA port's link as the driver last saw it, by port number. */
  readonly links: Record<number, 'up' | 'down'>;
}

export interface ScsiHost {
  readonly number: number;
  readonly driver: 'mptsas' | 'ata_piix' | 'qla2xxx' | 'mpp';
  /** Number of the HBA port behind it, for qla2xxx. */
  readonly hostPort: number | null;
}

export interface RemotePort {
  readonly scsiHost: number;
  readonly index: number;
  readonly wwpn: string;
  /** SCSI target number on its host. */
  readonly target: number;
  state: 'Online' | 'Blocked' | 'Not Present';
  /** It has been Online since boot: only then do /sys and the log know it. */
  known: boolean;
  /** Its return is on the agenda. */
  returning: boolean;
  /** How RDAC rates the path behind it. A repaired path stays FAILED until it is validated. */
  rating: 'OPTIMAL' | 'FAILED';
}

/** A logical unit on one path: host, target, LUN. */
export interface PathDevice {
  readonly scsiHost: number;
  readonly target: number;
  readonly lun: number;
  readonly array: string;
  readonly controller: ControllerName;
  /** Null for the access LUN. */
  readonly wwid: string | null;
  /** `sdb` when the sd driver claimed it, null when RDAC did or for the access LUN. */
  node: string | null;
}

export interface MppModule {
  readonly array: string;
  readonly target: number;
  readonly luns: MppLun[];
}

export interface MppLun {
  readonly lun: number;
  readonly wwid: string;
  readonly node: string;
  /** Why I/O does not go through now: until when, null for as long as no path comes back. */
  stall: { readonly since: number; until: number | null } | null;
  /** I/O fails at once: no path came back in time. */
  failed: boolean;
}

export interface MachineDisks {
  readonly devices: BlockDevice[];
  /** Swap devices in use, as paths. */
  readonly swaps: string[];
  /** UUIDs of LVM volume groups whose volumes are active. */
  readonly activeGroups: string[];
}

/** A whole disk of a machine. Partitions follow from what is written on it. */
export interface BlockDevice {
  /** Kernel name without /dev: `sda`, `xvda`, `hda`. */
  readonly name: string;
  readonly disk: string;
  readonly sizeBytes: number;
  readonly major: number;
  readonly minor: number;
  readonly readOnly: boolean;
  readonly behind: Backing;
  /** Partitions as the kernel last read them, which differs from the disk while a partition is in use. */
  partitions: Partition[];
}

export type Backing =
  | { readonly kind: 'local' }
  /** A virtual disk of RDAC. */
  | { readonly kind: 'virtual'; readonly array: string; readonly lun: number }
  /** One path, taken by sd itself. */
  | { readonly kind: 'path'; readonly scsiHost: number; readonly target: number; readonly lun: number }
  /** A guest's disk: a block device of its dom0 ... */
  | { readonly kind: 'phy'; readonly host: string; readonly device: string }
  /** ... or a file in a file system of its dom0. */
  | { readonly kind: 'image'; readonly host: string; readonly path: string; readonly driver: 'tap:aio' | 'file' }
  /** A logical unit of an iSCSI session ... */
  | { readonly kind: 'scsi'; readonly scsiHost: number; readonly lun: number }
  /** ... or a map of device mapper over such; minor numbers of its partitions by their numbers. */
  | { readonly kind: 'map'; name: string; readonly partitionMinors: Record<number, number> };

export interface DiskState {
  readonly id: string;
  sizeBytes: number;
  /** Null: no valid partition table. */
  partitions: Partition[] | null;
  /**
   * What stands on the disk, by the sector where it begins: 0 the whole disk, 63 the usual first partition. It stays there when the
   * partition table changes, until something is written over it.
   */
  readonly volumes: Record<number, VolumeContent>;
  /** Raw writes outside of what is modelled, newest last. */
  readonly extents: Extent[];
}

export interface Partition {
  readonly number: number;
  readonly bootable: boolean;
  readonly firstSector: number;
  readonly sectors: number;
  /** Partition type: 0x83 Linux, 0x82 swap, 0x8e LVM, 0x5 extended. */
  readonly type: number;
}

export type VolumeContent =
  | { readonly kind: 'fileSystem'; readonly id: string }
  | { readonly kind: 'swap'; readonly uuid: string; readonly label: string }
  /** What a guest sees as its whole disk: another disk. */
  | { readonly kind: 'disk'; readonly id: string }
  | { readonly kind: 'physicalVolume'; readonly uuid: string; readonly group: VolumeGroup };

export interface VolumeGroup {
  readonly name: string;
  readonly uuid: string;
  readonly extentBytes: number;
  readonly extents: number;
  readonly volumes: LogicalVolume[];
}

export interface LogicalVolume {
  readonly name: string;
  readonly uuid: string;
  readonly extents: number;
  content: VolumeContent | null;
}

export interface Extent {
  readonly offset: number;
  readonly length: number;
  /** Base64 of the bytes; null for zeroes. */
  readonly bytes: string | null;
}

export interface FileSystemState {
  readonly id: string;
  readonly type: 'ext4' | 'ext3' | 'ext2' | 'tmpfs';
  readonly uuid: string;
  label: string;
  readonly createdAt: number;
  readonly blockSize: number;
  readonly blocks: number;
  readonly inodes: number;
  /** Blocks that the file system itself takes and df does not count as Size. */
  readonly overheadBlocks: number;
  readonly reservedBlocks: number;
  /** Journal and other blocks that df counts as Used in an empty file system. */
  readonly baseUsedBlocks: number;
  /** Bytes of what an installer put there that the file tree stands for but does not hold. */
  installedBytes: number;
  mountCount: number;
  /** Set when errors made the kernel remount it read-only: it needs a check. */
  errors: boolean;
}

/** What `df` shows of a freshly installed guest. */
export interface InstallFootprint {
  /** Used of `/` and of `/boot` once everything is installed, in bytes. */
  readonly rootUsedBytes: number;
  readonly bootUsedBytes: number;
  /** Per cent of `/` that mke2fs keeps for root; 5 unless told otherwise. */
  readonly rootReservedPercent: number;
}
