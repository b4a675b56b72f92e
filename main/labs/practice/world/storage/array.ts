import { failure, success, type Result } from '../../../../../core/result.ts';
import type { World } from '../world.ts';
import type { ArrayEvent, ArrayHost, ArrayState, ControllerName, DriveState, LogicalDrive, LunMapping } from './state.ts';

/** LUN of the access logical drive ("Universal Xport"), which each mapped host or group gets. */
export const accessLun = 31;

export interface NewLogicalDrive {
  readonly label: string;
  /** Bytes; null takes all that is free. */
  readonly capacityBytes: number | null;
  /** An existing drive group, or the drives of a new one. */
  readonly place:
    | { readonly group: number }
    | { readonly drives: readonly { readonly tray: number; readonly slot: number }[]; readonly raidLevel: number }
    | { readonly driveCount: number; readonly raidLevel: number };
  readonly owner: ControllerName | null;
  readonly segmentKilobytes: number;
}

export function otherController(name: ControllerName): ControllerName {
  return name === 'A' ? 'B' : 'A';
}

export function usable(array: ArrayState, controller: ControllerName): boolean {
  return array.controllers[controller].availability === 'online';
}

export function findLogicalDrive(array: ArrayState, label: string): LogicalDrive | undefined {
  return array.logicalDrives.find((drive) => drive.label === label);
}

/** Bytes of a drive group that no logical drive uses. */
export function freeBytes(array: ArrayState, group: number): number {
  const found = array.driveGroups.find((candidate) => candidate.number === group);
  if (found === undefined) return 0;
  const drives = array.drives.filter((drive) => drive.group === group);
  const each = Math.min(...drives.map((drive) => drive.capacityBytes));
  const used = array.logicalDrives.filter((drive) => drive.group === group).reduce((sum, drive) => sum + drive.capacityBytes, 0);
  return each * dataDrives(found.raidLevel, drives.length) - used;
}

function dataDrives(raidLevel: number, drives: number): number {
  if (raidLevel === 1) return Math.max(1, Math.floor(drives / 2));
  if (raidLevel === 3 || raidLevel === 5) return drives - 1;
  if (raidLevel === 6) return drives - 2;
  return drives;
}

function fewestDrives(raidLevel: number): number {
  if (raidLevel === 3 || raidLevel === 5) return 3;
  if (raidLevel === 6) return 5;
  return raidLevel === 1 ? 2 : 1;
}

/** Creates a logical drive. Its owner alternates between the controllers unless one is named (the article: "automatically alternates"). */
export function createLogicalDrive(world: World, array: ArrayState, wanted: NewLogicalDrive): Result<LogicalDrive> {
  if (wanted.label.length > 30) return failure('label', 'The label is longer than 30 characters.');
  if (findLogicalDrive(array, wanted.label) !== undefined)
    return failure('duplicate', `The label "${wanted.label}" is in use already.`);
  const place = placeOf(array, wanted);
  if (!place.ok) return place;
  const { group, raidLevel, take } = place.value;
  const each = Math.min(...take.map((drive) => drive.capacityBytes));
  const free = take.length > 0 ? each * dataDrives(raidLevel, take.length) : freeBytes(array, group);
  const capacity = wanted.capacityBytes === null ? free : Math.floor(wanted.capacityBytes / 512) * 512;
  if (capacity <= 0 || capacity > free) return failure('capacity', 'There is not enough free capacity.');
  if (take.length > 0) {
    array.driveGroups.push({ number: group, raidLevel });
    for (const drive of take) drive.group = group;
  }
  const owner = wanted.owner ?? array.nextOwner;
  array.nextOwner = otherController(owner);
  const current = usable(array, owner) ? owner : otherController(owner);
  const serial = (0xb9a + array.nextSubsystemId * 0x11 + array.logicalDrives.length).toString(16).padStart(8, '0');
  const stamp = Math.floor(world.now() / 1000)
    .toString(16)
    .padStart(8, '0');
  const drive: LogicalDrive = { label: wanted.label, wwid: `${array.wwid.slice(0, 16)}${serial}${stamp}`, subsystemId: array.nextSubsystemId,
    group, capacityBytes: capacity, raidLevel, segmentKilobytes: wanted.segmentKilobytes, preferred: owner, current }; // prettier-ignore
  array.nextSubsystemId += 1;
  array.logicalDrives.push(drive);
  world.state.storage.disks[`lun:${drive.wwid}`] = {
    id: `lun:${drive.wwid}`,
    sizeBytes: capacity,
    partitions: null,
    volumes: {},
    extents: [],
  };
  recordEvent(world, array, 0x2207, 'Informational', 'Volume created', `Logical Drive ${wanted.label}`);
  return success(drive);
}

