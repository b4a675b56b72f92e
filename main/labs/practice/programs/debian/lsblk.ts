import { runningOf } from '../../world/debian/debian.ts';
import { addressOfPath } from '../../world/debian/iscsi/session.ts';
import { lunOf, sessionOf } from '../../world/debian/iscsi/way.ts';
import { pathOfNode } from '../../world/debian/multipath/path-state.ts';
import { kernelName, volumesOf, type Volume } from '../../world/storage/volumes.ts';
import type { Program, ProgramCall } from '../program.ts';
import { options } from '../unix/call-files.ts';
import { tagsOf, volumeAt } from './disks.ts';

interface Row {
  readonly values: Readonly<Record<string, string | number | boolean | null>>;
  readonly children: readonly Row[];
}

const shortColumns = ['NAME', 'MAJ:MIN', 'RM', 'SIZE', 'RO', 'TYPE', 'MOUNTPOINTS'];

/** lsblk of util-linux 2.38: -J, -b, -o COLUMNS, -f, -n, -d, -p, -r, DEVICE. */
export const lsblk: Program = async (call) => {
  const { given, values, operands } = options(call, 'oexI', ['output', 'exclude']);
  await call.sleep(50);
  const columns = (values.get('o') ?? values.get('output'))?.toUpperCase().split(',') ?? (given.has('f') ? ['NAME', 'FSTYPE', 'FSVER', 'LABEL', 'UUID', 'FSAVAIL', 'FSUSE%', 'MOUNTPOINTS'] : shortColumns);
  const all = volumesOf(call.world, call.machine.name);
  const wanted = operands.map((word) => ({ word, volume: volumeAt(call, word) }));
  const missing = wanted.find(({ volume }) => volume === null);
  if (missing !== undefined) {
    call.writeError(`lsblk: ${missing.word}: not a block device\n`);
    return 32;
  }
  const roots = operands.length > 0 ? wanted.flatMap(({ volume }) => volume ?? []) : all.filter((one) => one.partition === null && one.logical === null && one.device.behind.kind !== 'map');
  const sorted = operands.length > 0 ? roots : [...roots].sort((left, right) => (kernelName(left) < kernelName(right) ? -1 : 1));
  const rows = sorted.map((volume) => rowOf(call, all, volume, given));
  if (given.has('J') || given.has('json')) call.write(`{\n   "blockdevices": [\n${jsonRows(rows, columns, 6)}\n   ]\n}\n`);
  else call.write(textRows(rows, columns, given));
  return 0;
}; // prettier-ignore

function childrenOf(call: ProgramCall, all: readonly Volume[], volume: Volume): readonly Volume[] {
  const parts = volume.partition === null ? all.filter((one) => one.partition !== null && one.logical === null && one.device === volume.device) : [];
  const maps = volume.partition === null && volume.device.behind.kind === 'scsi' ? runningOf(call.machine).maps.filter(({ groups }) => groups.some(({ paths }) => paths.some(({ node }) => node === volume.device.name))) : [];
  const over = all.filter((one) => one.partition === null && one.logical === null && one.device.behind.kind === 'map' && maps.some(({ minor }) => minor === one.minor));
  const logical = all.filter((one) => one.logical !== null && volume.logical === null && one.device === volume.device && one.partition?.number === volume.partition?.number);
  return [...parts, ...over, ...logical];
} // prettier-ignore

