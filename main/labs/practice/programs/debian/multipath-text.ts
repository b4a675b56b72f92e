import { runningOf } from '../../world/debian/debian.ts';
import { configurationOf, sectionsOf, valueOf, type ConfigSection } from '../../world/debian/multipath/configuration.ts';
import { activePaths } from '../../world/debian/multipath/daemon.ts';
import { groupPriority, numbersOf } from '../../world/debian/multipath/maps.ts';
import { pathOfNode } from '../../world/debian/multipath/path-state.ts';
import { builtIn, deviceNodes, findMultipathsOf, settingsOf } from '../../world/debian/multipath/settings.ts';
import { addressOfPath } from '../../world/debian/iscsi/session.ts';
import { sessionOf } from '../../world/debian/iscsi/way.ts';
import type { MapPath, MultipathMap, PathGroup } from '../../world/debian/state.ts';
import type { Machine } from '../../world/machine.ts';
import { findDisk } from '../../world/storage/devices.ts';

function sizeText(bytes: number): string {
  const units = ['K', 'M', 'G', 'T'];
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return value < 10 ? `${value.toFixed(1)}${units[unit] ?? ''}` : `${String(Math.floor(value))}${units[unit] ?? ''}`;
}

function sizeOf(machine: Machine, map: MultipathMap): number {
  return findDisk(machine.world, machine.name, `dm-${String(map.minor)}`)?.sizeBytes ?? 0;
}

function features(map: MultipathMap): string {
  return map.queueing ? '1 queue_if_no_path' : '0';
}

function deviceState(machine: Machine, node: string): string {
  return pathOfNode(machine, node)?.state ?? 'running';
}

function groupState(map: MultipathMap, index: number): string {
  return map.groups[index]?.paths.length === 0 ? 'undef' : index === map.active ? 'active' : 'enabled';
}

function hcil(machine: Machine, node: string): string {
  const path = pathOfNode(machine, node);
  return path === undefined ? '#:#:#:#' : addressOfPath(path);
}

