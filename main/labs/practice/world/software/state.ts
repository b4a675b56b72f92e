import type { InstalledDisk } from '../storage/install.ts';

/**
 * What a simulated RHEL 5.1 host knows besides its files: JSON only, so that a world can be journalled and brought back.
 * What the real system keeps in files (grub.conf, modprobe.conf, init links, the rpm files, /etc/xen) is in the file tree and
 * nowhere else; here is what lives in memory, in the rpm database, or in the hardware.
 */
export interface SoftwareState {
  hardware: HardwareState;
  /** The rpm database, in order of installation. */
  packages: InstalledPackage[];
  /** What runs now; null while the machine is down. */
  running: RunningSystem | null;
  /** Set when the next boot shall not take grub.conf's default: chosen on the console, 0-based. */
  nextBootEntry: number | null;
  /** Virtual networks that libvirt knows (its files under /etc/libvirt are written along). */
  networks: VirtualNetwork[];
  leases: Lease[];
  /** Storage identifier of the disk that it boots from, for a guest: that of the first entry of its disk list. Null: the local disk. */
  bootDisk: string | null;
  /** For a guest, the host on which it was installed. */
  home: string | null;
}

export type Architecture = 'i686' | 'x86_64';

export interface HardwareState {
  readonly architecture: Architecture;
  /** `x3550`: what dmidecode and lspci show; `domU` has neither. */
  readonly kind: 'x3550' | 'domU';
  readonly memoryMib: number;
  readonly processors: number;
  readonly megahertz: number;
  readonly serialNumber: string;
  readonly ethernetAddresses: readonly string[];
  /** Whether processors offer VT and the firmware lets it. */
  readonly virtualization: boolean;
}

export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  readonly release: string;
  readonly architecture: string;
  /** Milliseconds of world time. */
  readonly installedAt: number;
  /** Paths of files it put there (configuration files stay when changed). */
  readonly files: readonly string[];
}

export interface RunningSystem {
  /** `uname -r`: 2.6.18-53.el5xen. */
  readonly release: string;
  readonly kernelVersion: string;
  readonly commandLine: string;
  /** Path of the initrd that booted, as a path of the machine's tree. */
  readonly initrd: string | null;
  modules: LoadedModule[];
  services: RunningService[];
  xen: HypervisorState | null;
  interfaces: NetworkInterface[];
  firewall: FirewallState;
}

export interface LoadedModule {
  readonly name: string;
  readonly version: string | null;
  readonly size: number;
  /** Path of the .ko it was read from (an initrd has its own copy of the version that was there when it was built). */
  readonly file: string;
  readonly parameters: Readonly<Record<string, string>>;
  usedBy: string[];
  permanent: boolean;
  /** Position in the order of loading since boot: RDAC needs mppUpper before the HBA driver. */
  readonly order: number;
  readonly uses: number;
}

export interface RunningService {
  readonly name: string;
  readonly pid: number;
  readonly since: number;
}

export interface HypervisorState {
  readonly totalMib: number;
  /** What the hypervisor keeps for itself (heap, tables). */
  readonly overheadMib: number;
  dom0Mib: number;
  dom0Vcpus: number;
  nextDomain: number;
  domains: Domain[];
  /** Buffer of `xm dmesg`. */
  log: string[];
}

/** A guest while it exists for the hypervisor (from create to destroy). */
export interface Domain {
  readonly id: number;
  readonly name: string;
  readonly uuid: string;
  /** What was read when it was created; an in-guest reboot uses it again. */
  readonly config: DomainConfig;
  readonly startedAt: number;
  memoryMib: number;
  maximumMib: number;
  vcpus: number;
  state: 'running' | 'paused' | 'shutdown' | 'crashed' | 'dying';
  /** Why it went down, when it did. */
  shutdownReason: 'poweroff' | 'reboot' | 'suspend' | 'crash' | null;
  /** Processor milliseconds used before `cpuSince`, and what share of a processor it uses since then. */
  cpuBefore: number;
  cpuSince: number;
  cpuShare: number;
  /** Name of the machine that runs in it; null while an installer or nothing runs. */
  machine: string | null;
  devices: DomainDevice[];
  /** Progress of an installation; null when a system runs from its own disk. */
  installation: InstallationState | null;
  /** Where an installation under way puts the system; null before it has formatted the disk. */
  installed: InstalledDisk | null;
  kernel: string;
  arguments: string;
  /** Lines of its text console. */
  console: string[];
}

export interface DomainConfig {
  readonly name: string;
  readonly uuid: string;
  readonly memory: number;
  readonly maxmem: number;
  readonly vcpus: number;
  readonly bootloader: string | null;
  readonly kernel: string | null;
  readonly ramdisk: string | null;
  readonly extra: string;
  readonly root: string;
  readonly onPoweroff: string;
  readonly onReboot: string;
  readonly onCrash: string;
  readonly disks: readonly DiskSpecifier[];
  readonly interfaces: readonly InterfaceSpecifier[];
  readonly framebuffers: readonly Readonly<Record<string, string>>[];
  readonly builder: string;
}

export interface DiskSpecifier {
  /** As written: `phy:/dev/sdb`, `tap:aio:/var/lib/xen/images/test1-xvda.img`. */
  readonly source: string;
  /** `hda`, `xvda`, without `:disk`. */
  readonly device: string;
  readonly mode: string;
}

export interface InterfaceSpecifier {
  readonly mac: string;
  readonly bridge: string;
  readonly script: string | null;
}

export interface DomainDevice {
  readonly kind: 'vbd' | 'tap' | 'vif' | 'vfb' | 'vkbd' | 'console';
  /** Number on the store: 51712 for xvda, 0 for the first vif. */
  readonly number: number;
  readonly specifier: DiskSpecifier | InterfaceSpecifier | null;
  readonly eventChannel: number;
  readonly ringReference: number;
}

export interface InstallationState {
  readonly url: string;
  readonly startedAt: number;
  /** World time when it ends. */
  readonly endsAt: number;
  stage: number;
  /** What ended it before its time, in words. */
  failed: string | null;
}

export interface VirtualNetwork {
  readonly name: string;
  readonly uuid: string;
  readonly bridge: string;
  /** null: isolated; '' : NAT to any device; `eth0`: bound to it. */
  readonly forwardDevice: string | null;
  readonly address: string;
  readonly netmask: string;
  readonly rangeStart: string;
  readonly rangeEnd: string;
  active: boolean;
  autostart: boolean;
}

export interface Lease {
  readonly network: string;
  readonly mac: string;
  readonly address: string;
  readonly hostname: string;
  readonly expires: number;
}

export interface NetworkInterface {
  readonly name: string;
  readonly mac: string;
  address: string | null;
  netmask: string | null;
  up: boolean;
  /** Name of the bridge that it is a port of. */
  bridge: string | null;
  readonly kind: 'ethernet' | 'loopback' | 'bridge' | 'vif';
}

export interface FirewallState {
  /** Rules of the filter table by chain, each as iptables-save prints it after `-A CHAIN`. */
  chains: FirewallChain[];
}

export interface FirewallChain {
  readonly name: string;
  policy: string | null;
  rules: string[];
}
