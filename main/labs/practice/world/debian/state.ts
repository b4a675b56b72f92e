import type { ControllerName } from '../storage/state.ts';
import type { Hypervisor } from './xen/state.ts';

/**
 * What the Debian 12 hosts of a practice lab and their array know besides files: JSON only. What a real system keeps in files (the dpkg
 * database, unit links, iSCSI node records, multipath.conf, bindings, grub.cfg, the journal) is in the file tree and nowhere else.
 */
export interface DebianState {
  readonly arrays: Record<string, TargetArray>;
  readonly cables: FabricCable[];
  /** By the machine's name: dom0s, guests and the array. */
  readonly hosts: Record<string, DebianHost>;
}

/** A SCSI target with two controllers, as Linux' LIO serves one: each controller is a portal group. */
export interface TargetArray {
  /** Name of its machine. */
  readonly name: string;
  readonly iqn: string;
  readonly controllers: Record<ControllerName, { failed: boolean }>;
  readonly portals: Portal[];
  readonly luns: TargetLun[];
}

export interface Portal {
  readonly controller: ControllerName;
  /** Target portal group: 1 of controller A, 2 of controller B. */
  readonly group: number;
  readonly address: string;
  /** Network port of the array that carries it: `eth1`. */
  readonly port: string;
  /** Whether the target listens there. */
  enabled: boolean;
}

export interface TargetLun {
  readonly lun: number;
  readonly name: string;
  /** Identifier of the disk in the storage state. */
  readonly disk: string;
  readonly sizeBytes: number;
  /** Unit serial number; the NAA identifier is made of it. */
  readonly serial: string;
  /** 32 hexadecimal digits. */
  readonly naa: string;
  readonly preferred: ControllerName;
  /** ALUA state of the LUN in each controller's port group: 0 active/optimized, 1 active/non-optimized, 2 standby, 3 unavailable. */
  readonly access: Record<ControllerName, number>;
  /** Controllers through which it is mapped. */
  mapped: ControllerName[];
}

/** A cable from a port of a host or of the array to one of the two switches; `label` is what is written on it. */
export interface FabricCable {
  readonly label: string;
  readonly machine: string;
  /** Network port: `eth1`. */
  readonly port: string;
  readonly end:
    { readonly kind: 'host'; readonly number: number } | { readonly kind: 'controller'; readonly controller: ControllerName };
  /** 1 or 2. */
  readonly fabric: number;
  plugged: boolean;
}

export interface DebianHost {
  readonly hardware: DebianHardware;
  /** Addresses of its ports as it was installed, with prefix lengths: eth0, eth1, ... */
  readonly ports: readonly string[];
  /** What runs now; null while it is down. */
  running: RunningDebian | null;
  /** Set when the next boot shall take another entry of the menu than grub.cfg's default: chosen on the console. */
  nextBootEntry: string | null;
}

export interface DebianHardware {
  readonly kind: 'host' | 'array' | 'domU';
  readonly memoryMib: number;
  readonly processors: number;
  readonly megahertz: number;
  /** Of eth0, eth1, eth2. */
  readonly macs: readonly string[];
}

export interface RunningDebian {
  /** `uname -r`: 6.1.0-56-amd64. */
  readonly release: string;
  /** `uname -v`. */
  readonly version: string;
  readonly commandLine: string;
  /** What the initrd that booted brought along. */
  readonly initrd: readonly string[];
  modules: string[];
  readonly units: Record<string, UnitState>;
  readonly links: NetworkLink[];
  readonly scsi: ScsiState;
  readonly maps: MultipathMap[];
  /** What listens with HTTP. */
  readonly servers: HttpServer[];
  /** Kernel settings that were changed, by their path below /proc/sys. */
  readonly sysctls: Record<string, string>;
  xen: Hypervisor | null;
}

export interface UnitState {
  active: 'active' | 'inactive' | 'failed' | 'activating';
  /** `running`, `exited`, `dead`, `listening`, `failed`. */
  sub: string;
  since: number;
  pid: number | null;
  /** Status of its last process. */
  status: number;
}

export interface NetworkLink {
  readonly index: number;
  readonly name: string;
  readonly kind: 'loopback' | 'ethernet' | 'bridge' | 'vif';
  readonly mac: string;
  /** Administratively. */
  up: boolean;
  /** `192.168.1.11/24` */
  addresses: string[];
  /** Name of the bridge that it is a port of. */
  bridge: string | null;
}

export interface HttpServer {
  /** Null: every address of the machine. */
  readonly address: string | null;
  readonly port: number;
  readonly folder: string;
  readonly pid: number;
  /** `SimpleHTTP/0.6 Python/3.11.2`. */
  readonly banner: string;
}

export interface ScsiState {
  nextHost: number;
  nextSession: number;
  readonly sessions: IscsiSession[];
  readonly paths: ScsiPath[];
}

export interface IscsiSession {
  readonly id: number;
  /** Number of its SCSI host. */
  readonly host: number;
  readonly array: string;
  readonly portal: string;
  readonly group: number;
  /** Address of the initiator's end. */
  readonly source: string;
  /** `up`: logged in; `failed`: the connection is gone and recovery runs; `offline`: recovery took too long and commands fail. */
  state: 'up' | 'failed' | 'offline';
  /** Seconds, from the node record that it was made of. */
  readonly recoverySeconds: number;
  readonly noopIntervalSeconds: number;
  readonly noopTimeoutSeconds: number;
}

/** A logical unit on one session. */
export interface ScsiPath {
  readonly host: number;
  readonly lun: number;
  readonly session: number;
  /** `sdb`. */
  readonly node: string;
  readonly naa: string;
  /** By hand through sysfs; `running` unless somebody wrote `offline`. */
  state: 'running' | 'offline';
}

export interface MultipathMap {
  /** `mpatha`, `xen_lun0` or the WWID. */
  name: string;
  /** `3` and the NAA identifier. */
  readonly wwid: string;
  readonly minor: number;
  groups: PathGroup[];
  /** Index of the group in use. */
  active: number;
  /** Whether the table says queue_if_no_path now. */
  queueing: boolean;
  /** Since when no path is left; null while there is one. */
  deadSince: number | null;
  faults: number;
  switches: number;
  loads: number;
}

export interface PathGroup {
  readonly paths: MapPath[];
}

export interface MapPath {
  readonly node: string;
  /** What device mapper thinks. */
  dm: 'active' | 'failed';
  /** What multipathd's checker found last. */
  checker: 'ready' | 'faulty';
  priority: number;
}