function placeOf(array: ArrayState, wanted: NewLogicalDrive): Result<{ group: number; raidLevel: number; take: DriveState[] }> {
  const place = wanted.place;
  if ('group' in place) {
    const found = array.driveGroups.find((group) => group.number === place.group);
    if (found === undefined) return failure('array', `There is no array ${String(place.group)}.`);
    return success({ group: found.number, raidLevel: found.raidLevel, take: [] });
  }
  const take: DriveState[] = [];
  if ('drives' in place) {
    for (const { tray, slot } of place.drives) {
      const drive = array.drives.find((candidate) => candidate.tray === tray && candidate.slot === slot);
      if (drive === undefined || take.includes(drive))
        return failure('drive', `The drive at enclosure ${String(tray)}, slot ${String(slot)} was not found.`);
      if (drive.group !== null)
        return failure('assigned', `The drive at enclosure ${String(tray)}, slot ${String(slot)} is not unassigned.`);
      take.push(drive);
    }
  } else {
    take.push(...array.drives.filter((drive) => drive.group === null).slice(0, place.driveCount));
    if (take.length < place.driveCount) return failure('drive', 'There are not enough unassigned drives.');
  }
  if (take.length < fewestDrives(place.raidLevel))
    return failure('raid', `RAID ${String(place.raidLevel)} needs at least ${String(fewestDrives(place.raidLevel))} drives.`);
  return success({ group: Math.max(0, ...array.driveGroups.map((group) => group.number)) + 1, raidLevel: place.raidLevel, take });
}

/** Deletes a logical drive with its mappings and everything on it; drives of a group that is empty then are unassigned. */
export function deleteLogicalDrive(world: World, array: ArrayState, drive: LogicalDrive): void {
  removeWhere(array.mappings, (mapping) => mapping.logicalDrive === drive.label);
  removeWhere(array.logicalDrives, (other) => other === drive);
  const disk = world.state.storage.disks[`lun:${drive.wwid}`];
  // Hosts that still have the device get errors for it, hence the content alone goes.
  if (disk !== undefined) Object.assign(disk, { partitions: null, volumes: {}, extents: [] });
  if (!array.logicalDrives.some((other) => other.group === drive.group)) {
    for (const physical of array.drives) if (physical.group === drive.group) physical.group = null;
    removeWhere(array.driveGroups, (group) => group.number === drive.group);
  }
  recordEvent(world, array, 0x2208, 'Informational', 'Volume deleted', `Logical Drive ${drive.label}`);
}

export function createHostGroup(array: ArrayState, label: string): Result<null> {
  if (array.hostGroups.includes(label) || array.hosts.some((host) => host.label === label))
    return failure('duplicate', `The label "${label}" is in use already.`);
  array.hostGroups.push(label);
  return success(null);
}

export function createHost(array: ArrayState, host: ArrayHost): Result<null> {
  if (array.hosts.some((other) => other.label === host.label) || array.hostGroups.includes(host.label))
    return failure('duplicate', `The label "${host.label}" is in use already.`);
  if (host.hostGroup !== null && !array.hostGroups.includes(host.hostGroup))
    return failure('host-group', `There is no host group "${host.hostGroup}".`);
  array.hosts.push(host);
  return success(null);
}

export function createHostPort(
  array: ArrayState,
  port: { readonly wwpn: string; readonly label: string; readonly host: string; readonly hostType: string | null },
): Result<null> {
  if (array.hostPorts.some((other) => other.wwpn === port.wwpn))
    return failure('duplicate', `The host port ${port.wwpn} is defined already.`);
  if (array.hostPorts.some((other) => other.label === port.label))
    return failure('duplicate', `The label "${port.label}" is in use already.`);
  const host = array.hosts.find((candidate) => candidate.label === port.host);
  if (host === undefined) return failure('host', `There is no host "${port.host}".`);
  if (port.hostType !== null) host.hostType = port.hostType;
  array.hostPorts.push({ wwpn: port.wwpn, label: port.label, host: port.host });
  return success(null);
}

