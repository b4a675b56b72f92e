/** Xen 4.17 on a Debian host, and its domains. */
export interface Hypervisor {
  readonly totalMib: number;
  readonly commandLine: string;
  dom0Mib: number;
  dom0Vcpus: number;
  nextDomain: number;
  readonly domains: XlDomain[];
}

/** A guest from xl create to its end. */
export interface XlDomain {
  readonly id: number;
  readonly name: string;
  readonly uuid: string;
  /** What its file said when it was created; a restart uses it again. */
  readonly config: XlConfig;
  readonly startedAt: number;
  memoryMib: number;
  vcpus: number;
  state: 'running' | 'paused' | 'shutdown' | 'dying';
  cpuBefore: number;
  cpuSince: number;
  cpuShare: number;
  /** Name of the machine that runs in it; null while an installer or nothing runs. */
  machine: string | null;
  readonly disks: XlAttachedDisk[];
  readonly interfaces: XlInterface[];
  /** An installation that runs in it. */
  installation: XlInstallation | null;
  /** What it booted: paths as libxl keeps them. */
  readonly kernel: string;
  readonly ramdisk: string | null;
  readonly commandLine: string;
  /** Lines of its console, newest at the end. */
  readonly console: string[];
}

export interface XlInstallation {
  readonly url: string;
  stage: number;
  failed: string | null;
}

export interface XlConfig {
  readonly name: string;
  readonly uuid: string;
  readonly memoryMib: number;
  readonly maximumMib: number;
  readonly vcpus: number;
  readonly kernel: string | null;
  readonly ramdisk: string | null;
  readonly commandLine: string;
  readonly bootloader: string | null;
  readonly onPoweroff: string;
  readonly onReboot: string;
  readonly onCrash: string;
  readonly disks: readonly XlDisk[];
  readonly interfaces: readonly XlInterface[];
}

export interface XlDisk {
  readonly path: string;
  readonly vdev: string;
  readonly format: string;
  readonly readWrite: boolean;
}

export interface XlAttachedDisk extends XlDisk {
  /** 51712 for xvda. */
  readonly number: number;
  readonly eventChannel: number;
}

export interface XlInterface {
  readonly mac: string;
  readonly bridge: string;
}
