import { z } from 'zod';
import { leaf } from './cited.ts';
import type { Leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { derivedText, flag, integer, text } from './facts.ts';
import { none } from './parameters.ts';
import { quotePosix } from './quote.ts';
import { cutShort, mustMatch, unreadable } from './reading.ts';
import type { Reading } from './reading.ts';
import { answerOf } from './refusal.ts';
import type { Answer } from './refusal.ts';
import { tableOf } from './table.ts';
import type { Line } from './text.ts';
import { readXml } from './xml.ts';

const answerShape = { present: flag, answered: flag, refusal: text };
const unanswered = { present: false, answered: false, refusal: '' };

function virshAnswer(reading: Reading): Answer {
  return answerOf(reading, /^(error: |virsh: error: |libvir: )/u);
}

/** Rows below a heading and a ruler; a blank line ends the table. */
function rowsOf(reading: Reading, heading: RegExp, what: string): readonly Line[] {
  const [ruler, ...rows] = tableOf(reading, heading, what);
  if (ruler === undefined) return cutShort(`${what} has no ruler`);
  if (!/^-{10,}$/u.test(ruler.text)) unreadable('A ruler was expected', ruler);
  reading.ignore(ruler);
  const [last] = reading.stdout.slice(-1);
  if (last?.text !== '') return cutShort(`${what} does not end in a blank line`);
  return rows.slice(0, -1);
}

export const virshDomains = defineProbe({
  name: 'virsh.domains',
  title: 'Domains that libvirt knows, running or not',
  source: 'virsh.c of libvirt 0.2.3',
  roles: ['dom0'],
  parameters: none,
  facts: z.strictObject({
    ...answerShape,
    domains: z.array(z.strictObject({ id: integer.nullable(), name: text, state: text })),
  }),
  empty: { ...unanswered, domains: [] },
  command: () => '/usr/bin/virsh list --all',
  read: (reading) => {
    const answer = virshAnswer(reading);
    if (!answer.answered.value) return { ...answer, domains: [] };
    const domains = rowsOf(reading, /^ *Id Name +State$/u, 'the list of domains').map((line) => {
      const match = mustMatch(
        line,
        /^ *([0-9]+|-) (\S+) +(no state|idle|blocked|running|paused|in shutdown|shut off|crashed)$/du,
        'A domain',
      );
      const id = match.raw(1) === '-' ? leaf<number | null>(null, match.at(1)) : match.integer(1);
      return { id, name: match.text(2), state: match.text(3) };
    });
    return { ...answer, domains };
  },
});

export const virshNetworks = defineProbe({
  name: 'virsh.networks',
  title: 'Virtual networks that libvirt knows',
  source: 'virsh.c of libvirt 0.2.3',
  roles: ['dom0'],
  parameters: none,
  facts: z.strictObject({ ...answerShape, networks: z.array(z.strictObject({ name: text, active: flag, autostart: flag })) }),
  empty: { ...unanswered, networks: [] },
  command: () => '/usr/bin/virsh net-list --all',
  read: (reading) => {
    const answer = virshAnswer(reading);
    if (!answer.answered.value) return { ...answer, networks: [] };
    const networks = rowsOf(reading, /^Name +State +Autostart *$/u, 'the list of networks').map((line) => {
      const match = mustMatch(line, /^(\S+) +(active|inactive) +(yes|no|no autostart) *$/du, 'A network');
      return {
        name: match.text(1),
        active: leaf(match.raw(2) === 'active', match.at(2)),
        autostart: leaf(match.raw(3) === 'yes', match.at(3)),
      };
    });
    return { ...answer, networks };
  },
});

export const virshNetwork = defineProbe({
  name: 'virsh.network',
  title: 'One virtual network: its bridge, address, forwarding and leases',
  source: 'qemud/conf.c of libvirt 0.2.3 (virsh net-dumpxml)',
  roles: ['dom0'],
  parameters: z.strictObject({ name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/u, 'the name of a network') }),
  facts: z.strictObject({
    ...answerShape,
    name: text,
    uuid: text,
    /** There is an element `forward`: guests are routed or translated to the outside. */
    forwards: flag,
    /** The host's adapter that it is bound to; '' for any. */
    forwardDevice: text,
    forwardMode: text,
    bridge: text,
    address: text,
    netmask: text,
    ranges: z.array(z.strictObject({ start: text, end: text })),
    hosts: z.array(z.strictObject({ mac: text, address: text })),
    others: z.array(z.strictObject({ path: derivedText, value: text })),
  }),
  empty: {
    ...unanswered,
    name: '',
    uuid: '',
    forwards: false,
    forwardDevice: '',
    forwardMode: '',
    bridge: '',
    address: '',
    netmask: '',
    ranges: [],
    hosts: [],
    others: [],
  },
  command: ({ name }) => `/usr/bin/virsh net-dumpxml ${quotePosix(name)}`,
  read: (reading) => {
    const answer = virshAnswer(reading);
    const { at } = answer.answered;
    const values = answer.answered.value
      ? (readXml(reading.raw.stdout) ?? cutShort('the description is no whole XML document'))
      : [];
    const single = (path: string): Leaf<string> => {
      const found = values.filter((value) => value.path === path);
      if (found.length > 1) unreadable(`${path} came twice`);
      return found[0]?.value ?? leaf('', at);
    };
    if (answer.answered.value && !values.some((value) => value.path === 'network/name'))
      unreadable('This describes no network', reading.stdout[0]);
    const attributes = (element: string, name: string) => values.filter((value) => value.path === `${element}/@${name}`);
    const beside = (element: number, path: string): Leaf<string> =>
      values.find((value) => value.element === element && value.path === path)?.value ?? leaf('', at);
    const range = 'network/ip/dhcp/range';
    const host = 'network/ip/dhcp/host';
    const forward = values.find((value) => value.path === 'network/forward' || value.path.startsWith('network/forward/@'));
    const known = new Set([
      ...[
        'network/name',
        'network/uuid',
        'network/forward/@dev',
        'network/forward/@mode',
        'network/bridge/@name',
        'network/ip/@address',
      ],
      ...['network/ip/@netmask', `${range}/@start`, `${range}/@end`, `${host}/@mac`, `${host}/@ip`],
    ]);
    reading.ignore(...reading.stdout.filter((line) => answer.answered.value && /^\s*<\/?[a-z]+>\s*$/u.test(line.text)));
    return {
      ...answer,
      name: single('network/name'),
      uuid: single('network/uuid'),
      forwards: leaf(forward !== undefined, forward?.value.at ?? at),
      forwardDevice: single('network/forward/@dev'),
      forwardMode: single('network/forward/@mode'),
      bridge: single('network/bridge/@name'),
      address: single('network/ip/@address'),
      netmask: single('network/ip/@netmask'),
      ranges: attributes(range, 'start').map(({ element, value }) => ({ start: value, end: beside(element, `${range}/@end`) })),
      hosts: attributes(host, 'mac').map(({ element, value }) => ({ mac: value, address: beside(element, `${host}/@ip`) })),
      others: values.filter((value) => !known.has(value.path)).map(({ path, value }) => ({ path: leaf(path, value.at), value })),
    };
  },
});
