import type { Machine } from '../../machine.ts';
import type { World } from '../../world.ts';
import { runningOrNull } from '../debian.ts';
import type { MultipathMap } from '../state.ts';
import { markFailed } from './daemon.ts';
import { pathOfNode, pathState } from './path-state.ts';

type IoState = 'ok' | 'wait' | 'error';

/** What I/O to a SCSI disk does now. */
export function scsiIo(world: World, machine: string, node: string): IoState {
  const host = world.find(machine);
  const path = host === undefined ? undefined : pathOfNode(host, node);
  return host === undefined || path === undefined ? 'error' : pathState(host, path);
}

/** What I/O to a map does now. */
export function mapIo(world: World, machine: string, minor: number): IoState {
  const host = world.find(machine);
  const map = host === undefined ? undefined : mapOf(host, minor);
  if (host === undefined || map === undefined) return 'error';
  const active = map.groups[map.active]?.paths.filter((path) => path.dm === 'active') ?? [];
  if (active.length === 0) return map.groups.some(({ paths }) => paths.some(({ dm }) => dm === 'active')) || map.queueing ? 'wait' : 'error'; // prettier-ignore
  const states = active.map((path) => stateOf(host, path.node));
  return states.includes('ok') ? 'ok' : 'wait';
}

/** A request that waits on a map notices paths on which commands fail: they are taken out, and another group is used. */
export function noticeFailures(machine: Machine, minor: number): void {
  const map = mapOf(machine, minor);
  for (const path of map?.groups[map.active]?.paths ?? [])
    if (map !== undefined && path.dm === 'active' && stateOf(machine, path.node) === 'error') markFailed(machine, map, path);
}

function stateOf(host: Machine, node: string): IoState {
  const path = pathOfNode(host, node);
  return path === undefined ? 'error' : pathState(host, path);
}

function mapOf(host: Machine, minor: number): MultipathMap | undefined {
  return runningOrNull(host)?.maps.find((map) => map.minor === minor);
}
