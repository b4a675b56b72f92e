import type { Random } from '../random.ts';
import type {
  CableEnd,
  CableState,
  ControllerName,
  ControllerState,
  HostPort,
  PortCounters,
  StorageState,
  SwitchState,
} from './state.ts';

/** What a lab's storage is made of. Nothing is zoned, created or mapped in it: see configure.ts. */
export interface StorageOptions {
  /** Names of the Xen hosts. */
  readonly hosts: readonly string[];
  /** Paths of each host to each LUN. */
  readonly paths: 2 | 4 | 8;
  readonly arrayName: string;
  /** Names of the switches, two of them. */
  readonly switches: readonly [string, string];
  /** The host that runs SMcli, and the controllers' management addresses. */
  readonly managementHost: string;
  readonly controllerAddresses: readonly [string, string];
  /** The article's world: WWPNs and identifiers that do not depend on the seed. */
  readonly article: boolean;
}

export const articleStorage: StorageOptions = {
  hosts: ['xenhost'],
  paths: 2,
  arrayName: 'ARCJMTDS48K1',
  switches: ['sw1', 'sw2'],
  managementHost: 'array',
  controllerAddresses: ['192.168.128.101', '192.168.128.102'],
  article: true,
};

/** Capacities with which the finished guests show the file systems of Listings 12 and 14; gibibytes as Storage Manager counts them. */
export const articleLuns = [
  { name: 'xen_lun0', capacityGigabytes: 4.92 },
  { name: 'xen_lun1', capacityGigabytes: 2 },
  { name: 'xen_lun2', capacityGigabytes: 2 },
  { name: 'xen_lun3', capacityGigabytes: 20 },
] as const;

/** Builds the hardware: an array with two controllers of four ports and 16 drives, two 32-port switches, a two-port HBA in each host, and the cables. */
export function buildStorage(options: StorageOptions, random: Random): StorageState {
  const article = options.article;
  const middle = article ? '00a0b8263a7c' : `00a0b8${random.hex(6)}`;
  const wwid = article ? '600a0b8000263a7c0000000046f1b5ae' : `600a0b8000${middle.slice(6)}00000000${random.hex(8)}`;
  const controllers = {
    A: controller('A', middle, options.controllerAddresses[0]),
    B: controller('B', middle, options.controllerAddresses[1]),
  };
  const storage: StorageState = {
    arrays: {
      [options.arrayName]: {
        name: options.arrayName,
        model: '1815-84A',
        product: '1815      FAStT',
        firmware: '06.23.05.00',
        nvsram: 'N1815D480R923V08',
        revision: '0914',
        serial: article ? '13B1234' : `13${random.hex(5).toUpperCase()}`,
        wwid,
        nodeName: pairs(`2003${middle}`),
        managementHost: options.managementHost,
        controllers,
        drives: Array.from({ length: 16 }, (_, index) => ({
          tray: 0,
          slot: index + 1,
          capacityBytes: 146_278_449_152,
          status: 'Optimal' as const,
          group: null,
        })),
        driveGroups: [],
        hostGroups: [],
        hosts: [],
        hostPorts: [],
        logicalDrives: [],
        mappings: [],
        events: [],
        nextOwner: 'A',
        nextSubsystemId: 0,
        password: null,
      },
    },
    switches: {},
    cables: [],
    hostPorts: {},
    runtimes: {},
    machines: {},
    disks: {},
    fileSystems: {},
    footprints: article
      ? {
          test0: { rootUsedBytes: Math.round(1.79 * 1024 ** 3), bootUsedBytes: 12_728 * 1024, rootReservedPercent: 5 },
          test1: { rootUsedBytes: Math.round(1.75 * 1024 ** 3), bootUsedBytes: 12_728 * 1024, rootReservedPercent: 1 },
        }
      : {},
    nextId: 0,
  };
  options.hosts.forEach((host, index) => {
    storage.hostPorts[host] = hostPorts(article && index === 0 ? ['9a1c5e', 'ba1c5e'] : [random.hex(6), random.hex(6)]);
  });
  for (const [index, name] of options.switches.entries())
    storage.switches[name] = brocade(name, index + 1, article ? `60${String(index)}a1b` : random.hex(6));
  lay(storage, options);
  return storage;
}

