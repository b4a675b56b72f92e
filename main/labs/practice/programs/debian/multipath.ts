import { findDisk } from '../../world/storage/devices.ts';
import { runningOf } from '../../world/debian/debian.ts';
import { configurationOf } from '../../world/debian/multipath/configuration.ts';
import { activePaths, daemonRuns, pathsIn, reconfigure, schedulePathCheck } from '../../world/debian/multipath/daemon.ts';
import { coalesce, flushMap, wwidOf } from '../../world/debian/multipath/maps.ts';
import { forgetWwid, knownWwids, rememberWwid } from '../../world/debian/multipath/names.ts';
import { blacklistedBy } from '../../world/debian/multipath/settings.ts';
import type { MultipathMap } from '../../world/debian/state.ts';
import type { Program, ProgramCall } from '../program.ts';
import { configText, mapsJson, pathRows, rawMaps, rawPaths, topology } from './multipath-text.ts';

function mapNamed(call: ProgramCall, name: string): MultipathMap | undefined {
  const wanted = name.replace(/^\/dev\/mapper\//u, '').replace(/^\/dev\//u, '');
  return runningOf(call.machine).maps.find(
    (map) => map.name === wanted || map.wwid === wanted || `dm-${String(map.minor)}` === wanted,
  );
}

function complain(call: ProgramCall): void {
  for (const line of configurationOf(call.machine).complaints) call.writeError(`${line}\n`);
}

/** multipath of multipath-tools 0.9.4: -ll, -l, -v LEVEL, -r, -f, -F, -a, -w, -W, -c. */
export const multipath: Program = async (call) => {
  const { machine } = call;
  const words = call.args.filter((word) => !word.startsWith('-'));
  const letters = call.args.filter((word) => /^-[a-zA-Z]/u.test(word));
  const has = (letter: string): boolean => letters.some((word) => word.includes(letter) && !/^-v\d/u.test(word));
  await call.sleep(120);
  complain(call);
  if (letters.includes('-ll') || letters.includes('-l')) {
    const maps = runningOf(machine).maps.filter((map) => words.length === 0 || words.some((word) => mapNamed(call, word) === map));
    call.write(topology(machine, maps, letters.includes('-ll')));
    return 0;
  }
  if (has('a')) return add(call, words);
  if (has('w')) {
    const wwid = words[0] ?? '';
    if (wwid !== '' && forgetWwid(machine, wwid)) call.write(`wwid '${wwid}' removed\n`);
    return 0;
  }
  if (has('W')) {
    for (const known of knownWwids(machine)) if (!runningOf(machine).maps.some((map) => map.wwid === known)) forgetWwid(machine, known);
    for (const map of runningOf(machine).maps) rememberWwid(machine, map.wwid);
    call.write('successfully reset wwids\n');
    return 0;
  }
  if (has('f')) {
    const map = mapNamed(call, words[0] ?? '');
    if (map === undefined) {
      call.writeError(`${words[0] ?? ''} is not a multipath map\n`);
      return 1;
    }
    if (flushMap(machine, map)) return 0;
    call.writeError(`${map.name}: map in use\n`);
    return 1;
  }
  if (has('F')) return [...runningOf(machine).maps].map((map) => flushMap(machine, map)).includes(false) ? 1 : 0;
  if (has('c')) {
    const node = (words[0] ?? '').replace(/^\/dev\//u, '');
    const path = runningOf(machine).scsi.paths.find((one) => one.node === node);
    const valid = path !== undefined && runningOf(machine).maps.some((map) => map.wwid === wwidOf(path));
    call.write(valid ? `${words[0] ?? ''} is a valid multipath device path\n` : `${words[0] ?? ''} is not a valid multipath device path\n`);
    return valid ? 0 : 1;
  }
  for (const line of coalesce(machine)) if (/addmap|reload/u.test(line)) call.write(`${line.replace(/: (addmap|reload) .*/u, (_whole, verb: string) => (verb === 'addmap' ? ': create' : ': reload'))}\n`); // prettier-ignore
  schedulePathCheck(machine, 0);
  return 0;
}; // prettier-ignore

/** -a: a WWID enters the list of known ones; by a device, or by itself. */
function add(call: ProgramCall, words: readonly string[]): number {
  const { machine } = call;
  for (const word of words) {
    const node = word.replace(/^\/dev\//u, '');
    const path = runningOf(machine).scsi.paths.find((one) => one.node === node);
    const wwid = path === undefined ? word : wwidOf(path);
    if (path === undefined && findDisk(call.world, machine.name, node) !== undefined) {
      call.writeError(`${word}: is not a multipath device\n`);
      return 1;
    }
    if (path !== undefined && blacklistedBy(machine, node, wwid) !== null) {
      call.writeError(`${node}: device is blacklisted\n`);
      return 1;
    }
    rememberWwid(machine, wwid);
    call.write(`wwid '${wwid}' added\n`);
  }
  return 0;
}

/** multipathd as a client of the daemon: `multipathd show ...`, `multipathd -k"show ..."`, reconfigure, fail and reinstate of paths. */
export const multipathd: Program = async (call) => {
  const { machine } = call;
  const inline = call.args.find((word) => word.startsWith('-k'));
  const words = (inline === undefined ? call.args.filter((word) => !word.startsWith('-')) : inline.slice(2).split(/\s+/u)).filter((word) => word !== '');
  if (words.length === 0) return 0;
  await call.sleep(60);
  if (!daemonRuns(machine)) {
    // Its socket would start it, as long as systemd listens there.
    call.writeError('error: connecting to multipathd socket: Connection refused\n');
    call.write('');
    return 1;
  }
  const [verb = '', what = '', ...rest] = words;
  if (verb === 'show' || verb === 'list') {
    call.write(shown(call, what, rest));
    return 0;
  }
  if (verb === 'reconfigure') {
    await call.sleep(400);
    reconfigure(machine);
    call.write('ok\n');
    return 0;
  }
  const node = rest[0] ?? '';
  const path = runningOf(machine).maps.flatMap(pathsIn).find((one) => one.node === node);
  if ((verb === 'fail' || verb === 'reinstate') && what === 'path' && path !== undefined) {
    path.dm = verb === 'fail' ? 'failed' : 'active';
    schedulePathCheck(machine);
    call.write('ok\n');
    return 0;
  }
  if (verb === 'resize' || verb === 'del' || verb === 'add') {
    call.write('ok\n');
    return 0;
  }
  call.write('fail\n');
  return 1;
}; // prettier-ignore

function shown(call: ProgramCall, what: string, rest: readonly string[]): string {
  const { machine } = call;
  const { maps } = runningOf(machine);
  switch (what) {
    case 'maps':
    case 'multipaths':
      if (rest[0] === 'json') return mapsJson(machine, maps);
      if (rest[0] === 'raw') return rawMaps(machine, rest.slice(2).join(' '));
      if (rest[0] === 'topology') return topology(machine, maps, true);
      return maps.length === 0 ? '' : `name     sysfs uuid                             \n${maps.map((map) => `${map.name.padEnd(8)} dm-${String(map.minor)}  ${map.wwid}\n`).join('')}`;
    case 'map':
      return topology(machine, maps.filter((map) => map.name === rest[0]), true);
    case 'topology':
      return topology(machine, maps, true);
    case 'paths':
      return rest[0] === 'raw' ? rawPaths(machine, rest.slice(2).join(' ')) : pathRows(machine);
    case 'config':
      return configText(machine);
    case 'status':
      return `path checker states:\nup                  ${String(maps.reduce((sum, map) => sum + activePaths(map), 0))}\n\npaths: ${String(runningOf(machine).scsi.paths.length)}\nbusy: False\n`;
    case 'daemon':
      return `pid ${String(runningOf(machine).units['multipathd.service']?.pid ?? 0)} idle\n`;
    default:
      return 'fail\n';
  }
} // prettier-ignore
