import { z } from 'zod';
import { leaf } from './cited.ts';
import type { Leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { derivedText, flag, integer, text } from './facts.ts';
import { domainName } from './parameters.ts';
import type { Citation } from './probe.ts';
import { quotePosix } from './quote.ts';
import { cite, cutShort, unreadable } from './reading.ts';
import type { Reading } from './reading.ts';
import { readSExpressions } from './s-expression.ts';
import type { SExpression } from './s-expression.ts';
import { xmAnswer } from './xm.ts';

const disk = z.strictObject({
  /** vbd, or tap for blktap. */
  deviceClass: text,
  /** phy:/dev/sdb, tap:aio:/path, file:/path. */
  source: text,
  /** hda:disk or xvda. */
  device: text,
  /** The device without what follows its colon. */
  frontend: derivedText,
  mode: text,
});
const vif = z.strictObject({ mac: text, bridge: text });

const named = [
  'domid',
  'uuid',
  'name',
  'vcpus',
  'memory',
  'maxmem',
  'bootloader',
  'on_poweroff',
  'on_reboot',
  'on_crash',
  'state',
] as const;

const nothing = {
  exists: false,
  id: 0,
  uuid: '',
  name: '',
  vcpus: 0,
  memoryMebibytes: 0,
  maximumMebibytes: 0,
  bootloader: '',
  onPoweroff: '',
  onReboot: '',
  onCrash: '',
  state: '',
  disks: [],
  vifs: [],
  others: [],
};

export const xmDomain = defineProbe({
  name: 'xm.domain',
  title: 'One running domain, with the devices that it was started with',
  source: 'XendDomainInfo.py sxpr() and xm/main.py of Xen 3.0.3',
  roles: ['dom0'],
  parameters: z.strictObject({ name: domainName }),
  facts: z.strictObject({
    present: flag,
    answered: flag,
    refusal: text,
    /** False when xend answers that there is no such domain. */
    exists: flag,
    id: integer,
    uuid: text,
    name: text,
    vcpus: integer,
    memoryMebibytes: integer,
    maximumMebibytes: integer,
    bootloader: text,
    onPoweroff: text,
    onReboot: text,
    onCrash: text,
    state: text,
    disks: z.array(disk),
    vifs: z.array(vif),
    /** Everything else, by the names that lead to it. */
    others: z.array(z.strictObject({ path: derivedText, value: text })),
  }),
  empty: { present: false, answered: false, refusal: '', ...nothing },
  command: ({ name }) => `/usr/sbin/xm list -l ${quotePosix(name)}`,
  read: (reading) => {
    const answer = xmAnswer(reading);
    if (!answer.answered.value) {
      const { at } = answer.answered;
      const unknown = /^Error: Domain '.*' does not exist\.$/u.test(answer.refusal.value);
      const facts = { ...answer, answered: leaf(unknown, at), exists: leaf(false, at) };
      const none = leaf('', at);
      const zero = leaf(0, at);
      return {
        ...facts,
        ...{ id: zero, uuid: none, name: none, vcpus: zero, memoryMebibytes: zero, maximumMebibytes: zero, bootloader: none },
        ...{ onPoweroff: none, onReboot: none, onCrash: none, state: none, disks: [], vifs: [], others: [] },
      };
    }
    const { entries, at } = domainEntries(reading);
    const single = (name: string): Leaf<string> | null => {
      const found = entries.filter((entry) => entry.path === name);
      if (found.length > 1) unreadable(`${name} came twice`);
      return found[0]?.value ?? null;
    };
    const word = (name: string): Leaf<string> => single(name) ?? leaf('', at);
    const count = (name: string): Leaf<number> => {
      const value = single(name) ?? cutShort(`${name} is missing`);
      if (!/^[0-9]{1,12}$/u.test(value.value)) unreadable(`${name} is not a number`);
      return leaf(Number(value.value), value.at);
    };
    const devices = entries.filter((entry) => entry.device !== null);
    const known = new Set<string>(named);
    const structure = reading.stdout.filter((line) => /^[\s()]*[a-z_]*[\s()]*$/u.test(line.text));
    reading.ignore(...structure);
    return {
      ...answer,
      exists: leaf(true, at),
      id: count('domid'),
      uuid: word('uuid'),
      name: single('name') ?? cutShort('name is missing'),
      vcpus: count('vcpus'),
      memoryMebibytes: count('memory'),
      maximumMebibytes: count('maxmem'),
      bootloader: word('bootloader'),
      onPoweroff: word('on_poweroff'),
      onReboot: word('on_reboot'),
      onCrash: word('on_crash'),
      state: word('state'),
      disks: devices.flatMap(({ device }) => (device === null ? [] : diskOf(device))),
      vifs: devices.flatMap(({ device }) => (device === null ? [] : vifOf(device))),
      others: entries.filter((entry) => !known.has(entry.path)).map(({ path, value }) => ({ path: leaf(path, value.at), value })),
    };
  },
});

/** A leaf of the tree: the names that lead to it. `device` is set on the first leaf of a device, so that it is read once. */
interface Entry {
  readonly path: string;
  readonly value: Leaf<string>;
  readonly device: Device | null;
}
interface Device {
  readonly deviceClass: Leaf<string>;
  readonly fields: ReadonlyMap<string, Leaf<string>>;
  readonly at: Citation;
}

/** Flattens `(domain (name value) (image (linux (kernel value))) ...)` to `name`, `image/linux/kernel`, ... */
function domainEntries(reading: Reading): { readonly entries: readonly Entry[]; readonly at: Citation } {
  const [domain, second] = readSExpressions(reading.raw.stdout) ?? cutShort('the parentheses are not balanced');
  if (domain === undefined || !('list' in domain)) return cutShort('the domain is missing');
  if (second !== undefined) unreadable('More than one domain was printed');
  const [head, ...items] = domain.list;
  if (head === undefined || !('atom' in head) || head.atom.value !== 'domain')
    return unreadable('A domain was expected', reading.stdout[0]);
  const entries: Entry[] = [];
  for (const item of items) flatten(item, '', reading, entries);
  return { entries, at: cite(reading.stdout[0] ?? cutShort('the domain is missing')) };
}

function flatten(item: SExpression, prefix: string, reading: Reading, entries: Entry[]): void {
  if (!('list' in item)) return unreadable('A name and a value in parentheses were expected');
  const [head, ...rest] = item.list;
  if (head === undefined || !('atom' in head)) return unreadable('A name was expected after a parenthesis');
  const path = prefix === '' ? head.atom.value : `${prefix}/${head.atom.value}`;
  if (path === 'device') {
    const device = deviceOf(rest, item.at);
    let first = true;
    for (const [name, value] of device.fields) {
      entries.push({ path: `device/${device.deviceClass.value}/${name}`, value, device: first ? device : null });
      first = false;
    }
    return;
  }
  if (rest.length === 0) {
    entries.push({ path, value: leaf('', item.at), device: null });
    return;
  }
  for (const value of rest) {
    if ('atom' in value) entries.push({ path, value: value.atom, device: null });
    else flatten(value, path, reading, entries);
  }
}

/** `(device (vbd (uname phy:/dev/sdb) (dev hda:disk) (mode w)))` */
function deviceOf(rest: readonly SExpression[], at: Citation): Device {
  const [body, second] = rest;
  if (body === undefined || second !== undefined || !('list' in body)) return unreadable('One device was expected');
  const [head, ...pairs] = body.list;
  if (head === undefined || !('atom' in head)) return unreadable('The class of a device was expected');
  const fields = new Map<string, Leaf<string>>();
  for (const pair of pairs) {
    if (!('list' in pair)) return unreadable('A name and a value of a device were expected');
    const [name, value, more] = pair.list;
    if (name === undefined || !('atom' in name) || more !== undefined)
      return unreadable('A name and a value of a device were expected');
    if (fields.has(name.atom.value)) return unreadable(`${name.atom.value} of a device came twice`);
    if (value === undefined) fields.set(name.atom.value, leaf('', pair.at));
    else if ('atom' in value) fields.set(name.atom.value, value.atom);
    else return unreadable('A value of a device was expected');
  }
  return { deviceClass: head.atom, fields, at };
}

function diskOf({ deviceClass, fields, at }: Device) {
  if (deviceClass.value !== 'vbd' && deviceClass.value !== 'tap') return [];
  const field = (name: string): Leaf<string> => fields.get(name) ?? leaf('', at);
  const device = field('dev');
  return [
    {
      deviceClass,
      source: field('uname'),
      device,
      frontend: leaf(device.value.replace(/:.*$/u, ''), device.at),
      mode: field('mode'),
    },
  ];
}

function vifOf({ deviceClass, fields, at }: Device) {
  if (deviceClass.value !== 'vif') return [];
  const field = (name: string): Leaf<string> => fields.get(name) ?? leaf('', at);
  return [{ mac: field('mac'), bridge: field('bridge') }];
}
