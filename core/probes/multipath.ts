import { z } from 'zod';
import { leaf } from './cited.ts';
import type { Cited } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { flag, integer, text } from './facts.ts';
import { none } from './parameters.ts';
import { matchLine, mustMatch, unreadable } from './reading.ts';
import type { LineMatch, Reading } from './reading.ts';
import { answerOf } from './refusal.ts';
import { answerFields, noAnswer } from './section-answer.ts';
import type { Line } from './text.ts';
import { tableOf } from './table.ts';

/** dm-multipath as `multipath` and `multipathd` show it. */

const path = z.strictObject({
  /** Host, channel, target and LUN: `3:0:0:0`; `#:#:#:#` when the device is gone. */
  hctl: text,
  device: text,
  numbers: text,
  /** `active`, `failed`, `undef`. */
  dmState: text,
  /** `ready`, `ghost` (a passive controller, and well), `faulty`, `shaky`, ... */
  checkState: text,
  /** `running`, `offline`, ...; the multipath-tools of RHEL 5 do not print it. */
  deviceState: text.nullable(),
});
const group = z.strictObject({ policy: text, priority: integer.nullable(), status: text, paths: z.array(path) });
const map = z.strictObject({
  name: text,
  wwid: text,
  device: text,
  vendor: text,
  product: text,
  size: text,
  features: text,
  hardwareHandler: text,
  writeProtect: text,
  groups: z.array(group),
});
type Map = z.infer<typeof map>;
type Group = z.infer<typeof group>;

