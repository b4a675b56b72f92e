import { z } from 'zod';
import { leaf } from './cited.ts';
import type { Cited, Leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { flag, integer, text } from './facts.ts';
import { none } from './parameters.ts';
import type { attribute } from './pieces.ts';
import { attributes } from './pieces.ts';
import { mustMatch, unreadable } from './reading.ts';
import { answerOf } from './refusal.ts';
import { answerFields, noAnswer } from './section-answer.ts';
import { expectSections, sectioned } from './sections.ts';
import type { Line } from './text.ts';

type Attribute = Cited<z.infer<typeof attribute>>;

/** Seconds and choices that decide how long I/O waits for a session that is lost. */
const timing = {
  /** `automatic`: logged in at boot; `manual`; `onboot`. */
  startup: text.nullable(),
  /** Seconds that I/O waits for a lost session before it fails and another path is tried. */
  replacementTimeout: integer.nullable(),
  /** Seconds between two pings, and that an answer is waited for. 0: no pings. */
  pingInterval: integer.nullable(),
  pingTimeout: integer.nullable(),
  /** Seconds that a login is waited for, and how many are tried at the beginning. */
  loginTimeout: integer.nullable(),
  loginRetries: integer.nullable(),
};

const node = z.strictObject({ target: text, portal: text, port: integer, ...timing, settings: attributes });

/** `KEY = VALUE` as open-iscsi writes it; a value that is missing is `<empty>` or nothing. A key that comes twice ends the parse. */
function settingOf(line: Line, before: readonly Attribute[]): Attribute {
  const row = mustMatch(line, /^\s*([A-Za-z][A-Za-z0-9_.[\]]*)\s*=\s*(.*?)\s*$/du, 'A setting of open-iscsi');
  if (before.some(({ name }) => name.value === row.raw(1))) unreadable('A setting came twice', line);
  return { name: row.text(1), value: row.text(2) };
}

function timingOf(settings: readonly Attribute[], whole: Leaf<string>['at']) {
  const find = (name: string): Leaf<string> | undefined => settings.find((one) => one.name.value === name)?.value;
  const number = (name: string): Leaf<number | null> => {
    const found = find(name);
    if (found === undefined) return leaf(null, whole);
    if (!/^-?[0-9]{1,9}$/u.test(found.value)) return unreadable(`${name} is no number`);
    return leaf(Number(found.value), found.at);
  };
  return {
    startup: find('node.startup') ?? leaf(null, whole),
    replacementTimeout: number('node.session.timeo.replacement_timeout'),
    pingInterval: number('node.conn[0].timeo.noop_out_interval'),
    pingTimeout: number('node.conn[0].timeo.noop_out_timeout'),
    loginTimeout: number('node.conn[0].timeo.login_timeout'),
    loginRetries: number('node.session.initial_login_retry_max'),
  };
}

/** `iscsiadm -m node -o show`: records of the portals that this host knows. Their settings were copied at discovery, and keep what they were. */
export const iscsiNodes = defineProbe({
  name: 'iscsi.nodes',
  title: 'Portals that the initiator knows, with the settings of each',
  source: 'iscsiadm(8) of open-iscsi 2.1.8; captured on Debian 12',
  roles: ['dom0'],
  parameters: none,
  facts: z.strictObject({ ...answerFields, nodes: z.array(node) }),
  empty: { ...noAnswer, nodes: [] },
  command: () => '/sbin/iscsiadm -m node -o show',
  read: (reading) => {
    const answer = answerOf(reading, /^iscsiadm: /u);
    if (!answer.answered.value) return { ...answer, nodes: [] };
    const records: { readonly opening: Line; readonly settings: Attribute[]; closed: boolean }[] = [];
    for (const line of reading.stdout) {
      const current = records[records.length - 1];
      if (/^# BEGIN RECORD\b/u.test(line.text)) {
        if (current?.closed === false) unreadable('A record begins within another', line);
        records.push({ opening: line, settings: [], closed: false });
        reading.ignore(line);
      } else if (/^# END RECORD\s*$/u.test(line.text)) {
        if (current?.closed !== false) unreadable('A record ends that has not begun', line);
        current.closed = true;
        reading.ignore(line);
      } else if (line.text.trim() === '') {
        reading.ignore(line);
      } else {
        if (current?.closed !== false) unreadable('A record was expected', line);
        current.settings.push(settingOf(line, current.settings));
      }
    }
    const [last] = records.slice(-1);
    if (last?.closed === false) unreadable('A record has no end', last.opening);
    const nodes = records.map(({ opening, settings }) => {
      const must = (name: string): Leaf<string> =>
        settings.find((one) => one.name.value === name)?.value ?? unreadable(`A record lacks ${name}`, opening);
      const port = must('node.conn[0].port');
      if (!/^[0-9]{1,5}$/u.test(port.value)) unreadable('A port was expected', opening);
      const own = ['node.name', 'node.conn[0].address', 'node.conn[0].port'];
      return {
        target: must('node.name'),
        portal: must('node.conn[0].address'),
        port: leaf(Number(port.value), port.at),
        ...timingOf(settings, { stream: 'stdout', start: opening.start, end: opening.end }),
        settings: settings.filter(({ name }) => !own.includes(name.value)),
      };
    });
    for (const [index, one] of nodes.entries()) {
      const same = nodes.findIndex((other) => other.target.value === one.target.value && other.portal.value === one.portal.value);
      if (same !== index) unreadable(`The portal ${one.portal.value} came twice`);
    }
    return { ...answer, nodes };
  },
});

/** The initiator's own name, and the settings that portals get which are discovered from now on. */
export const iscsiInitiator = defineProbe({
  name: 'iscsi.initiator',
  title: "The initiator's name, and its settings for new portals",
  source: 'iscsid.conf and initiatorname.iscsi of open-iscsi 2.1.8; captured on Debian 12',
  roles: ['dom0'],
  parameters: none,
  facts: z.strictObject({
    present: flag,
    /** '' where there is none, or where the package has left it to be made at the first start. */
    name: text,
    ...timing,
    settings: attributes,
  }),
  empty: {
    present: false,
    name: '',
    startup: null,
    replacementTimeout: null,
    pingInterval: null,
    pingTimeout: null,
    loginTimeout: null,
    loginRetries: null,
    settings: [],
  },
  command: () =>
    sectioned([
      { name: 'name', run: '/bin/cat /etc/iscsi/initiatorname.iscsi' },
      { name: 'settings', run: '/bin/cat /etc/iscsi/iscsid.conf' },
    ]),
  read: (reading) => {
    const section = expectSections(reading, ['name', 'settings']);
    const content = (name: string) =>
      section(name).lines.filter((line) => {
        const holds = !/^\s*(?:#.*)?$/u.test(line.text);
        if (!holds) reading.ignore(line);
        return holds;
      });
    const [named, second] = content('name');
    if (second !== undefined) unreadable('One name was expected', second);
    const nameless = named === undefined || /^GenerateName=/u.test(named.text);
    if (named !== undefined && nameless) reading.ignore(named);
    const name = nameless
      ? leaf('', section('name').whole)
      : mustMatch(named, /^InitiatorName=(\S+)\s*$/du, 'The name of the initiator').text(1);
    const settings: Attribute[] = [];
    for (const line of content('settings')) settings.push(settingOf(line, settings));
    const { exit, whole } = section('settings');
    return {
      present: leaf(exit.value === 0, exit.at),
      name,
      ...timingOf(settings, whole),
      settings,
    };
  },
});
