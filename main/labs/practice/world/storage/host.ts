import type { Machine } from '../machine.ts';
import type { World } from '../world.ts';
import { removeWhere } from './array.ts';
import { addDisk, disksOf, findDisk, removeDisk } from './devices.ts';
import { driversOf, hasModule, rdacClaims } from './drivers.ts';
import { fabricChanged, firstLook } from './timeline.ts';
import { localScsiHosts, nextScsiHost, scanHost, type ScanFinding } from './scan.ts';
import type { HostDrivers, HostRuntime } from './state.ts';
import { inUse } from './use.ts';

/**
 * To be called while a machine boots, after its kernel and initrd were chosen (the software's state says which modules run): makes its local
 * disk known, looks at the fabric and, with RDAC, makes virtual disks. Guests' disks come from attachGuestDisk().
 */
export function bootStorage(world: World, machine: Machine): void {
  const storage = world.state.storage;
  const disks = disksOf(world, machine.name);
  if (machine.state.dom0 === null) disks.devices.splice(0);
  disks.swaps.splice(0);
  disks.activeGroups.splice(0);
  const local = storage.disks[`local:${machine.name}`];
  if (local !== undefined) {
    machine.logKernel('  Vendor: IBM-ESXS  Model: ST973402SS        Rev: B52A');
    machine.logKernel('  Type:   Direct-Access                      ANSI SCSI revision: 05');
    addDisk(world, machine.name, 'sda', local.id, { kind: 'local' });
    machine.logKernel('sd 0:0:0:0: Attached scsi disk sda');
  }
  if (storage.hostPorts[machine.name] === undefined) return;
  const nothing: HostDrivers = { modules: [], hbaFailover: false, hbaVersion: '', rdacVersion: '', disableRebalance: 0 };
  storage.runtimes[machine.name] = {
    host: machine.name,
    bootedAt: world.now(),
    drivers: nothing,
    scsiHosts: localScsiHosts(),
    remotePorts: [],
    paths: [],
    modules: [],
    links: {},
  };
  driversChanged(world, machine);
}

/** To be called after modprobe or rmmod of qla2xxx, mppUpper or mppVhba, too: what is new is found, what is gone is gone. */
export function driversChanged(world: World, machine: Machine): void {
  const runtime = world.state.storage.runtimes[machine.name];
  if (runtime === undefined) return;
  const before = runtime.drivers;
  runtime.drivers = driversOf(world, machine.name);
  if (hasModule(before, 'mppVhba') && !hasModule(runtime.drivers, 'mppVhba')) dropVirtualHost(world, runtime);
  if (hasModule(before, 'qla2xxx') && !hasModule(runtime.drivers, 'qla2xxx')) dropHba(world, runtime);
  if (!hasModule(before, 'qla2xxx') && hasModule(runtime.drivers, 'qla2xxx')) addHba(world, runtime);
  if (!hasModule(before, 'mppVhba') && hasModule(runtime.drivers, 'mppVhba')) addVirtualHost(world, runtime);
  fabricChanged(world);
}

function addHba(world: World, runtime: HostRuntime): void {
  const machine = world.machine(runtime.host);
  const ports = world.state.storage.hostPorts[runtime.host] ?? [];
  machine.logKernel('QLogic Fibre Channel HBA Driver');
  for (const port of ports) {
    const number = nextScsiHost(runtime);
    runtime.scsiHosts.push({ number, driver: 'qla2xxx', hostPort: port.port });
    machine.logKernel(
      `qla2xxx ${port.pci}: Found an ISP2432, irq ${String(160 + port.port * 8 + 1)}, iobase 0xf8${port.port.toString(16).padStart(2, '0')}2000`,
    );
    machine.logKernel(`scsi${String(number)} : qla2xxx`);
  }
  firstLook(world, runtime);
  for (const scsiHost of runtime.scsiHosts) {
    const port = ports.find((candidate) => candidate.port === scsiHost.hostPort);
    if (port === undefined) continue;
    if (runtime.links[port.port] === 'up') {
      machine.logKernel(`qla2xxx ${port.pci}: LOOP UP detected (${String(Math.min(2, port.gigabits))} Gbps).`);
      machine.logKernel(`qla2xxx ${port.pci}: Topology - (F_Port), Host Loop address 0xffff`);
    } else {
      machine.logKernel(`qla2xxx ${port.pci}: Cable is unplugged...`);
    }
    machine.logKernel(` QLogic Fibre Channel HBA Driver: ${runtime.drivers.hbaVersion}`);
    machine.logKernel(`  QLogic ${port.model} - PCI-Express Dual Channel 4Gb Fibre Channel HBA`);
  }
  for (const scsiHost of runtime.scsiHosts) if (scsiHost.driver === 'qla2xxx') scanHost(world, runtime, scsiHost, false);
}

