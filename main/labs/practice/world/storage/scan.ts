import type { World } from '../world.ts';
import { accessLun, findLogicalDrive, mappingsFor, removeWhere } from './array.ts';
import { hasModule, rdacClaims } from './drivers.ts';
import { inUse } from './use.ts';
import { addDisk, diskName, removeDisk } from './devices.ts';
import { targetsOf } from './fabric.ts';
import type { HostRuntime, MppLun, MppModule, PathDevice, RemotePort, ScsiHost } from './state.ts';

/** What a rescan of one SCSI host found: lines for whoever asked for it. */
export interface ScanFinding {
  readonly scsiHost: ScsiHost;
  readonly added: readonly { readonly target: number; readonly lun: number; readonly node: string | null }[];
  readonly removed: readonly { readonly target: number; readonly lun: number; readonly node: string | null }[];
}

/** SCSI hosts of every machine: the RAID controller's and two of the IDE chip. */
export function localScsiHosts(): ScsiHost[] {
  return [
    { number: 0, driver: 'mptsas', hostPort: null },
    { number: 1, driver: 'ata_piix', hostPort: null },
    { number: 2, driver: 'ata_piix', hostPort: null },
  ];
}

export function nextScsiHost(runtime: HostRuntime): number {
  return Math.max(-1, ...runtime.scsiHosts.map((host) => host.number)) + 1;
}

export function initiatorOf(world: World, runtime: HostRuntime, scsiHost: ScsiHost): string | null {
  return world.state.storage.hostPorts[runtime.host]?.find((port) => port.port === scsiHost.hostPort)?.wwpn ?? null;
}

/** Remote ports of a SCSI host as of now, new ones included; those that are new are Online at once (boot, load of the driver). */
export function discoverTargets(world: World, runtime: HostRuntime, scsiHost: ScsiHost): void {
  const initiator = initiatorOf(world, runtime, scsiHost);
  if (initiator === null) return;
  for (const target of targetsOf(world, initiator)) addRemotePort(runtime, scsiHost, target.wwpn, true);
}

export function addRemotePort(runtime: HostRuntime, scsiHost: ScsiHost, wwpn: string, online: boolean): RemotePort {
  const siblings = runtime.remotePorts.filter((port) => port.scsiHost === scsiHost.number);
  const existing = siblings.find((port) => port.wwpn === wwpn);
  if (existing !== undefined) return existing;
  const port: RemotePort = { scsiHost: scsiHost.number, index: siblings.length, target: siblings.length, wwpn,
    state: online ? 'Online' : 'Not Present', known: online, returning: false, rating: 'OPTIMAL' }; // prettier-ignore
  runtime.remotePorts.push(port);
  return port;
}

/** Which array and controller a WWPN belongs to. */
export function controllerOf(world: World, wwpn: string): { readonly array: string; readonly controller: 'A' | 'B' } | null {
  for (const array of Object.values(world.state.storage.arrays)) {
    for (const controller of Object.values(array.controllers)) {
      if (controller.ports.some((port) => port.wwpn === wwpn)) return { array: array.name, controller: controller.name };
    }
  }
  return null;
}

/**
 * Scans one SCSI host as the kernel does for "- - -": LUNs of each target are found in order from 0 up to the first gap; the access LUN always.
 * `prune` also forgets what is not mapped any more and not in use, as mppBusRescan does.
 */
export function scanHost(world: World, runtime: HostRuntime, scsiHost: ScsiHost, prune: boolean): ScanFinding {
  if (scsiHost.driver === 'mpp') return scanVirtual(world, runtime, scsiHost, prune);
  const added: PathDevice[] = [];
  const removed: PathDevice[] = [];
  if (scsiHost.driver !== 'qla2xxx') return { scsiHost, added, removed };
  for (const port of runtime.remotePorts) {
    if (port.scsiHost !== scsiHost.number || port.state !== 'Online' || hiddenByHba(world, runtime, port)) continue;
    const seen = visibleLuns(world, runtime, scsiHost, port);
    for (const lun of seen) {
      const known = runtime.paths.find(
        (path) => path.scsiHost === scsiHost.number && path.target === port.target && path.lun === lun.lun,
      );
      if (known !== undefined && known.wwid === lun.wwid) continue;
      if (known !== undefined) removePath(world, runtime, known);
      added.push(addPath(world, runtime, port, lun));
    }
    if (!prune) continue;
    for (const path of runtime.paths.filter(
      (candidate) => candidate.scsiHost === scsiHost.number && candidate.target === port.target,
    )) {
      if (seen.some((lun) => lun.lun === path.lun) || (path.node !== null && inUse(world, runtime.host, path.node))) continue;
      removed.push(path);
      removePath(world, runtime, path);
    }
  }
  return { scsiHost, added, removed };
}

interface SeenLun {
  readonly lun: number;
  readonly wwid: string | null;
  readonly array: string;
  readonly controller: 'A' | 'B';
}