/** Maps a logical drive; one that is mapped already moves. The access logical drive comes along at LUN 31. */
export function mapLun(array: ArrayState, label: string, lun: number, to: LunMapping['to']): Result<null> {
  if (findLogicalDrive(array, label) === undefined) return failure('logical-drive', `There is no logical drive "${label}".`);
  const known =
    to.kind === 'hostGroup' ? array.hostGroups.includes(to.label) : array.hosts.some((host) => host.label === to.label);
  if (!known) return failure('host', `There is no ${to.kind === 'hostGroup' ? 'host group' : 'host'} "${to.label}".`);
  if (!Number.isInteger(lun) || lun < 0 || lun > 255) return failure('lun-range', 'A logical unit number is between 0 and 255.');
  if (array.mappings.some((mapping) => mapping.lun === lun && mapping.to.label === to.label && mapping.logicalDrive !== label)) {
    return failure('lun-in-use', `The logical unit number ${String(lun)} is in use already.`);
  }
  removeWhere(array.mappings, (mapping) => mapping.logicalDrive === label);
  array.mappings.push({ logicalDrive: label, lun, to });
  const partition = partitionOf(array, to);
  if (!array.mappings.some((mapping) => mapping.logicalDrive === null && mapping.to.label === partition.label)) {
    if (!array.mappings.some((mapping) => mapping.lun === accessLun && mapping.to.label === partition.label)) {
      array.mappings.push({ logicalDrive: null, lun: accessLun, to: partition });
    }
  }
  return success(null);
}

/** Only a mapping to a whole host or group has an access LUN of its own. */
function partitionOf(array: ArrayState, to: LunMapping['to']): LunMapping['to'] {
  if (to.kind === 'hostGroup') return to;
  const group = array.hosts.find((host) => host.label === to.label)?.hostGroup ?? null;
  return group !== null && array.mappings.some((mapping) => mapping.logicalDrive === null && mapping.to.label === group)
    ? { kind: 'hostGroup', label: group }
    : to;
}

/** Mappings that a host port sees, data LUNs in order and the access LUN last. */
export function mappingsFor(array: ArrayState, wwpn: string): readonly LunMapping[] {
  const port = array.hostPorts.find((candidate) => candidate.wwpn === wwpn);
  const host = array.hosts.find((candidate) => candidate.label === port?.host);
  if (host === undefined) return [];
  return array.mappings
    .filter((mapping) => (mapping.to.kind === 'host' ? mapping.to.label === host.label : mapping.to.label === host.hostGroup))
    .toSorted((left, right) => Number(left.logicalDrive === null) - Number(right.logicalDrive === null) || left.lun - right.lun);
}

/** Moves logical drives between controllers; a failover is an event in the array's log. */
export function transferOwnership(
  world: World,
  array: ArrayState,
  drives: readonly LogicalDrive[],
  to: ControllerName,
  why: 'failover' | 'command',
): void {
  for (const drive of drives) {
    if (drive.current === to) continue;
    drive.current = to;
    if (why === 'failover' && drive.preferred !== to) {
      recordEvent(
        world,
        array,
        0x4011,
        'Critical',
        'Logical Drive not on preferred path due to ADT/RDAC failover',
        `Logical Drive ${drive.label}`,
      );
    }
  }
}

/** Gives every logical drive back to its preferred owner. Fails when all are there already, as the script command does. */
export function redistribute(world: World, array: ArrayState): Result<null> {
  const away = array.logicalDrives.filter((drive) => drive.current !== drive.preferred && usable(array, drive.preferred));
  if (away.length === 0) return failure('nothing-to-do', 'All logical drives are on their preferred owner.');
  for (const drive of away) transferOwnership(world, array, [drive], drive.preferred, 'command');
  return success(null);
}

/** Adds to the array's own event log, which keeps its latest 500. */
export function recordEvent(
  world: World,
  array: ArrayState,
  type: number,
  priority: ArrayEvent['priority'],
  description: string,
  component: string,
): void {
  const sequence = (array.events.at(-1)?.sequence ?? 0) + 1;
  array.events.push({ at: world.now(), sequence, type, priority, description, component });
  if (array.events.length > 500) array.events.splice(0, array.events.length - 500);
}

export function removeWhere<T>(list: T[], which: (item: T) => boolean): void {
  for (let at = list.length - 1; at >= 0; at -= 1) {
    const item = list[at];
    if (item !== undefined && which(item)) list.splice(at, 1);
  }
}
