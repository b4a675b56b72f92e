import { z } from 'zod';
import { leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { flag, text } from './facts.ts';
import { multipathSettings, noMultipathSettings, readMultipathSettings } from './multipath-settings.ts';
import { none } from './parameters.ts';
import { absence, mustMatch, unreadable } from './reading.ts';
import { answerOf } from './refusal.ts';
import { answerFields, noAnswer } from './section-answer.ts';
import { expectSections, sectioned } from './sections.ts';

/** What multipathd works with: its own defaults, the file, and of the built-in devices those that this host has. */
export const multipathConfiguration = defineProbe({
  name: 'multipath.configuration',
  title: 'Settings that multipathd works with',
  source: 'multipathd(8) and multipath.conf(5) of multipath-tools 0.9.4; captured on Debian 12',
  roles: ['dom0'],
  parameters: none,
  facts: z.strictObject({ ...answerFields, ...multipathSettings }),
  empty: { ...noAnswer, ...noMultipathSettings },
  command: () => '/sbin/multipathd show config local',
  read: (reading) => {
    const answer = answerOf(reading, /^(?:error|ERROR|.*: (?:error|can't|cannot|failed))/u);
    if (!answer.answered.value) return { ...answer, ...noMultipathSettings };
    return { ...answer, ...readMultipathSettings(reading.stdout, reading) };
  },
});

/** /etc/multipath.conf as it stands; what is in effect may be older. */
export const multipathFile = defineProbe({
  name: 'multipath.file',
  title: 'Settings in /etc/multipath.conf',
  source: 'multipath.conf(5) of multipath-tools 0.9.4',
  roles: ['dom0'],
  parameters: none,
  facts: z.strictObject({ present: flag, ...multipathSettings }),
  empty: { present: false, ...noMultipathSettings },
  command: () => '/bin/cat /etc/multipath.conf',
  read: (reading) => {
    const missing = absence(reading);
    if (missing !== null) return { present: missing, ...noMultipathSettings };
    if (reading.exit !== 0) unreadable('The file could not be read', reading.stderr[0]);
    return { present: leaf(true, reading.whole), ...readMultipathSettings(reading.stdout, reading) };
  },
});

/** WWIDs that multipath has made a map of before: `find_multipaths` goes by them. */
export const multipathKnownIds = defineProbe({
  name: 'multipath.knownIds',
  title: 'WWIDs that multipath knows, and the names that it has bound to WWIDs',
  source:
    'multipath(8) of multipath-tools 0.9.4: /etc/multipath/wwids has one between slashes a line, bindings a name and a WWID',
  roles: ['dom0'],
  parameters: none,
  facts: z.strictObject({
    present: flag,
    wwids: z.array(text),
    /** Names of user_friendly_names, which go by the order of arrival. */
    bindings: z.array(z.strictObject({ name: text, wwid: text })),
  }),
  empty: { present: false, wwids: [], bindings: [] },
  command: () =>
    sectioned([
      { name: 'wwids', run: '/bin/cat /etc/multipath/wwids' },
      { name: 'bindings', run: '/bin/cat /etc/multipath/bindings' },
    ]),
  read: (reading) => {
    const section = expectSections(reading, ['wwids', 'bindings']);
    const content = (name: string) =>
      section(name).lines.filter((line) => {
        const holds = !/^\s*(?:#.*)?$/u.test(line.text);
        if (!holds) reading.ignore(line);
        return holds;
      });
    const wwids = content('wwids').map((line) => mustMatch(line, /^\/(\S+)\/\s*$/du, 'A WWID between slashes').text(1));
    const bindings = content('bindings').map((line) => {
      const row = mustMatch(line, /^(\S+)\s+(\S+)\s*$/du, 'A name and a WWID');
      return { name: row.text(1), wwid: row.text(2) };
    });
    const { exit } = section('wwids');
    return { present: leaf(exit.value === 0, exit.at), wwids, bindings };
  },
});