function visibleLuns(world: World, runtime: HostRuntime, scsiHost: ScsiHost, port: RemotePort): readonly SeenLun[] {
  const initiator = initiatorOf(world, runtime, scsiHost);
  const where = controllerOf(world, port.wwpn);
  const array = where === null ? undefined : world.state.storage.arrays[where.array];
  if (initiator === null || where === null || array === undefined) return [];
  const seen: SeenLun[] = [];
  let expected = 0;
  for (const mapping of mappingsFor(array, initiator)) {
    if (mapping.logicalDrive === null) {
      seen.push({ lun: mapping.lun, wwid: null, ...where });
      continue;
    }
    if (expected === accessLun) expected += 1;
    if (mapping.lun !== expected) continue;
    expected += 1;
    const drive = findLogicalDrive(array, mapping.logicalDrive);
    if (drive !== undefined) seen.push({ lun: mapping.lun, wwid: drive.wwid, ...where });
  }
  return seen;
}

/** With failover of its own, the HBA driver shows one path to each array and keeps the others to itself. */
export function hiddenByHba(world: World, runtime: HostRuntime, port: RemotePort): boolean {
  if (!runtime.drivers.hbaFailover) return false;
  const array = controllerOf(world, port.wwpn)?.array;
  const shown = runtime.remotePorts.find((other) => controllerOf(world, other.wwpn)?.array === array);
  return shown !== port;
}

function addPath(world: World, runtime: HostRuntime, port: RemotePort, lun: SeenLun): PathDevice {
  const claimed = rdacClaims(runtime.drivers) || lun.wwid === null;
  const node = claimed ? null : diskName(world, runtime.host);
  const path: PathDevice = {
    scsiHost: port.scsiHost,
    target: port.target,
    lun: lun.lun,
    array: lun.array,
    controller: lun.controller,
    wwid: lun.wwid,
    node,
  };
  runtime.paths.push(path);
  const array = world.state.storage.arrays[lun.array];
  const model = lun.wwid === null ? 'Universal Xport' : (array?.product ?? '');
  logAttach(world, runtime.host, model, array?.revision ?? '');
  if (node !== null && lun.wwid !== null) {
    const behind = { kind: 'path', scsiHost: port.scsiHost, target: port.target, lun: lun.lun } as const;
    addDisk(world, runtime.host, node, `lun:${lun.wwid}`, behind);
    world
      .machine(runtime.host)
      .logKernel(`sd ${String(port.scsiHost)}:0:${String(port.target)}:${String(lun.lun)}: Attached scsi disk ${node}`);
  }
  return path;
}

function removePath(world: World, runtime: HostRuntime, path: PathDevice): void {
  if (path.node !== null) removeDisk(world, runtime.host, path.node);
  removeWhere(runtime.paths, (other) => other === path);
}

function logAttach(world: World, host: string, model: string, revision: string): void {
  const machine = world.machine(host);
  machine.logKernel(`  Vendor: IBM       Model: ${model.padEnd(16)}  Rev: ${revision}`);
  machine.logKernel('  Type:   Direct-Access                      ANSI SCSI revision: 05');
}

/** RDAC's virtual host: one disk for each LUN that has a path, of arrays whose paths RDAC holds. */
function scanVirtual(world: World, runtime: HostRuntime, scsiHost: ScsiHost, prune: boolean): ScanFinding {
  const added: { target: number; lun: number; node: string | null }[] = [];
  const removed: { target: number; lun: number; node: string | null }[] = [];
  if (!rdacClaims(runtime.drivers) || !hasModule(runtime.drivers, 'mppVhba')) return { scsiHost, added, removed };
  const held = runtime.paths.filter((path) => path.wwid !== null && path.node === null);
  for (const path of held.toSorted((left, right) => left.lun - right.lun)) {
    const module = mppModule(runtime, path.array);
    const known = module.luns.find((lun) => lun.lun === path.lun);
    if (path.wwid === null || known?.wwid === path.wwid) continue;
    if (known !== undefined) {
      if (inUse(world, runtime.host, known.node)) continue;
      dropVirtual(world, runtime, module, known);
    }
    const node = diskName(world, runtime.host);
    module.luns.push({ lun: path.lun, wwid: path.wwid, node, stall: null, failed: false });
    module.luns.sort((left, right) => left.lun - right.lun);
    logAttach(world, runtime.host, 'VirtualDisk', world.state.storage.arrays[path.array]?.revision ?? '');
    addDisk(world, runtime.host, node, `lun:${path.wwid}`, { kind: 'virtual', array: path.array, lun: path.lun });
    world
      .machine(runtime.host)
      .logKernel(`sd ${String(scsiHost.number)}:0:${String(module.target)}:${String(path.lun)}: Attached scsi disk ${node}`);
    added.push({ target: module.target, lun: path.lun, node });
  }
  if (!prune) return { scsiHost, added, removed };
  for (const module of runtime.modules) {
    for (const lun of [...module.luns]) {
      if (held.some((path) => path.array === module.array && path.wwid === lun.wwid) || inUse(world, runtime.host, lun.node))
        continue;
      dropVirtual(world, runtime, module, lun);
      removed.push({ target: module.target, lun: lun.lun, node: lun.node });
    }
  }
  return { scsiHost, added, removed };
}

function mppModule(runtime: HostRuntime, array: string): MppModule {
  const known = runtime.modules.find((module) => module.array === array);
  if (known !== undefined) return known;
  const module: MppModule = { array, target: runtime.modules.length, luns: [] };
  runtime.modules.push(module);
  return module;
}

function dropVirtual(world: World, runtime: HostRuntime, module: MppModule, lun: MppLun): void {
  removeDisk(world, runtime.host, lun.node);
  removeWhere(module.luns, (other) => other === lun);
}
