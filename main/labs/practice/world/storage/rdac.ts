import type { WorldEvent } from '../state.ts';
import type { World } from '../world.ts';
import { otherController, transferOwnership, usable } from './array.ts';
import { failFileSystems } from './read-only.ts';
import { controllerOf } from './scan.ts';
import type { ArrayState, ControllerName, HostRuntime, LogicalDrive, MppLun, MppModule, RemotePort } from './state.ts';

/** What stands in mpp.conf of this driver's generation, in milliseconds: period of path validation, and how long I/O waits for an array without paths. */
const scanIntervalMs = 60_000;
const arrayIoWaitMs = 600_000;
/** From the loss of a path until commands have been tried again on another (the article: "about 5 seconds"), and from validation to failback. */
const failoverMs = { least: 4_600, most: 5_400 };
const failbackMs = { least: 3_000, most: 8_000 };

/** Remote ports through which a host reaches a controller right now. */
export function alivePaths(world: World, runtime: HostRuntime, array: string, controller: ControllerName): readonly RemotePort[] {
  return runtime.remotePorts.filter((port) => {
    const where = port.state === 'Online' ? controllerOf(world, port.wwpn) : null;
    return where?.array === array && where.controller === controller;
  });
}

function drivesOf(
  world: World,
  module: MppModule,
): { readonly array: ArrayState; readonly luns: readonly { readonly lun: MppLun; readonly drive: LogicalDrive }[] } | null {
  const array = world.state.storage.arrays[module.array];
  if (array === undefined) return null;
  const luns = module.luns.flatMap((lun) => {
    const drive = array.logicalDrives.find((candidate) => candidate.wwid === lun.wwid);
    return drive === undefined ? [] : [{ lun, drive }];
  });
  return { array, luns };
}

/** I/O under way on a lost path waits; after a moment RDAC tries other paths. */
export function onPathsLost(world: World, runtime: HostRuntime, lost: readonly RemotePort[]): void {
  let waiting = false;
  for (const module of runtime.modules) {
    for (const { lun, drive } of drivesOf(world, module)?.luns ?? []) {
      const hit = lost.some((port) => {
        const where = controllerOf(world, port.wwpn);
        return where?.array === module.array && where.controller === drive.current;
      });
      if (!hit) continue;
      lun.stall ??= { since: world.now(), until: null };
      waiting = true;
    }
  }
  if (waiting || runtime.modules.length > 0)
    world.schedule(world.now() + world.random.integer(failoverMs.least, failoverMs.most), {
      type: 'storage.failover',
      machine: runtime.host,
    });
}

/** Ownership was moved by somebody else (an operator, another host): a host without a path to the new owner takes its LUNs back. */
export function ownershipMoved(world: World, array: ArrayState): void {
  for (const runtime of Object.values(world.state.storage.runtimes)) {
    let waiting = false;
    for (const module of runtime.modules.filter((candidate) => candidate.array === array.name)) {
      for (const { lun, drive } of drivesOf(world, module)?.luns ?? []) {
        if (alivePaths(world, runtime, array.name, drive.current).length > 0) continue;
        lun.stall ??= { since: world.now(), until: null };
        waiting = true;
      }
    }
    if (waiting)
      world.schedule(world.now() + world.random.integer(failoverMs.least, failoverMs.most), {
        type: 'storage.failover',
        machine: runtime.host,
      });
  }
}

/** Retries are used up: paths are marked, LUNs move to the controller that still has a path, or wait for one. */
export function onFailover(world: World, item: WorldEvent): void {
  const runtime = world.state.storage.runtimes[item.machine ?? ''];
  if (runtime === undefined) return;
  const log = (text: string): void => {
    world.machine(runtime.host).logKernel(text);
  };
  for (const port of runtime.remotePorts) {
    if (port.state === 'Online' || !port.known || port.rating === 'FAILED') continue;
    port.rating = 'FAILED';
    const name = pathName(world, runtime, port);
    if (name === null || runtime.modules.length === 0) continue;
    log(`94 [RAIDarray.mpp]${name}:0 Selection Retry count exhausted`);
    log(`7 [RAIDarray.mpp]${name} Path Failed`);
  }
  for (const module of runtime.modules) failOverModule(world, runtime, module, log);
}

/** `ARCJMTDS48K1:0:1`: array, controller (0 is A), number of the path to it on this host. */
function pathName(world: World, runtime: HostRuntime, port: RemotePort): string | null {
  const where = controllerOf(world, port.wwpn);
  if (where === null) return null;
  const siblings = runtime.remotePorts.filter((other) => {
    const its = controllerOf(world, other.wwpn);
    return its?.array === where.array && its.controller === where.controller;
  });
  return `${where.array}:${where.controller === 'A' ? '0' : '1'}:${String(siblings.indexOf(port))}`;
}