function dropHba(world: World, runtime: HostRuntime): void {
  for (const path of runtime.paths) if (path.node !== null) removeDisk(world, runtime.host, path.node);
  runtime.paths.splice(0);
  runtime.remotePorts.splice(0);
  removeWhere(runtime.scsiHosts, (host) => host.driver === 'qla2xxx');
}

function addVirtualHost(world: World, runtime: HostRuntime): void {
  const machine = world.machine(runtime.host);
  const scsiHost = { number: nextScsiHost(runtime), driver: 'mpp', hostPort: null } as const;
  runtime.scsiHosts.push(scsiHost);
  machine.logKernel(
    `scsi${String(scsiHost.number)} : mpp virtual bus adaptor :version:${runtime.drivers.rdacVersion},timestamp:Tue Dec  4 15:12:47 CST 2007`,
  );
  scanHost(world, runtime, scsiHost, false);
}

function dropVirtualHost(world: World, runtime: HostRuntime): void {
  for (const module of runtime.modules) for (const lun of module.luns) removeDisk(world, runtime.host, lun.node);
  runtime.modules.splice(0);
  removeWhere(runtime.scsiHosts, (host) => host.driver === 'mpp');
}

/** Whether rmmod must refuse: a module has a disk that is in use. */
export function storageModuleInUse(world: World, host: string, module: string): boolean {
  const runtime = world.state.storage.runtimes[host];
  if (runtime === undefined) return false;
  if (module === 'mppVhba' || module === 'mppUpper')
    return runtime.modules.some((array) => array.luns.some((lun) => inUse(world, host, lun.node)));
  if (module !== 'qla2xxx') return false;
  return rdacClaims(runtime.drivers)
    ? runtime.modules.some((array) => array.luns.length > 0)
    : runtime.paths.some((path) => path.node !== null && inUse(world, host, path.node));
}

/** The machine lost power: nothing sees anything any more. */
export function storagePowerLost(world: World, machine: Machine): void {
  const storage = world.state.storage;
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- a host that is down has no runtime
  delete storage.runtimes[machine.name];
  const disks = storage.machines[machine.name];
  if (disks !== undefined) {
    disks.swaps.splice(0);
    disks.activeGroups.splice(0);
  }
  fabricChanged(world);
}

/** What mppBusRescan does: each HBA host, then RDAC's own. */
export function rescanBus(world: World, host: string): readonly ScanFinding[] {
  const runtime = world.state.storage.runtimes[host];
  if (runtime === undefined) return [];
  const hba = runtime.scsiHosts.filter((scsiHost) => scsiHost.driver === 'qla2xxx');
  const virtual = runtime.scsiHosts.filter((scsiHost) => scsiHost.driver === 'mpp');
  const findings = [...hba, ...virtual].map((scsiHost) => scanHost(world, runtime, scsiHost, true));
  // RDAC's view of an array goes when it has nothing left to show.
  removeWhere(
    runtime.modules,
    (module) => module.luns.length === 0 && !runtime.paths.some((path) => path.array === module.array),
  );
  return findings;
}

/** The SCSI generic view of a virtual disk: needed by who prints H:C:T:L of an sd node. */
export function scsiAddress(world: World, host: string, node: string): string | null {
  const runtime = world.state.storage.runtimes[host];
  const device = findDisk(world, host, node);
  if (device === undefined) return null;
  switch (device.behind.kind) {
    case 'local':
      return '0:0:0:0';
    case 'path':
      return `${String(device.behind.scsiHost)}:0:${String(device.behind.target)}:${String(device.behind.lun)}`;
    case 'virtual': {
      const behind = device.behind;
      const module = runtime?.modules.find((candidate) => candidate.array === behind.array);
      const scsiHost = runtime?.scsiHosts.find((candidate) => candidate.driver === 'mpp');
      return module === undefined || scsiHost === undefined
        ? null
        : `${String(scsiHost.number)}:0:${String(module.target)}:${String(behind.lun)}`;
    }
    default:
      return null;
  }
}
