import type { Machine } from '../../machine.ts';
import type { WorldEvent } from '../../state.ts';
import type { World } from '../../world.ts';
import { runningOf, runningOrNull } from '../debian.ts';
import type { MapPath, MultipathMap, PathGroup } from '../state.ts';
import { configurationOf } from './configuration.ts';
import { coalesce, flushMap, groupPaths, groupPriority, numbersOf, priorityOf, tableOf } from './maps.ts';
import { pathAnswers, pathOfNode } from './path-state.ts';
import { settingsOf } from './settings.ts';

/** Whether multipathd runs. */
export function daemonRuns(machine: Machine): boolean {
  return runningOrNull(machine)?.units['multipathd.service']?.active === 'active';
}

function say(machine: Machine, text: string): void {
  machine.logSystem(`multipathd[${String(runningOf(machine).units['multipathd.service']?.pid ?? 1)}]`, text);
}

/** New disks: the daemon makes maps of them, or adds them to theirs. */
export function pathsCame(machine: Machine): void {
  if (!daemonRuns(machine)) return;
  const before = new Set(
    runningOf(machine).maps.flatMap(({ groups }) => groups.flatMap(({ paths }) => paths.map(({ node }) => node))),
  );
  for (const line of coalesce(machine)) say(machine, line);
  for (const map of runningOf(machine).maps)
    for (const { node } of pathsIn(map))
      if (!before.has(node) && map.loads > 1)
        say(machine, `${node} [${numbersOf(machine, node)}]: path added to devmap ${map.name}`);
}

/** Disks that are gone leave their maps; a map without any goes when nothing uses it. */
export function pathsGone(machine: Machine): void {
  for (const map of [...runningOf(machine).maps]) {
    const gone = pathsIn(map).filter(({ node }) => pathOfNode(machine, node) === undefined);
    if (gone.length === 0) continue;
    map.groups = map.groups.map(({ paths }): PathGroup => ({ paths: paths.filter((path) => !gone.includes(path)) })).filter(({ paths }) => paths.length > 0);
    map.active = Math.max(0, map.groups.findIndex(usable));
    map.loads += 1;
    if (map.groups.length === 0 && flushMap(machine, map)) {
      if (daemonRuns(machine)) say(machine, `${map.name}: removed map after removing all paths`);
      continue;
    }
    if (!daemonRuns(machine)) continue;
    say(machine, `${map.name}: reload [${tableOf(machine, map)}]`);
    for (const { node } of gone) say(machine, `${node}: path removed from map ${map.name}`);
    if (map.groups.length === 0) noteDead(machine, map);
  }
} // prettier-ignore

export function pathsIn(map: MultipathMap): readonly MapPath[] {
  return map.groups.flatMap(({ paths }) => paths);
}

/** What `multipathd -d -s` does first, and again at `reconfigure`. */
export function reconfigure(machine: Machine): void {
  for (const complaint of configurationOf(machine).complaints) say(machine, complaint);
  say(machine, 'reconfigure: setting up paths and maps');
  for (const line of coalesce(machine)) say(machine, line);
  schedulePathCheck(machine, 0);
}

/** The checker comes round within one polling interval. */
export function schedulePathCheck(machine: Machine, within?: number): void {
  const { world } = machine;
  const interval = settingsOf(machine, '').pollingSeconds * 1_000;
  const after = within ?? 400 + world.random.integer(0, Math.max(0, interval - 400));
  if (world.state.agenda.some(({ event, at }) => event.type === 'debian.checkPaths' && event.machine === machine.name && at <= world.now() + after)) return;
  world.schedule(world.now() + after, { type: 'debian.checkPaths', machine: machine.name });
} // prettier-ignore

/** One round of the checker: what it finds else than before is told, and device mapper told with it. */
export function onCheckPaths(world: World, event: WorldEvent): void {
  const machine = event.machine === undefined ? undefined : world.find(event.machine);
  if (machine === undefined || runningOrNull(machine) === null || !daemonRuns(machine)) return;
  for (const map of runningOf(machine).maps) checkMap(machine, map);
}

function checkMap(machine: Machine, map: MultipathMap): void {
  const settings = settingsOf(machine, map.wwid);
  let changed = false;
  for (const path of pathsIn(map)) {
    const scsi = pathOfNode(machine, path.node);
    if (scsi === undefined) continue;
    const answers = pathAnswers(machine, scsi);
    if (answers) {
      const priority = priorityOf(machine, scsi, settings);
      if (path.priority !== priority) {
        path.priority = priority;
        changed = true;
      }
    }
    if (!answers && (path.checker === 'ready' || path.dm === 'active')) {
      if (path.dm === 'active') markFailed(machine, map, path, true);
      path.checker = 'faulty';
      say(machine, `${map.name}: ${path.node} - tur checker reports path is down`);
    }
    if (answers && (path.checker === 'faulty' || path.dm === 'failed')) {
      path.checker = 'ready';
      path.dm = 'active';
      map.deadSince = null;
      if (!map.queueing && settings.noPathRetry !== 'fail') {
        map.queueing = true;
        say(machine, `${map.name}: queue_if_no_path enabled`);
        say(machine, `${map.name}: Recovered to normal mode`);
      }
      say(machine, `${map.name}: ${path.node} - tur checker reports path is up`);
      say(machine, `${numbersOf(machine, path.node)}: reinstated`);
      say(machine, `${map.name}: remaining active paths: ${String(activePaths(map))}`);
      machine.logKernel(`device-mapper: multipath: 253:${String(map.minor)}: Reinstating path ${numbersOf(machine, path.node)}.`);
    }
  }
  if (changed) regroup(machine, map, settings.groupingPolicy);
  chooseGroup(machine, map, settings.failback);
}

