import { z } from 'zod';
import { leaf } from './cited.ts';
import type { Leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { integer, text } from './facts.ts';
import { none } from './parameters.ts';
import { attributes, Pairs, pairOf } from './pieces.ts';
import type { Pair } from './pieces.ts';
import { matchLine, mustMatch, unreadable } from './reading.ts';
import type { LineMatch, Reading } from './reading.ts';
import { answerOf } from './refusal.ts';
import { answerFields, noAnswer } from './section-answer.ts';
import type { Line } from './text.ts';

const disk = z.strictObject({ channel: integer, target: integer, lun: integer, name: text, state: text });
const session = z.strictObject({
  /** iSCSI name of the array. */
  targetName: text,
  portal: text,
  port: integer,
  portalGroup: integer,
  persistentPortal: text.nullable(),
  initiatorName: text.nullable(),
  interfaceAddress: text.nullable(),
  sessionId: integer.nullable(),
  connectionState: text.nullable(),
  sessionState: text.nullable(),
  /** Seconds that I/O waits for a lost session before it fails and another path is tried. */
  recoveryTimeout: integer.nullable(),
  host: integer.nullable(),
  hostState: text.nullable(),
  disks: z.array(disk),
  attributes,
});

interface Gathered {
  readonly target: LineMatch;
  readonly portal: LineMatch;
  readonly pairs: Pair[];
  host: LineMatch | null;
  readonly disks: { readonly place: LineMatch; readonly disk: LineMatch }[];
}

/** `iscsiadm -m session -P 3`: sessions, their timeouts and the disks that came through each. */
export const iscsiSessions = defineProbe({
  name: 'iscsi.sessions',
  title: 'iSCSI sessions and their disks',
  source: 'open-iscsi 2.1.8, captured on Debian 12',
  roles: ['dom0'],
  parameters: none,
  facts: z.strictObject({ ...answerFields, sessions: z.array(session) }),
  empty: { ...noAnswer, sessions: [] },
  command: () => '/sbin/iscsiadm -m session -P 3',
  read: (reading) => {
    const answer = answerOf(reading, /^iscsiadm: /u);
    if (!answer.answered.value) return { ...answer, sessions: [] };
    return { ...answer, sessions: gathered(reading).map(sessionOf) };
  },
});

function gathered(reading: Reading): readonly Gathered[] {
  const sessions: Gathered[] = [];
  const targets = new Set<string>();
  let target: LineMatch | null = null;
  let place: LineMatch | null = null;
  for (const line of reading.stdout) {
    const current = sessions[sessions.length - 1];
    if (isFrame(line)) {
      reading.ignore(line);
    } else if (line.text.startsWith('Target: ')) {
      target = mustMatch(line, /^Target: (\S+)(?: \((?:non-)?flash\))?\s*$/du, 'A target');
      if (targets.has(target.raw(1))) unreadable('A target came twice', line);
      targets.add(target.raw(1));
      reading.ignore(line);
    } else if (/^\tCurrent Portal: /u.test(line.text)) {
      const portal = mustMatch(line, /^\tCurrent Portal: (\S+):([0-9]+),([0-9]+)\s*$/du, 'A portal');
      if (target === null) unreadable('A portal without a target', line);
      sessions.push({ target, portal, pairs: [], host: null, disks: [] });
    } else if (current === undefined) {
      unreadable('A session was expected', line);
    } else if (/^\t\tHost Number: /u.test(line.text)) {
      if (current.host !== null) unreadable('A host came twice', line);
      current.host = mustMatch(line, /^\t\tHost Number: ([0-9]+)\tState: (\S+)\s*$/du, 'A host');
    } else if (/^\t\tscsi[0-9]/u.test(line.text)) {
      if (place !== null) unreadable('A place without a disk', place.line);
      place = mustMatch(line, /^\t\tscsi([0-9]+) Channel ([0-9]+) Id ([0-9]+) Lun: ([0-9]+)\s*$/du, 'The place of a disk');
      if (place.integer(1).value !== current.host?.integer(1).value) unreadable('A disk of another host', line);
    } else if (/^\t\t\tAttached scsi disk /u.test(line.text)) {
      const found = matchLine(line, /^\t\t\tAttached scsi disk (\S+)\t+State: (\S+)\s*$/du);
      if (found === null || place === null) unreadable('A disk was expected', line);
      current.disks.push({ place, disk: found });
      place = null;
    } else {
      const from = line.text.length - line.text.trimStart().length;
      const pair = pairOf({ line, from, to: line.text.trimEnd().length, text: line.text.trim() });
      current.pairs.push(pair ?? unreadable('A property of a session was expected', line));
    }
  }
  if (place !== null) unreadable('A place without a disk', place.line);
  return sessions;
}

/** Versions, rulers and headings. */
function isFrame(line: Line): boolean {
  return /^(?:iSCSI Transport Class version \S+|version \S+|\s*\*+|\s*(?:Interface|Timeouts|CHAP|Negotiated iSCSI params|Attached SCSI devices):|)\s*$/u.test(
    line.text,
  );
}

function sessionOf({ target, portal, pairs, host, disks }: Gathered) {
  const own = new Pairs(pairs);
  const nothing = leaf(null, portal.at(0));
  const value = (key: string): Leaf<string | null> => own.take(key)?.value ?? nothing;
  const number = (key: string): Leaf<number | null> => {
    const pair = own.take(key);
    if (pair === null) return nothing;
    if (!/^[0-9]{1,9}$/u.test(pair.value.value)) unreadable('A number was expected', pair.line);
    return leaf(Number(pair.value.value), pair.value.at);
  };
  return {
    targetName: target.text(1),
    portal: portal.text(1),
    port: portal.integer(2),
    portalGroup: portal.integer(3),
    persistentPortal: value('Persistent Portal'),
    initiatorName: value('Iface Initiatorname'),
    interfaceAddress: value('Iface IPaddress'),
    sessionId: number('SID'),
    connectionState: value('iSCSI Connection State'),
    sessionState: value('iSCSI Session State'),
    recoveryTimeout: number('Recovery Timeout'),
    host: host?.integer(1) ?? nothing,
    hostState: host?.text(2) ?? nothing,
    disks: disks.map(({ place, disk: found }) => ({
      channel: place.integer(2),
      target: place.integer(3),
      lun: place.integer(4),
      name: found.text(1),
      state: found.text(2),
    })),
    attributes: own.rest(),
  };
}