function failOverModule(world: World, runtime: HostRuntime, module: MppModule, log: (text: string) => void): void {
  const known = drivesOf(world, module);
  if (known === null) return;
  const moved = new Set<ControllerName>();
  for (const { lun, drive } of known.luns) {
    if (lun.stall === null) continue;
    if (alivePaths(world, runtime, module.array, drive.current).length > 0) {
      lun.stall = null;
      continue;
    }
    const other = otherController(drive.current);
    if (usable(known.array, other) && alivePaths(world, runtime, module.array, other).length > 0) {
      const from = drive.current === 'A' ? 0 : 1;
      if (!moved.has(other)) logFailover(module.array, other, log);
      log(
        `10 [RAIDarray.mpp]${module.array}:${String(from)} Failed controller to ${String(1 - from)}. vcmnd SN ${String(world.random.integer(10_000, 99_999))}`,
      );
      moved.add(other);
      transferOwnership(world, known.array, [drive], other, 'failover');
      lun.stall = null;
    } else {
      lun.stall.until = lun.stall.since + arrayIoWaitMs;
      const due: WorldEvent = { type: 'storage.giveUp', machine: runtime.host, array: module.array, lun: lun.lun };
      world.schedule(lun.stall.until, due);
    }
  }
}

function logFailover(array: string, to: ControllerName, log: (text: string) => void): void {
  const number = to === 'A' ? '0' : '1';
  log(`800 [RAIDarray.mpp]Failover command issued to ${array}:${number}`);
  log(`801 [RAIDarray.mpp]Failover succeeded to ${array}:${number}`);
}

/** No path came back within ArrayIoWaitTime: what waited fails, file systems on it go read-only. */
export function onGiveUp(world: World, item: WorldEvent): void {
  const runtime = world.state.storage.runtimes[item.machine ?? ''];
  const module = runtime?.modules.find((candidate) => candidate.array === item['array']);
  const lun = module?.luns.find((candidate) => candidate.lun === item['lun']);
  const until = lun?.stall?.until ?? null;
  if (runtime === undefined || lun === undefined || until === null || until > world.now()) return;
  lun.stall = null;
  lun.failed = true;
  world
    .machine(runtime.host)
    .logKernel(`end_request: I/O error, dev ${lun.node}, sector ${String(world.random.integer(64, 100_000) * 8)}`);
  failFileSystems(world, runtime.host, lun.node);
}

/** A remote port is back: what waits for want of any path goes on; the path itself is trusted after its next validation. */
export function onPathReturned(world: World, runtime: HostRuntime): void {
  for (const module of runtime.modules) {
    const known = drivesOf(world, module);
    if (known === null) continue;
    for (const { lun, drive } of known.luns) {
      if (lun.stall === null && !lun.failed) continue;
      const other = otherController(drive.current);
      if (alivePaths(world, runtime, module.array, drive.current).length === 0) {
        if (!usable(known.array, other) || alivePaths(world, runtime, module.array, other).length === 0) continue;
        transferOwnership(world, known.array, [drive], other, 'failover');
      }
      lun.stall = null;
      lun.failed = false;
    }
  }
  const since = world.now() - runtime.bootedAt;
  world.schedule(runtime.bootedAt + (Math.floor(since / scanIntervalMs) + 1) * scanIntervalMs, {
    type: 'storage.validate',
    machine: runtime.host,
  });
}

export function onValidate(world: World, item: WorldEvent): void {
  const runtime = world.state.storage.runtimes[item.machine ?? ''];
  if (runtime === undefined) return;
  for (const port of runtime.remotePorts) if (port.state === 'Online') port.rating = 'OPTIMAL';
  if (runtime.drivers.disableRebalance !== 0) return;
  world.schedule(world.now() + world.random.integer(failbackMs.least, failbackMs.most), {
    type: 'storage.failback',
    machine: runtime.host,
  });
}

/** LUNs whose preferred controller has a good path again go back to it. */
export function onFailback(world: World, item: WorldEvent): void {
  const runtime = world.state.storage.runtimes[item.machine ?? ''];
  if (runtime !== undefined) failBack(world, runtime);
}

export function failBack(world: World, runtime: HostRuntime): void {
  for (const module of runtime.modules) {
    const known = drivesOf(world, module);
    if (known === null) continue;
    const moved = new Set<ControllerName>();
    for (const { lun, drive } of known.luns) {
      if (drive.current === drive.preferred || lun.stall !== null || !usable(known.array, drive.preferred)) continue;
      if (!alivePaths(world, runtime, module.array, drive.preferred).some((port) => port.rating === 'OPTIMAL')) continue;
      if (!moved.has(drive.preferred))
        logFailover(module.array, drive.preferred, (text) => {
          world.machine(runtime.host).logKernel(text);
        });
      moved.add(drive.preferred);
      transferOwnership(world, known.array, [drive], drive.preferred, 'command');
    }
    if (moved.size > 0) ownershipMoved(world, known.array);
  }
}
