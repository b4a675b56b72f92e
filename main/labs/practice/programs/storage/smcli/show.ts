import { clockText } from '../../../world/clock.ts';
import { freeBytes } from '../../../world/storage/array.ts';
import { attachedTo } from '../../../world/storage/fabric.ts';
import type { ArrayState, ControllerState, LogicalDrive } from '../../../world/storage/state.ts';
import type { World } from '../../../world/world.ts';

/** `2.000 GB (2,147,483,648 Bytes)` and its first half. */
function capacityText(bytes: number): string {
  const unit = bytes >= 1024 ** 4 ? 'TB' : bytes >= 1024 ** 3 ? 'GB' : 'MB';
  const factor = { TB: 1024 ** 4, GB: 1024 ** 3, MB: 1024 ** 2 }[unit];
  return `${(bytes / factor).toFixed(3)} ${unit}`;
}

function wide(bytes: number): string {
  return `${capacityText(bytes)} (${String(bytes).replace(/\B(?=(?:[0-9]{3})+$)/gu, ',')} Bytes)`;
}

function pairs(hex: string): string {
  return (hex.match(/../gu) ?? []).join(':');
}

function field(label: string, value: string, indent: number): string {
  return `${' '.repeat(indent)}${`${label}:`.padEnd(36 - indent)}${value}\n`;
}

/** Health as the array tells it: what is offline, and what is not where it should be. */
export function healthText(array: ArrayState): string {
  const failures: string[] = [];
  for (const controller of Object.values(array.controllers)) {
    if (controller.availability === 'online') continue;
    const title = {
      offline: 'Offline Controller',
      service: 'Controller in Service Mode',
      failed: 'Failed Controller - Controller is not responding',
    }[controller.availability];
    failures.push(
      `${title}\n  Storage Subsystem: ${array.name}\n  Component reporting problem: Controller in slot ${controller.name}\n    Status: ${stateWord(controller)}\n`,
    );
  }
  for (const drive of array.logicalDrives) {
    if (drive.current === drive.preferred) continue;
    failures.push(
      `Logical Drive Not On Preferred Path\n  Storage Subsystem: ${array.name}\n  Preferred owner: Controller in slot ${drive.preferred}\n` +
        `  Current owner: Controller in slot ${drive.current}\n  Affected array: ${String(drive.group)}\n    Logical Drive: ${drive.label}\n`,
    );
  }
  return failures.length === 0
    ? 'Storage subsystem health status = optimal.\n'
    : `The following failures have been found:\n${failures.join('\n')}`;
}

function stateWord(controller: ControllerState): string {
  return { online: 'Online', offline: 'Offline', service: 'Service Mode', failed: 'Failed' }[controller.availability];
}

export function logicalDriveText(drive: LogicalDrive): string {
  return [
    field('Logical Drive name', drive.label, 0),
    '\n',
    field('Logical Drive status', 'Optimal', 3),
    '\n',
    field('Capacity', wide(drive.capacityBytes), 3),
    field('Logical Drive ID', pairs(drive.wwid), 3),
    field('Subsystem ID (SSID)', String(drive.subsystemId), 3),
    field('Associated array', String(drive.group), 3),
    field('RAID level', String(drive.raidLevel), 3),
    '\n',
    field('Preferred owner', `Controller in slot ${drive.preferred}`, 3),
    field('Current owner', `Controller in slot ${drive.current}`, 3),
    field('Segment size', `${String(drive.segmentKilobytes)} KB`, 3),
  ].join('');
}

export function logicalDrivesText(array: ArrayState): string {
  const width = Math.max(25, ...array.logicalDrives.map((drive) => drive.label.length + 2));
  const rows = array.logicalDrives.map(
    (drive) =>
      `      ${drive.label.padEnd(width)}Optimal  ${capacityText(drive.capacityBytes).padEnd(12)}${String(drive.raidLevel).padEnd(12)}${String(drive.group)}\n`,
  );
  const head = `      ${'NAME'.padEnd(width)}STATUS   CAPACITY    RAID LEVEL  ARRAY\n`;
  return [
    'STANDARD LOGICAL DRIVES------------------------------\n\nSUMMARY\n',
    `   Number of standard logical drives: ${String(array.logicalDrives.length)}\n\n`,
    rows.length === 0 ? '' : `${head}${rows.join('')}\n`,
    'DETAILS\n\n',
    array.logicalDrives.map(logicalDriveText).join('\n'),
  ].join('');
}

export function mappingsText(array: ArrayState): string {
  const rows = array.mappings
    .toSorted(
      (left, right) =>
        Number(right.logicalDrive === null) - Number(left.logicalDrive === null) ||
        left.to.label.localeCompare(right.to.label) ||
        left.lun - right.lun,
    )
    .map((mapping) => {
      const drive = array.logicalDrives.find((candidate) => candidate.label === mapping.logicalDrive);
      return [
        mapping.logicalDrive ?? 'Access Logical Drive',
        String(mapping.lun),
        drive?.current ?? 'A,B',
        `${mapping.to.kind === 'hostGroup' ? 'Host Group' : 'Host'} ${mapping.to.label}`,
        'Optimal',
      ];
    });
  const partitions = new Set(array.mappings.map((mapping) => mapping.to.label)).size;
  const table = [['Logical Drive Name', 'LUN', 'Controller', 'Accessible by', 'Logical Drive status'], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)) + 2);
  const lines = table.map((row) => `   ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('')}\n`);
  return `MAPPINGS (Storage Partitioning - Enabled (${String(partitions)} of 64 used))-------------------\n\n${lines.join('')}`;
}