function rowOf(call: ProgramCall, all: readonly Volume[], volume: Volume, given: ReadonlySet<string>): Row {
  const { behind } = volume.device;
  const path = behind.kind === 'scsi' && volume.partition === null ? pathOfNode(call.machine, volume.device.name) : undefined;
  const inMap = behind.kind === 'scsi' && runningOf(call.machine).maps.some(({ groups }) => groups.some(({ paths }) => paths.some(({ node }) => node === volume.device.name)));
  const tags = inMap ? null : tagsOf(call, volume);
  const mounted = call.machine.state.mounts.filter(({ device }) => device === volume.path).map((one) => one.path);
  const type = volume.logical !== null ? 'lvm' : volume.partition !== null ? 'part' : behind.kind === 'map' ? 'mpath' : 'disk';
  const state = path === undefined ? (volume.major === 253 ? 'running' : null) : path.state === 'offline' ? 'offline' : { up: 'running', failed: 'blocked', offline: 'transport-offline' }[sessionOf(call.machine, path)?.state ?? 'up'];
  const name = volume.path.replace(/^\/dev\/(mapper\/)?/u, '');
  const row: Row['values'] = {
    NAME: given.has('p') ? volume.path : name,
    KNAME: kernelName(volume),
    PATH: volume.path,
    'MAJ:MIN': `${String(volume.major)}:${String(volume.minor)}`,
    RM: false,
    SIZE: given.has('b') || given.has('bytes') ? volume.sizeBytes : sizeText(volume.sizeBytes),
    RO: volume.device.readOnly,
    TYPE: type,
    MOUNTPOINT: mounted[0] ?? null,
    MOUNTPOINTS: mounted[0] ?? null,
    MODEL: path === undefined ? null : 'FILEIO',
    VENDOR: path === undefined ? (behind.kind === 'local' && volume.partition === null ? '0x1af4' : null) : 'LIO-ORG ',
    SERIAL: path === undefined ? null : (lunOf(call.world, call.machine, path)?.serial ?? null),
    WWN: path === undefined ? null : `0x${path.naa.slice(0, 32)}`,
    HCTL: path === undefined ? null : addressOfPath(path),
    TRAN: path === undefined ? (behind.kind === 'local' && volume.partition === null ? 'virtio' : null) : 'iscsi',
    STATE: state,
    FSTYPE: inMap && volume.partition === null ? 'mpath_member' : (tags?.get('TYPE') ?? null),
    LABEL: tags?.get('LABEL') ?? null,
    UUID: tags?.get('UUID') ?? null,
    PKNAME: volume.partition === null ? null : volume.device.name,
    PARTUUID: tags?.get('PARTUUID') ?? null,
    PTTYPE: volume.disk.partitions === null ? null : 'dos',
  };
  return { values: row, children: given.has('d') || given.has('nodeps') ? [] : childrenOf(call, all, volume).map((child) => rowOf(call, all, child, given)) };
} // prettier-ignore

function sizeText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < 4) {
    value /= 1024;
    unit += 1;
  }
  const rounded = Math.round(value * 10) / 10;
  return `${Number.isInteger(rounded) ? String(rounded) : rounded.toFixed(1)}${['B', 'K', 'M', 'G', 'T'][unit] ?? ''}`;
}

function jsonRows(rows: readonly Row[], columns: readonly string[], depth: number): string {
  const pad = ' '.repeat(depth);
  const items = rows.map(({ values, children }) => {
    const members = columns.map((column) => (column === 'MOUNTPOINTS' ? `${pad}   "mountpoints": [\n${pad}       ${JSON.stringify(values[column] ?? null)}\n${pad}   ]` : `${pad}   "${column.toLowerCase()}": ${JSON.stringify(values[column] ?? null)}`));
    const below = children.length === 0 ? [] : [`${pad}   "children": [\n${jsonRows(children, columns, depth + 6)}\n${pad}   ]`];
    return `{\n${[...members, ...below].join(',\n')}\n${pad}}`;
  });
  return `${pad}${items.join(',')}`;
} // prettier-ignore

function textRows(rows: readonly Row[], columns: readonly string[], given: ReadonlySet<string>): string {
  const lines: string[][] = [];
  const list = given.has('r') || given.has('l') || given.has('raw');
  const visit = (row: Row, prefix: string, last: boolean, top: boolean): void => {
    lines.push(columns.map((column) => {
      const value = row.values[column] ?? '';
      const text = typeof value === 'boolean' ? (value ? '1' : '0') : String(value);
      return column === 'NAME' && !top && !list ? `${prefix}${last ? '└─' : '├─'}${text}` : text;
    }));
    for (const [index, child] of row.children.entries()) visit(child, top ? '' : `${prefix}${last ? '  ' : '│ '}`, index === row.children.length - 1, false);
  };
  for (const row of rows) visit(row, '', true, true);
  if (!given.has('n') && !given.has('noheadings')) lines.unshift([...columns]);
  const right = new Set(['MAJ:MIN', 'RM', 'SIZE', 'RO']);
  const widths = columns.map((_column, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  return lines.map((line) => `${line.map((text, index) => (right.has(columns[index] ?? '') && columns[index] !== 'MAJ:MIN' ? text.padStart(widths[index] ?? 0) : index === line.length - 1 ? text : text.padEnd(widths[index] ?? 0))).join(' ')}\n`).join('');
} // prettier-ignore
