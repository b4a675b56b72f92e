import { addDisk, disksOf, findDisk, removeDisk } from '../../storage/devices.ts';
import type { Machine } from '../../machine.ts';
import { diskHeld, mapInUse } from '../block/in-use.ts';
import { runningOf } from '../debian.ts';
import { controllerOf, lunOf } from '../iscsi/way.ts';
import type { MapPath, MultipathMap, PathGroup, ScsiPath } from '../state.ts';
import { knownWwids, nameOf, rememberWwid } from './names.ts';
import { blacklistedBy, settingsOf, type MapSettings } from './settings.ts';
import { pathAnswers } from './path-state.ts';

export function wwidOf(path: Pick<ScsiPath, 'naa'>): string {
  return `3${path.naa}`;
}

/** Priority of a path as its prioritizer finds it: 50 and 10 by ALUA, 1 for const. */
export function priorityOf(machine: Machine, path: ScsiPath, settings: MapSettings): number {
  if (settings.priority !== 'alua' && settings.priority !== 'sysfs' && !settings.detectPriority) return 1;
  const controller = controllerOf(machine, path);
  const lun = lunOf(machine.world, machine, path);
  if (controller === null || lun === undefined) return 0;
  return [50, 10, 1, 0][lun.access[controller]] ?? 0;
}

/** Groups of paths by policy, the best first. */
export function groupPaths(paths: readonly MapPath[], policy: string): PathGroup[] {
  const groups: MapPath[][] = [];
  switch (policy) {
    case 'multibus':
      groups.push([...paths]);
      break;
    case 'group_by_prio':
      for (const path of paths) {
        const same = groups.find((group) => group[0]?.priority === path.priority);
        if (same === undefined) groups.push([path]);
        else same.push(path);
      }
      break;
    default:
      for (const path of paths) groups.push([path]);
  }
  const best = (group: readonly MapPath[]): number => group.reduce((sum, path) => sum + path.priority, 0) / group.length;
  return groups.sort((left, right) => best(right) - best(left)).map((group) => ({ paths: group }));
}

/** A priority that a group shows: of its paths that work. */
export function groupPriority(group: PathGroup): number {
  const working = group.paths.filter((path) => path.checker === 'ready');
  return working.length === 0 ? 0 : Math.round(working.reduce((sum, path) => sum + path.priority, 0) / working.length);
}

/** What a reload tells device mapper: `0 614400 multipath 1 queue_if_no_path 1 alua 2 1 service-time 0 1 1 8:96 1 ...`. */
export function tableOf(machine: Machine, map: MultipathMap): string {
  const device = findDisk(machine.world, machine.name, `dm-${String(map.minor)}`);
  const groups = map.groups.map(
    ({ paths }) =>
      `service-time 0 ${String(paths.length)} 1 ${paths.map((path) => `${numbersOf(machine, path.node)} 1`).join(' ')}`,
  );
  const features = map.queueing ? '1 queue_if_no_path' : '0';
  return `0 ${String((device?.sizeBytes ?? 0) / 512)} multipath ${features} 1 alua ${String(map.groups.length)} ${String(map.active + 1)} ${groups.join(' ')}`;
}

/** `8:16` */
export function numbersOf(machine: Machine, node: string): string {
  const device = findDisk(machine.world, machine.name, node);
  return `${String(device?.major ?? 0)}:${String(device?.minor ?? 0)}`;
}

/** Names of disks that have no map, with the reason; what `multipath -v3` would tell. */
export function eligible(machine: Machine, path: ScsiPath, all: readonly ScsiPath[]): boolean {
  const wwid = wwidOf(path);
  if (blacklistedBy(machine, path.node, wwid) !== null) return false;
  const known = knownWwids(machine).includes(wwid);
  switch (settingsOf(machine, wwid).findMultipaths) {
    case 'off':
    case 'greedy':
    case 'smart':
      return true;
    case 'on':
      return known || all.filter((other) => wwidOf(other) === wwid).length > 1;
    case 'strict':
      return known;
  }
}