function regroup(machine: Machine, map: MultipathMap, policy: string): void {
  const now = JSON.stringify(map.groups);
  const groups = groupPaths(pathsIn(map), policy);
  if (JSON.stringify(groups) === now) return;
  say(machine, `${map.name}: path priorities changed. reloading`);
  map.groups = groups;
  map.active = Math.max(0, groups.findIndex(usable));
  map.loads += 1;
  say(machine, `${map.name}: reload [${tableOf(machine, map)}]`);
}

function usable(group: PathGroup): boolean {
  return group.paths.some((path) => path.dm === 'active');
}

export function activePaths(map: MultipathMap): number {
  return pathsIn(map).filter((path) => path.dm === 'active').length;
}

/** After paths changed: the group in use must have a path; with failback a better one takes over again. */
function chooseGroup(machine: Machine, map: MultipathMap, failback: string): void {
  const current = map.groups[map.active];
  const best = map.groups.reduce(
    (found, group, index) => (usable(group) && groupPriority(group) > (map.groups[found] === undefined || !usable(map.groups[found]) ? -1 : groupPriority(map.groups[found])) ? index : found),
    map.active,
  ); // prettier-ignore
  if (best === map.active) return;
  if (current !== undefined && usable(current)) {
    if (failback === 'manual') return;
    const delay = Number(failback);
    if (Number.isFinite(delay) && delay > 0) {
      machine.world.schedule(machine.world.now() + delay * 1_000, {
        type: 'debian.failback',
        machine: machine.name,
        map: map.wwid,
      });
      return;
    }
  }
  switchTo(machine, map, best);
}

function switchTo(machine: Machine, map: MultipathMap, index: number): void {
  map.active = index;
  map.switches += 1;
  if (daemonRuns(machine)) say(machine, `${map.name}: switch to path group #${String(index + 1)}`);
}

/** A deferred failback is due. */
export function onFailback(world: World, event: WorldEvent): void {
  const machine = event.machine === undefined ? undefined : world.find(event.machine);
  const map = machine === undefined ? undefined : runningOrNull(machine)?.maps.find(({ wwid }) => wwid === event['map']);
  if (machine !== undefined && map !== undefined && daemonRuns(machine)) chooseGroup(machine, map, 'immediate');
}

/** A command on a path failed: device mapper takes it out, whether the daemon runs or not. */
export function markFailed(machine: Machine, map: MultipathMap, path: MapPath, byChecker = false): void {
  path.dm = 'failed';
  map.faults += 1;
  machine.logKernel(`device-mapper: multipath: 253:${String(map.minor)}: Failing path ${numbersOf(machine, path.node)}.`);
  if (daemonRuns(machine)) {
    say(machine, byChecker ? `checker failed path ${numbersOf(machine, path.node)} in map ${map.name}` : `${path.node}: mark as failed`);
    say(machine, `${map.name}: remaining active paths: ${String(activePaths(map))}`);
    if (byChecker) path.checker = 'faulty';
    else schedulePathCheck(machine);
  }
  const current = map.groups[map.active];
  if (current !== undefined && usable(current)) return;
  const next = map.groups.findIndex(usable);
  if (next >= 0) switchTo(machine, map, next);
  else noteDead(machine, map);
} // prettier-ignore

/** No path is left: queue as long as no_path_retry says. Without the daemon nobody ends it. */
function noteDead(machine: Machine, map: MultipathMap): void {
  map.deadSince = machine.world.now();
  const { noPathRetry, pollingSeconds } = settingsOf(machine, map.wwid);
  if (!daemonRuns(machine)) return;
  if (noPathRetry === 'fail' || noPathRetry === 0) {
    map.queueing = false;
    return;
  }
  if (noPathRetry === 'queue') return;
  say(machine, `${map.name}: Entering recovery mode: max_retries=${String(noPathRetry)}`);
  machine.world.schedule(machine.world.now() + noPathRetry * pollingSeconds * 1_000, {
    type: 'debian.queueEnd',
    machine: machine.name,
    map: map.wwid,
  });
}

/** The retries are used up: what waits fails, and so does what comes. */
export function onQueueEnd(world: World, event: WorldEvent): void {
  const machine = event.machine === undefined ? undefined : world.find(event.machine);
  const map = machine === undefined ? undefined : runningOrNull(machine)?.maps.find(({ wwid }) => wwid === event['map']);
  if (machine === undefined || map?.deadSince === null || map === undefined || !daemonRuns(machine) || activePaths(map) > 0)
    return;
  map.queueing = false;
  say(machine, `${map.name}: Disable queueing`);
  machine.logKernel(`Buffer I/O error on dev dm-${String(map.minor)}, logical block 0, async page read`);
}