/** `multipath -ll`; with -l checkers and priorities are not asked. Columns of paths are as wide as the widest of all maps. */
export function topology(machine: Machine, maps: readonly MultipathMap[], asked: boolean): string {
  const all = maps.flatMap(({ groups }) => groups.flatMap(({ paths }) => paths));
  const columns = (path: MapPath): readonly string[] => [hcil(machine, path.node), path.node, numbersOf(machine, path.node), path.dm, asked ? path.checker : 'undef', deviceState(machine, path.node)];
  const widths = [0, 1, 2, 3, 4, 5].map((column) => Math.max(0, ...all.map((path) => (columns(path)[column] ?? '').length)));
  const row = (path: MapPath): string => columns(path).map((cell, index) => (index === 5 ? cell : cell.padEnd(widths[index] ?? 0))).join(' ');
  return maps.map((map) => {
    const head = `${map.name}${map.name === map.wwid ? '' : ` (${map.wwid})`} dm-${String(map.minor)} LIO-ORG,FILEIO\nsize=${sizeText(sizeOf(machine, map))} features='${features(map)}' hwhandler='1 alua' wp=rw\n`;
    return head + map.groups.map((group, index) => {
      const last = index === map.groups.length - 1;
      const title = `${last ? '`' : '|'}-+- policy='service-time 0' prio=${String(asked ? groupPriority(group) : 0)} status=${groupState(map, index)}\n`;
      return title + group.paths.map((path, at) => `${last ? ' ' : '|'} ${at === group.paths.length - 1 ? '`' : '|'}- ${row(path)}\n`).join('');
    }).join('');
  }).join('');
} // prettier-ignore

/** `multipathd show maps json`, with the very blanks of multipath-tools 0.9.4. */
export function mapsJson(machine: Machine, maps: readonly MultipathMap[]): string {
  const head = '{\n   "major_version": 0,\n   "minor_version": 1,\n';
  if (maps.length === 0) return `${head}   "maps": []\n}\n`;
  return `${head}   "maps": [${maps.map((map) => mapJson(machine, map)).join(',')}]\n}\n`;
}

function mapJson(machine: Machine, map: MultipathMap): string {
  const settings = settingsOf(machine, map.wwid);
  const queueing = settings.noPathRetry === 'fail' || !map.queueing ? 'off' : settings.noPathRetry === 'queue' ? 'on' : map.deadSince === null ? `${String(settings.noPathRetry)} chk` : `${String(Math.max(0, settings.noPathRetry * settings.pollingSeconds - Math.floor((machine.world.now() - map.deadSince) / 1_000)))} sec`;
  const fields: readonly (readonly [string, string | number])[] = [
    ['name', map.name], ['uuid', map.wwid], ['sysfs', `dm-${String(map.minor)}`], ['failback', settings.failback === 'manual' ? '-' : /^\d+$/u.test(settings.failback) ? Number(settings.failback) === 0 ? 'immediate' : settings.failback : settings.failback],
    ['queueing', queueing], ['paths', activePaths(map)], ['write_prot', 'rw'], ['dm_st', 'active'], ['features', features(map)], ['hwhandler', '1 alua'], ['action', ''], ['path_faults', map.faults],
    ['vend', 'LIO-ORG'], ['prod', 'FILEIO'], ['rev', '4.0'], ['switch_grp', map.switches], ['map_loads', map.loads], ['total_q_time', 0], ['q_timeouts', 0],
  ];
  return `{\n${fields.map(([name, value]) => `      "${name}" : ${JSON.stringify(value)},\n`).join('')}      "path_groups": [${map.groups.map((group, index) => groupJson(machine, map, group, index)).join(',')}]\n   }`;
} // prettier-ignore

function groupJson(machine: Machine, map: MultipathMap, group: PathGroup, index: number): string {
  const fields: readonly (readonly [string, string | number])[] = [['selector', 'service-time 0'], ['pri', groupPriority(group)], ['dm_st', groupState(map, index)], ['marginal_st', 'normal'], ['group', index + 1]];
  return `{\n${fields.map(([name, value]) => `         "${name}" : ${JSON.stringify(value)},\n`).join('')}         "paths": [${group.paths.map((path) => pathJson(machine, path)).join(',')}]\n      }`;
} // prettier-ignore

function pathJson(machine: Machine, path: MapPath): string {
  const scsi = pathOfNode(machine, path.node);
  const session = scsi === undefined ? undefined : sessionOf(machine, scsi);
  const fields: readonly (readonly [string, string | number])[] = [
    ['dev', path.node], ['dev_t', numbersOf(machine, path.node)], ['dm_st', path.dm], ['dev_st', deviceState(machine, path.node)], ['chk_st', path.checker], ['checker', 'tur'], ['pri', path.priority],
    ['host_wwnn', '[undef]'], ['target_wwnn', session?.array ?? '[undef]'], ['host_wwpn', '[undef]'], ['target_wwpn', '[undef]'], ['host_adapter', session?.state === 'up' ? session.source : '[undef]'],
    ['lun_hex', `0x${(scsi?.lun ?? 0).toString(16).padStart(4, '0')}000000000000`], ['marginal_st', 'normal'],
  ];
  return `{\n${fields.map(([name, value]) => `            "${name}" : ${JSON.stringify(value)}`).join(',\n')}\n         }`;
} // prettier-ignore

function mapPath(machine: Machine, node: string): MapPath | undefined {
  return runningOf(machine)
    .maps.flatMap(({ groups }) => groups.flatMap(({ paths }) => paths))
    .find((path) => path.node === node);
}

/** `multipathd show paths`. */
export function pathRows(machine: Machine): string {
  const rows = pathTable(machine);
  const header = ['hcil', 'dev', 'dev_t', 'pri', 'dm_st', 'chk_st', 'dev_st', 'next_check'];
  if (rows.length === 0) return '';
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)));
  return [header, ...rows].map((row, index) => `${row.map((cell, column) => (column === row.length - 1 && index > 0 ? cell : cell.padEnd(widths[column] ?? 0))).join(' ')}\n`).join('');
} // prettier-ignore

function pathTable(machine: Machine): readonly (readonly string[])[] {
  const { root } = configurationOf(machine);
  const maxPolling = Number(valueOf(sectionsOf(root, 'defaults'), 'max_polling_interval') ?? String(settingsOf(machine, '').pollingSeconds * 4));
  return runningOf(machine).scsi.paths.map((path) => {
    const inMap = mapPath(machine, path.node);
    const due = 1 + (Math.floor(machine.world.now() / 1_000) + path.lun) % maxPolling;
    const done = Math.round((due * 10) / maxPolling);
    return [addressOfPath(path), path.node, numbersOf(machine, path.node), String(inMap?.priority ?? -1), inMap?.dm ?? 'undef', inMap?.checker ?? 'undef', path.state, inMap === undefined ? 'orphan' : `${'X'.repeat(done)}${'.'.repeat(10 - done)} ${String(due)}/${String(maxPolling)}`];
  });
} // prettier-ignore