export function topologyText(array: ArrayState): string {
  const hostText = (label: string, indent: number): string => {
    const host = array.hosts.find((candidate) => candidate.label === label);
    const ports = array.hostPorts.filter((port) => port.host === label);
    return [
      field('Host', label, indent),
      ...ports.map(
        (port) =>
          `${field('Host Port', port.wwpn, indent + 3)}${field('Alias', port.label, indent + 6)}${field('Host type', host?.hostType ?? '', indent + 6)}`,
      ),
    ].join('');
  };
  const groups = array.hostGroups.map((group) => {
    const hosts = array.hosts.filter((host) => host.hostGroup === group);
    return `${field('Host Group', group, 3)}${hosts.map((host) => hostText(host.label, 6)).join('')}\n`;
  });
  const alone = array.hosts.filter((host) => host.hostGroup === null).map((host) => `${hostText(host.label, 3)}\n`);
  return `TOPOLOGY DEFINITIONS\n\n   DEFAULT GROUP\n${field('Default type', 'Linux', 6)}\n${groups.join('')}${alone.join('')}`;
}

function controllerText(world: World, array: ArrayState, controller: ControllerState): string {
  const ports = controller.ports.map((port) => {
    const cable = world.state.storage.cables.find(
      (candidate) =>
        candidate.plugged &&
        candidate.from.kind === 'controller' &&
        candidate.from.array === array.name &&
        candidate.from.controller === controller.name &&
        candidate.from.port === port.port,
    );
    const up = cable !== undefined && attachedTo(world, cable.switch, cable.switchPort)?.active === true;
    return [
      `         Host interface:                     Fibre\n`,
      field('Channel', String(port.port), 12),
      field('World-wide port identifier', port.wwpn, 12),
      field('Link status', up ? 'Up' : 'Down', 12),
      field('Maximum data rate', '4 Gbps', 12),
      field('Current data rate', up ? '2 Gbps' : 'Not available', 12),
    ].join('');
  });
  return [
    `   Controller in Enclosure 85, Slot ${controller.name}\n\n`,
    field('Status', stateWord(controller), 6),
    '      Current configuration\n',
    field('Firmware version', array.firmware, 9),
    field('Appware version', array.firmware, 12),
    field('NVSRAM version', array.nvsram, 9),
    field('Board ID', '4884', 6),
    field('Product ID', array.product, 6),
    field('Product revision', array.revision, 6),
    field('Serial number', controller.serial, 6),
    field('IP address', controller.address, 9),
    ...ports,
    '\n',
  ].join('');
}

export function controllersText(world: World, array: ArrayState, which: readonly ('A' | 'B')[]): string {
  return `CONTROLLERS------------------------------\n\nNumber of controllers: ${String(which.length)}\n\n${which.map((name) => controllerText(world, array, array.controllers[name])).join('')}`;
}

/** The drives as `show allDrives summary` lists them, which is also a part of the profile. */
export function drivesText(array: ArrayState): string {
  const drives = array.drives.map(
    (drive) =>
      `      ${`${String(drive.tray)}, ${String(drive.slot)}`.padEnd(13)}${drive.status.padEnd(10)}${capacityText(drive.capacityBytes).padEnd(13)}Fibre  ${drive.group === null ? 'Unassigned' : 'Assigned'}\n`,
  );
  return `DRIVES------------------------------\n\nSUMMARY\n   Number of drives: ${String(array.drives.length)}\n\n      TRAY, SLOT   STATUS    CAPACITY     TYPE   USAGE\n${drives.join('')}`;
}

export function profileText(world: World, array: ArrayState): string {
  const assigned = array.drives.filter((drive) => drive.group !== null).length;
  const groups = array.driveGroups.map((group) => {
    const members = array.drives
      .filter((drive) => drive.group === group.number)
      .map((drive) => `${String(drive.tray)},${String(drive.slot)}`);
    return `   Array ${String(group.number)} (RAID ${String(group.raidLevel)})\n${field('Status', 'Online', 6)}${field('Drives', members.join(' '), 6)}${field('Free capacity', capacityText(freeBytes(array, group.number)), 6)}\n`;
  });
  return [
    `PROFILE FOR STORAGE SUBSYSTEM: ${array.name} (${clockText(world.now(), 'date')})\n\n`,
    'SUMMARY------------------------------\n\n',
    field('Number of controllers', '2', 3),
    field('Number of arrays', String(array.driveGroups.length), 3),
    field('Total number of logical drives used', String(array.logicalDrives.length), 3),
    field('Number of drives', `${String(array.drives.length)} (${String(assigned)} assigned)`, 3),
    field('Machine type and model', array.model, 3),
    field('Serial number', array.serial, 3),
    field('Storage Subsystem worldwide identifier (ID)', `  ${array.wwid}`, 3),
    field('Firmware version', array.firmware, 3),
    field('NVSRAM version', array.nvsram, 3),
    '\n',
    controllersText(world, array, ['A', 'B']),
    `ARRAYS------------------------------\n\nNumber of arrays: ${String(array.driveGroups.length)}\n\n${groups.join('')}`,
    logicalDrivesText(array),
    '\n',
    drivesText(array),
    '\n',
    mappingsText(array),
    '\n',
    topologyText(array),
  ].join('');
}

/** The event log as `save storageSubsystem allEvents` writes it, newest first. */
export function eventsText(array: ArrayState, criticalOnly: boolean): string {
  return array.events
    .toReversed()
    .filter((event) => !criticalOnly || event.priority === 'Critical')
    .map(
      (event) =>
        `Date/Time: ${clockText(event.at, 'date')}\nSequence number: ${String(event.sequence)}\nEvent type: ${event.type.toString(16).toUpperCase()}\n` +
        `Description: ${event.description}\nPriority: ${event.priority}\nComponent type: ${event.component.split(' ').slice(0, -1).join(' ')}\nComponent location: ${event.component}\n`,
    )
    .join('\n');
}