function controller(name: ControllerName, middle: string, address: string): ControllerState {
  const ports = [1, 2, 3, 4].map((port) => {
    // The first ports of A and B are 20:04 and 20:05, the others follow in turn.
    const number = 4 + (port - 1) * 2 + (name === 'A' ? 0 : 1);
    return { port, wwpn: pairs(`20${number.toString(16).padStart(2, '0')}${middle}`) };
  });
  return { name, address, serial: `1T6320${name === 'A' ? '4117' : '4203'}`, ports, availability: 'online' };
}

function hostPorts(tails: readonly string[]): HostPort[] {
  return tails.map((tail, index) => ({
    port: index + 1,
    wwpn: pairs(`210${String(index)}00e08b${tail}`),
    nodeName: pairs(`200${String(index)}00e08b${tail}`),
    model: 'QLE2462',
    pci: `0000:06:00.${String(index)}`,
    gigabits: 4,
  }));
}

/** Sixteen hexadecimal digits as eight pairs. */
export function pairs(digits: string): string {
  return (digits.match(/../gu) ?? []).join(':');
}

function brocade(name: string, domain: number, tail: string): SwitchState {
  return {
    name,
    domain,
    wwn: pairs(`1000006069${tail.padStart(6, '0').slice(0, 6)}`),
    fabricOs: 'v5.0.5d',
    ports: Array.from({ length: 32 }, (_, port) => ({
      port,
      module: port < 16,
      disabled: false,
      persistentlyDisabled: false,
      counters: noErrors(),
    })),
    defined: { aliases: {}, zones: {}, configurations: {} },
    saved: { aliases: {}, zones: {}, configurations: {} },
    effective: null,
    defaultZone: 'all',
  };
}

export function noErrors(): PortCounters {
  return {
    framesSent: 0,
    framesReceived: 0,
    encodingErrors: 0,
    crcErrors: 0,
    linkFailures: 0,
    lossOfSync: 0,
    lossOfSignal: 0,
    transitions: 0,
  };
}

/**
 * Lays the cables. Port n of each host goes to switch n. Two paths: controller A on switch 1 and B on switch 2; four: each controller
 * on both switches; eight: with two cables each. Labels are those of Figure 2: `xenhost-p1`, `ctlA-sw1`; a second cable of a pair is `ctlA2-sw1`.
 */
function lay(storage: StorageState, options: StorageOptions): void {
  const used = new Map<string, number>();
  const lead = (label: string, from: CableEnd, to: string): void => {
    const switchPort = used.get(to) ?? 0;
    used.set(to, switchPort + 1);
    const cable: CableState = { label, from, switch: to, switchPort, plugged: true };
    storage.cables.push(cable);
  };
  for (const host of options.hosts) {
    options.switches.forEach((name, index) => {
      lead(`${host}-p${String(index + 1)}`, { kind: 'host', host, port: index + 1 }, name);
    });
  }
  const used2: Record<ControllerName, number> = { A: 0, B: 0 };
  const rounds = options.paths === 8 ? 2 : 1;
  for (let round = 1; round <= rounds; round += 1) {
    for (const controllerName of ['A', 'B'] as const) {
      for (const [index, name] of options.switches.entries()) {
        const own = (controllerName === 'A') === (index === 0);
        if (options.paths === 2 && !own) continue;
        used2[controllerName] += 1;
        const label = `ctl${controllerName}${round === 1 ? '' : String(round)}-sw${String(index + 1)}`;
        lead(
          label,
          { kind: 'controller', array: options.arrayName, controller: controllerName, port: used2[controllerName] },
          name,
        );
      }
    }
  }
}