const opening = /^(?:error|ERROR|need to be root|.*: (?:error|can't|cannot|failed)|.*multipath-tools)/u;

/** `multipath -ll`: maps, their path groups and the state of each path. */
export const multipathMaps = defineProbe({
  name: 'multipath.maps',
  title: 'Multipath maps and their paths',
  source: 'multipath-tools 0.9.4 libmultipath/print.c, captured on Debian 12; the older layout from published notes',
  roles: ['dom0'],
  parameters: none,
  facts: z.strictObject({ ...answerFields, maps: z.array(map) }),
  empty: { ...noAnswer, maps: [] },
  command: () => '/sbin/multipath -ll',
  read: (reading) => {
    const answer = answerOf(reading, opening);
    if (!answer.answered.value) return { ...answer, maps: [] };
    return { ...answer, maps: mapsOf(reading.stdout) };
  },
});

function mapsOf(lines: readonly Line[]): readonly Cited<Map>[] {
  const maps: (Omit<Cited<Map>, 'groups'> & {
    groups: (Omit<Cited<Group>, 'paths'> & { paths: Cited<z.infer<typeof path>>[] })[];
  })[] = [];
  let naming: LineMatch | null = null;
  for (const line of lines) {
    const named = matchLine(line, /^(?:(\S+) \(([0-9A-Za-z._:-]+)\)|(\S+)) ?(dm-[0-9]+) ([^,]*),(.*?)\s*$/du);
    if (named !== null) {
      if (naming !== null) unreadable('A map without its second line', naming.line);
      naming = named;
      continue;
    }
    if (naming !== null) {
      maps.push({ ...headOf(naming, line), groups: [] });
      naming = null;
      continue;
    }
    const current = maps[maps.length - 1];
    if (current === undefined) unreadable('A map was expected', line);
    const grouped =
      matchLine(line, /^[|`]-\+- policy='([^']*)' prio=(-?[0-9]+|undef) status=(\S+)\s*$/du) ??
      matchLine(line, /^\\_ (\S.*?) \[prio=(-?[0-9]+)\]\[(\w+)\]\s*$/du);
    if (grouped !== null) {
      current.groups.push({
        policy: grouped.text(1),
        priority: grouped.raw(2) === 'undef' ? leaf(null, grouped.at(2)) : grouped.integer(2),
        status: grouped.text(3),
        paths: [],
      });
      continue;
    }
    const last = current.groups[current.groups.length - 1];
    if (last === undefined) unreadable('A group of paths was expected', line);
    last.paths.push(pathOf(line));
  }
  if (naming !== null) unreadable('A map without its second line', naming.line);
  return maps;
}

function headOf(naming: LineMatch, line: Line): Omit<Cited<Map>, 'groups'> {
  const now = matchLine(line, /^size=(\S+) features='([^']*)' hwhandler='([^']*)' wp=(\S+)\s*$/du);
  const then =
    now ??
    mustMatch(
      line,
      /^\[size=([^\]]+)\]\[features=([^\]]*)\]\[hwhandler=([^\]]*)\](?:\[(\w+)\])?\s*$/du,
      'Size, features and hardware handler',
    );
  const wwid = naming.has(2) ? naming.text(2) : naming.text(3);
  return {
    name: naming.has(1) ? naming.text(1) : naming.text(3),
    wwid,
    device: naming.text(4),
    vendor: naming.text(5),
    product: naming.text(6),
    size: then.text(1),
    features: then.text(2),
    hardwareHandler: then.text(3),
    writeProtect: then.has(4) ? then.text(4) : leaf('', then.at(4)),
  };
}

function pathOf(line: Line): Cited<z.infer<typeof path>> {
  const now = matchLine(
    line,
    /^[| ] [|`]- ([0-9]+:[0-9]+:[0-9]+:[0-9]+|#:#:#:#) (\S+)\s+([0-9]+:[0-9]+|#:#)\s+(\w+)\s+(i\/o pending|i\/o timeout|\w+)\s+(\w+)\s*$/du,
  );
  if (now !== null) {
    return {
      hctl: now.text(1),
      device: now.text(2),
      numbers: now.text(3),
      dmState: now.text(4),
      checkState: now.text(5),
      deviceState: now.text(6),
    };
  }
  const then = mustMatch(
    line,
    /^ \\_ ([0-9]+:[0-9]+:[0-9]+:[0-9]+|#:#:#:#) (\S+)\s+([0-9]+:[0-9]+|#:#)\s*\[(\w+)\]\[(\w+)\]\s*$/du,
    'A path',
  );
  return {
    hctl: then.text(1),
    device: then.text(2),
    numbers: then.text(3),
    dmState: then.text(4),
    checkState: then.text(5),
    deviceState: leaf(null, then.at(0)),
  };
}

const daemonPath = z.strictObject({
  hctl: text,
  device: text,
  numbers: text,
  priority: integer,
  dmState: text,
  checkState: text,
  deviceState: text,
  /** False for a path that belongs to no map. */
  inMap: flag,
  /** When it is checked next, as printed. */
  nextCheck: text,
});

/** `multipathd show paths`: every path that the daemon watches. */
export const multipathPaths = defineProbe({
  name: 'multipath.paths',
  title: 'Paths that multipathd watches',
  source: 'multipath-tools 0.9.4, format "%i %d %D %p %t %T %o %C"; captured on Debian 12',
  roles: ['dom0'],
  parameters: none,
  facts: z.strictObject({ ...answerFields, paths: z.array(daemonPath) }),
  empty: { ...noAnswer, paths: [] },
  command: () => '/sbin/multipathd show paths',
  read: (reading) => {
    const answer = answerOf(reading, opening);
    if (!answer.answered.value) return { ...answer, paths: [] };
    return { ...answer, paths: pathsOf(reading) };
  },
});

function pathsOf(reading: Reading): readonly Cited<z.infer<typeof daemonPath>>[] {
  const rows = tableOf(reading, /^hcil\s+dev\s+dev_t\s+pri\s+dm_st\s+chk_st\s+dev_st\s+next_check\s*$/u, 'the list of paths');
  return rows.map((line) => {
    const row = mustMatch(
      line,
      /^(\S+)\s+(\S+)\s+(\S+)\s+(-?[0-9]+)\s+(\w+)\s+(i\/o pending|i\/o timeout|\w+)\s+(\w+)\s+(\S.*?)\s*$/du,
      'A path',
    );
    return {
      hctl: row.text(1),
      device: row.text(2),
      numbers: row.text(3),
      priority: row.integer(4),
      dmState: row.text(5),
      checkState: row.text(6),
      deviceState: row.text(7),
      inMap: leaf(row.raw(8) !== 'orphan' && !row.raw(8).startsWith('[orphan'), row.at(8)),
      nextCheck: row.text(8),
    };
  });
}
