import { defaultStart } from './world/clock.ts';
import type { DriverVersions } from './world/software/install/host.ts';

/** How far a new lab has come along the procedure: nothing but RHEL; Xen kernel and tools; multipath; both guests. */
export type LabStage = 'fresh' | 'xen' | 'multipath' | 'guests';

/** Which family of hosts a lab has: see systems/systems.ts. */
export const systemNames = ['rhel5', 'debian12'] as const;
export type SystemName = (typeof systemNames)[number];

/** The family that a procedure is written for, as its id begins with; undefined: its id does not say. */
export function systemOfProcedure(id: string): SystemName | undefined {
  return systemNames.find((name) => id === name || id.startsWith(`${name}-`));
}

/** What a new world is made of. Plain JSON: it is kept with the lab, so that `reset` makes the same world again. */
export interface WorldOptions {
  /** `rhel5` unless it says otherwise. */
  readonly system?: SystemName;
  readonly seed: number;
  /** Number of Xen hosts, 1 to 16: `xenhost`, `xenhost2`, `xenhost3`, ... */
  readonly hosts: number;
  readonly state: LabStage;
  readonly architecture: 'i686' | 'x86_64';
  /** LUNs mapped to the host group, 1 to 32. */
  readonly luns: number;
  /** Paths of a host to each LUN, over both controllers together: 2, 4 or 8. */
  readonly paths: 2 | 4 | 8;
  /** Clock of the world when it is new, milliseconds since 1970 UTC. */
  readonly start: number;
  /** Clock of a machine minus the world's, by name. */
  readonly clockSkewMs: Readonly<Record<string, number>>;
  /** What has other names, sizes and versions than the article's. */
  readonly unlike?: Unlike;
}

/** Names, sizes and versions of a world that are not the article's; what is left out is. */
export interface Unlike {
  /** Names of the Xen hosts, at least as many as there are hosts. */
  readonly hosts?: readonly string[];
  readonly switches?: readonly [string, string];
  readonly array?: string;
  /** Logical drives in the order of their LUNs, at least as many as there are LUNs; gibibytes. */
  readonly luns?: readonly { readonly name: string; readonly gigabytes: number }[];
  /** Of a Xen host, as its hypervisor counts it. */
  readonly memoryMib?: number;
  /** Processor cores of a Xen host. */
  readonly processors?: number;
  /** Size of a host's local disk. */
  readonly localDiskBytes?: number;
  /** Versions of the drivers that lie on a Xen host to be built. */
  readonly drivers?: DriverVersions;
}

export const defaultWorldOptions: WorldOptions = {
  system: 'rhel5',
  seed: 1,
  hosts: 1,
  state: 'fresh',
  architecture: 'i686',
  luns: 4,
  paths: 2,
  start: defaultStart,
  clockSkewMs: {},
};

/** Names of a world's Xen hosts; `xenhost`, `xenhost2`, ... unless it has others. */
export function hostNames({ hosts, unlike }: Pick<WorldOptions, 'hosts' | 'unlike'>): readonly string[] {
  return Array.from(
    { length: hosts },
    (_unused, index) => unlike?.hosts?.[index] ?? (index === 0 ? 'xenhost' : `xenhost${String(index + 1)}`),
  );
}

export const switchNames = ['sw1', 'sw2'] as const;
/** Name of the array, and of the host on which SMcli runs: it stands for its array. */
export const arrayName = 'ARCJMTDS48K1';
/** Addresses in the lab's network, 192.168.1.0/24. Guests get theirs from dom0's DHCP (192.168.122.0/24). */
export const addresses = {
  host: (index: number): string => `192.168.1.${String(11 + index)}`,
  switches: ['192.168.1.101', '192.168.1.102'],
  management: '192.168.1.110',
  controllers: ['192.168.1.111', '192.168.1.112'],
} as const;