/** `show paths raw format '%d %t %T'`. */
export function rawPaths(machine: Machine, format: string): string {
  return runningOf(machine).scsi.paths.map((path) => {
    const inMap = mapPath(machine, path.node);
    const map = runningOf(machine).maps.find(({ groups }) => groups.some(({ paths }) => paths.some(({ node }) => node === path.node)));
    const values: Readonly<Record<string, string>> = { d: path.node, D: numbersOf(machine, path.node), t: inMap?.dm ?? 'undef', T: inMap?.checker ?? 'undef', o: path.state, i: addressOfPath(path), w: `3${path.naa}`, p: String(inMap?.priority ?? -1), m: map?.name ?? '[orphan]', s: 'LIO-ORG,FILEIO' };
    return `${unquoted(format).replace(/%(.)/gu, (whole, letter: string) => values[letter] ?? whole)}\n`;
  }).join('');
} // prettier-ignore

export function rawMaps(machine: Machine, format: string): string {
  return runningOf(machine).maps.map((map) => {
    const values: Readonly<Record<string, string>> = { n: map.name, w: map.wwid, d: `dm-${String(map.minor)}`, N: String(activePaths(map)), t: 'active', S: sizeText(sizeOf(machine, map)), f: features(map), s: 'LIO-ORG,FILEIO' };
    return `${unquoted(format).replace(/%(.)/gu, (whole, letter: string) => values[letter] ?? whole)}\n`;
  }).join('');
} // prettier-ignore

function unquoted(text: string): string {
  return text.replace(/^["']|["']$/gu, '');
}

/** Values that `show config` prints without quotation marks. */
const bare = /^-?\d+$/u;
/** Devices of the built-in blacklist. */
const listedDevices: readonly (readonly [string, string])[] = [['SGI', 'Universal Xport'], ['^DGC', 'LUNZ'], ['EMC', 'LUNZ'], ['DELL', 'Universal Xport'], ['FUJITSU', 'Universal Xport'], ['IBM', 'Universal Xport'], ['IBM', 'S/390'], ['LENOVO', 'Universal Xport'], ['(NETAPP|LSI|ENGENIO)', 'Universal Xport'], ['STK', 'Universal Xport'], ['SUN', 'Universal Xport'], ['(Intel|INTEL)', 'VTrak V-LUN'], ['Promise', 'VTrak V-LUN'], ['Promise', 'Vess V-LUN']]; // prettier-ignore

/** `multipathd show config local`: what holds, with what is built in. */
export function configText(machine: Machine): string {
  const { root } = configurationOf(machine);
  const defaults = sectionsOf(root, 'defaults');
  const print = (name: string, value: string): string => `\t${name} ${bare.test(value) ? value : `"${value}"`}\n`;
  const names = [...builtIn.map(([name]) => name)];
  const retry = valueOf(defaults, 'no_path_retry');
  if (retry !== undefined) names.splice(names.indexOf('rr_weight') + 1, 0, 'no_path_retry');
  const polling = valueOf(defaults, 'polling_interval') ?? '5';
  const value = (name: string): string => {
    const own = valueOf(defaults, name) ?? (name === 'max_polling_interval' ? String(Number(polling) * 4) : (builtIn.find(([one]) => one === name)?.[1] ?? ''));
    return name === 'find_multipaths' ? findMultipathsOf(own) : own;
  };
  const blacklist = sectionsOf(root, 'blacklist').flatMap(({ values }) => values).map(([name, pattern]) => `\t${name} "${pattern}"\n`);
  const devices = sectionsOf(root, 'devices').flatMap((section) => sectionsOf(section, 'device'));
  const ours = { name: 'device', values: [['vendor', 'LIO-ORG'], ['product', 'FILEIO']], sections: [] } as const;
  const section = (title: string, body: string): string => `${title} {\n${body}}\n`;
  const inner = (one: ConfigSection, title: string): string => `\t${title} {\n${one.values.map(([name, text]) => `\t${print(name, text)}`).join('')}\t}\n`;
  return [
    section('defaults', names.map((name) => print(name, value(name))).join('')),
    section('blacklist', `${blacklist.join('')}\tdevnode "!${deviceNodes}"\n${listedDevices.map(([vendor, product]) => `\tdevice {\n\t\tvendor "${vendor}"\n\t\tproduct "${product}"\n\t}\n`).join('')}`),
    section('blacklist_exceptions', '\tproperty "(SCSI_IDENT_|ID_WWN)"\n'),
    section('devices', (devices.length === 0 ? [ours] : devices).map((one) => inner(one, 'device')).join('')),
    section('overrides', sectionsOf(root, 'overrides').flatMap(({ values }) => values).map(([name, text]) => print(name, text)).join('')),
    section('multipaths', sectionsOf(root, 'multipaths').flatMap((one) => sectionsOf(one, 'multipath')).map((one) => inner(one, 'multipath')).join('')),
  ].join('');
} // prettier-ignore
