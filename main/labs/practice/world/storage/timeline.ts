import type { WorldEvent } from '../state.ts';
import type { World } from '../world.ts';
import { linkUp, targetsOf } from './fabric.ts';
import { onPathsLost, onPathReturned } from './rdac.ts';
import { addRemotePort, discoverTargets, initiatorOf, scanHost } from './scan.ts';
import type { HostRuntime, RemotePort, ScsiHost } from './state.ts';

/** From the loss of a remote port until the transport gives it up (seen: about 6 s), and until a returned link is a target again (seen: 22 s). */
const remotePortTimeoutMs = 6_000;
const returnMs = { least: 20_000, most: 30_000 };
/** A target that was never there before takes a port login and an inquiry. */
const arrivalMs = 1_500;

/**
 * To be called after anything changed in the fabric: cables, ports, zones, controllers, power, drivers. Each running host notices what is
 * different for it: lost remote ports block at once, returned ones come back in their time.
 */
export function fabricChanged(world: World): void {
  for (const runtime of Object.values(world.state.storage.runtimes)) {
    const lost: RemotePort[] = [];
    for (const scsiHost of runtime.scsiHosts) if (scsiHost.driver === 'qla2xxx') lost.push(...notice(world, runtime, scsiHost));
    if (lost.length > 0) onPathsLost(world, runtime, lost);
  }
}

function notice(world: World, runtime: HostRuntime, scsiHost: ScsiHost): RemotePort[] {
  noticeLink(world, runtime, scsiHost);
  const initiator = initiatorOf(world, runtime, scsiHost);
  const reachable = initiator === null ? [] : targetsOf(world, initiator);
  const lost: RemotePort[] = [];
  for (const port of runtime.remotePorts) {
    if (port.scsiHost !== scsiHost.number) continue;
    const there = reachable.some((target) => target.wwpn === port.wwpn);
    if (!there && port.state === 'Online') {
      port.state = 'Blocked';
      world.schedule(world.now() + remotePortTimeoutMs, event('storage.rportTimeout', runtime, port));
      lost.push(port);
    } else if (there && port.state === 'Blocked') {
      world.cancelWhere((item) => concerns(item, 'storage.rportTimeout', runtime, port));
      comeBack(world, runtime, port);
    } else if (there && port.state === 'Not Present' && !port.returning) {
      scheduleReturn(world, runtime, port, world.random.integer(returnMs.least, returnMs.most));
    }
  }
  for (const target of reachable) {
    if (runtime.remotePorts.some((port) => port.scsiHost === scsiHost.number && port.wwpn === target.wwpn)) continue;
    scheduleReturn(world, runtime, addRemotePort(runtime, scsiHost, target.wwpn, false), arrivalMs);
  }
  return lost;
}

function noticeLink(world: World, runtime: HostRuntime, scsiHost: ScsiHost): void {
  const number = scsiHost.hostPort;
  const port = world.state.storage.hostPorts[runtime.host]?.find((candidate) => candidate.port === number);
  if (number === null || port === undefined) return;
  const state = linkUp(world, runtime.host, number) ? 'up' : 'down';
  if (runtime.links[number] === state) return;
  runtime.links[number] = state;
  const machine = world.machine(runtime.host);
  if (state === 'down') {
    machine.logKernel(`qla2xxx ${port.pci}: LOOP DOWN detected (2).`);
  } else {
    machine.logKernel(`qla2xxx ${port.pci}: LIP reset occured (f7f7).`);
    machine.logKernel(`qla2xxx ${port.pci}: LOOP UP detected (${String(Math.min(2, port.gigabits))} Gbps).`);
  }
}

function scheduleReturn(world: World, runtime: HostRuntime, port: RemotePort, after: number): void {
  port.returning = true;
  world.schedule(world.now() + after, event('storage.rportReturn', runtime, port));
}

function event(type: string, runtime: HostRuntime, port: RemotePort): WorldEvent {
  return { type, machine: runtime.host, scsiHost: port.scsiHost, wwpn: port.wwpn };
}

function concerns(item: WorldEvent, type: string, runtime: HostRuntime, port: RemotePort): boolean {
  return item.type === type && item.machine === runtime.host && item['scsiHost'] === port.scsiHost && item['wwpn'] === port.wwpn;
}

function find(world: World, item: WorldEvent): { readonly runtime: HostRuntime; readonly port: RemotePort } | null {
  const runtime = world.state.storage.runtimes[item.machine ?? ''];
  const port = runtime?.remotePorts.find(
    (candidate) => candidate.scsiHost === item['scsiHost'] && candidate.wwpn === item['wwpn'],
  );
  return runtime === undefined || port === undefined ? null : { runtime, port };
}

/** The transport gives a blocked remote port up: its target is removed, the binding kept. */
export function onRemotePortTimeout(world: World, item: WorldEvent): void {
  const found = find(world, item);
  if (found === null || found.port.state !== 'Blocked') return;
  found.port.state = 'Not Present';
  const name = `rport-${String(found.port.scsiHost)}:0-${String(found.port.index)}`;
  world.machine(found.runtime.host).logKernel(` ${name}: blocked FC remote port time out: removing target and saving binding`);
}

export function onRemotePortReturn(world: World, item: WorldEvent): void {
  const found = find(world, item);
  if (found === null) return;
  const { runtime, port } = found;
  port.returning = false;
  const scsiHost = runtime.scsiHosts.find((host) => host.number === port.scsiHost);
  const initiator = scsiHost === undefined ? null : initiatorOf(world, runtime, scsiHost);
  if (scsiHost === undefined || initiator === null || !targetsOf(world, initiator).some((target) => target.wwpn === port.wwpn))
    return;
  comeBack(world, runtime, port);
  // The transport scans a target that it sees; RDAC's own disks come with a rescan of its host alone.
  scanHost(world, runtime, scsiHost, false);
}

function comeBack(world: World, runtime: HostRuntime, port: RemotePort): void {
  port.state = 'Online';
  port.known = true;
  onPathReturned(world, runtime);
}

/** Remote ports of all HBA hosts as the driver finds them when it is loaded. */
export function firstLook(world: World, runtime: HostRuntime): void {
  for (const scsiHost of runtime.scsiHosts) {
    if (scsiHost.driver !== 'qla2xxx' || scsiHost.hostPort === null) continue;
    runtime.links[scsiHost.hostPort] = linkUp(world, runtime.host, scsiHost.hostPort) ? 'up' : 'down';
    discoverTargets(world, runtime, scsiHost);
  }
}