/** Makes and reloads maps so that they are what configuration and paths say. Returns what multipathd says of it. */
export function coalesce(machine: Machine): readonly string[] {
  const running = runningOf(machine);
  const said: string[] = [];
  const paths = running.scsi.paths.filter((path) => eligible(machine, path, running.scsi.paths));
  for (const wwid of new Set(paths.map(wwidOf))) {
    const mine = paths.filter((path) => wwidOf(path) === wwid);
    const map = running.maps.find((one) => one.wwid === wwid);
    if (map !== undefined) {
      const line = reload(machine, map, mine);
      if (line !== null) said.push(line);
      continue;
    }
    // A disk that somebody else holds is no map's.
    const held = mine.find((path) => diskHeld(machine, path.node));
    if (held !== undefined) {
      said.push(`${wwid}: failed in domap for addition of new path ${held.node}`);
      continue;
    }
    said.push(create(machine, wwid, mine));
  }
  return said;
}

function pathsOf(machine: Machine, paths: readonly ScsiPath[], settings: MapSettings, before: readonly MapPath[]): MapPath[] {
  return paths.map((path) => {
    const known = before.find((one) => one.node === path.node);
    const answers = pathAnswers(machine, path);
    const priority = answers ? priorityOf(machine, path, settings) : (known?.priority ?? priorityOf(machine, path, settings));
    return { node: path.node, dm: answers ? 'active' : 'failed', checker: answers ? 'ready' : 'faulty', priority };
  });
}

function create(machine: Machine, wwid: string, paths: readonly ScsiPath[]): string {
  const { world } = machine;
  const running = runningOf(machine);
  const settings = settingsOf(machine, wwid);
  rememberWwid(machine, wwid);
  const taken = new Set(disksOf(world, machine.name).devices.flatMap(({ major, minor, behind }) => (major === 253 ? [minor, ...(behind.kind === 'map' ? Object.values(behind.partitionMinors) : [])] : []))); // prettier-ignore
  let minor = 0;
  while (taken.has(minor)) minor += 1;
  const first = paths[0];
  const disk = first === undefined ? undefined : findDisk(world, machine.name, first.node)?.disk;
  if (disk === undefined) return `${wwid}: no path`;
  const map: MultipathMap = {
    name: nameOf(machine, wwid, settings),
    wwid,
    minor,
    groups: groupPaths(pathsOf(machine, paths, settings, []), settings.groupingPolicy),
    active: 0,
    queueing: settings.noPathRetry !== 'fail',
    deadSince: null,
    faults: 0,
    switches: 0,
    loads: 1,
  };
  running.maps.push(map);
  if (!running.modules.includes('dm_multipath')) running.modules.push('dm_multipath');
  addDisk(world, machine.name, `dm-${String(minor)}`, disk, { kind: 'map', name: map.name, partitionMinors: {} });
  // The paths' own partitions go: kpartx makes them on the map.
  for (const path of paths) findDisk(world, machine.name, path.node)?.partitions.splice(0);
  return `${map.name}: addmap [${tableOf(machine, map)}]`;
}

/** Null: nothing changed. */
function reload(machine: Machine, map: MultipathMap, paths: readonly ScsiPath[]): string | null {
  const settings = settingsOf(machine, map.wwid);
  const before = map.groups.flatMap((group) => group.paths);
  const name = nameOf(machine, map.wwid, settings);
  const groups = groupPaths(pathsOf(machine, paths, settings, before), settings.groupingPolicy);
  const queueing =
    settings.noPathRetry !== 'fail' && (map.deadSince === null || settings.noPathRetry === 'queue' || map.queueing);
  const layout = (all: readonly PathGroup[]): string => JSON.stringify(all.map((group) => group.paths.map((path) => path.node)));
  if (layout(groups) === layout(map.groups) && name === map.name && queueing === map.queueing) return null;
  map.groups = groups;
  map.active = 0;
  map.loads += 1;
  map.queueing = queueing;
  if (name !== map.name && !mapInUse(machine, map)) rename(machine, map, name);
  return `${map.name}: reload [${tableOf(machine, map)}]`;
}

function rename(machine: Machine, map: MultipathMap, name: string): void {
  map.name = name;
  const device = findDisk(machine.world, machine.name, `dm-${String(map.minor)}`);
  if (device?.behind.kind === 'map') device.behind.name = name;
}

/** Takes a map away. False: something uses it. */
export function flushMap(machine: Machine, map: MultipathMap): boolean {
  if (mapInUse(machine, map)) return false;
  const { maps } = runningOf(machine);
  maps.splice(maps.indexOf(map), 1);
  removeDisk(machine.world, machine.name, `dm-${String(map.minor)}`);
  return true;
}
