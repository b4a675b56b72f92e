import { z } from 'zod';
import { leaf } from './cited.ts';
import type { Leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { derivedText, flag, integer, text } from './facts.ts';
import { readAssignments } from './python-assignments.ts';
import type { PythonValue } from './python-assignments.ts';
import { quotePosix } from './quote.ts';
import { absence, unreadable } from './reading.ts';
import { visible } from './text.ts';

const disk = z.strictObject({
  /** As written: phy:/dev/sdb,xvda,w */
  text,
  /** phy, file, tap:aio: what stands before the path. */
  kind: text,
  /** Device or file in dom0. */
  source: text,
  /** Name in the guest, as written. */
  device: text,
  mode: text,
});
const vif = z.strictObject({ text, mac: text, bridge: text });

export const guestConfiguration = defineProbe({
  name: 'guest.configuration',
  title: 'What a guest is to be started with',
  source: 'Article, listings 10, 11 and 13; xm/create.py of Xen 3.0.3, which runs the file as Python',
  roles: ['dom0'],
  parameters: z.strictObject({ name: z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}$/u, 'the name of a guest') }),
  facts: z.strictObject({
    present: flag,
    name: text,
    uuid: text,
    /** The UUID's 32 digits without dashes, in lower case: it may be written either way. */
    uuidDigits: derivedText,
    memoryMebibytes: integer.nullable(),
    maximumMebibytes: integer.nullable(),
    vcpus: integer.nullable(),
    bootloader: text,
    kernel: text,
    onPoweroff: text,
    onReboot: text,
    onCrash: text,
    disks: z.array(disk),
    vifs: z.array(vif),
    /** Every other assignment: text, numbers and lists item by item. */
    others: z.array(z.strictObject({ name: text, value: text })),
  }),
  empty: {
    present: false,
    name: '',
    uuid: '',
    uuidDigits: '',
    memoryMebibytes: null,
    maximumMebibytes: null,
    vcpus: null,
    bootloader: '',
    kernel: '',
    onPoweroff: '',
    onReboot: '',
    onCrash: '',
    disks: [],
    vifs: [],
    others: [],
  },
  command: ({ name }) => `/bin/cat /etc/xen/${quotePosix(name)}`,
  read: (reading) => {
    const missing = absence(reading);
    if (missing === null && reading.exit !== 0) unreadable('The file could not be read', reading.stderr[0]);
    const assignments = missing === null ? readAssignments(reading) : [];
    const whole = reading.whole;
    const find = (name: string): PythonValue | null => assignments.findLast((one) => one.name.value === name)?.value ?? null;
    for (const [index, { name }] of assignments.entries()) {
      if (assignments.findIndex((other) => other.name.value === name.value) !== index)
        unreadable(`${name.value} is assigned twice`);
    }
    const word = (name: string): Leaf<string> => {
      const value = find(name);
      if (value === null) return leaf('', whole);
      return value.kind === 'text' ? value.text : unreadable(`${name} is no text`);
    };
    const count = (name: string): Leaf<number | null> => {
      const value = find(name);
      if (value === null) return leaf<number | null>(null, whole);
      // xm takes a number in quotes as well.
      const digits = value.kind === 'list' ? '' : value.text.value;
      if (!/^[0-9]{1,9}$/u.test(digits) || value.kind === 'list') return unreadable(`${name} is no number`);
      return leaf<number | null>(Number(digits), value.text.at);
    };
    const items = (name: string): readonly Leaf<string>[] => {
      const value = find(name);
      if (value === null) return [];
      return value.kind === 'list' ? value.items : unreadable(`${name} is no list`);
    };
    const known = new Set([
      'name',
      'uuid',
      'memory',
      'maxmem',
      'vcpus',
      'bootloader',
      'kernel',
      'on_poweroff',
      'on_reboot',
      'on_crash',
      'disk',
      'vif',
    ]);
    const uuid = word('uuid');
    return {
      present: missing ?? leaf(true, whole),
      name: word('name'),
      uuid,
      uuidDigits: leaf(uuid.value.replaceAll('-', '').toLowerCase(), uuid.at),
      memoryMebibytes: count('memory'),
      maximumMebibytes: count('maxmem'),
      vcpus: count('vcpus'),
      bootloader: word('bootloader'),
      kernel: word('kernel'),
      onPoweroff: word('on_poweroff'),
      onReboot: word('on_reboot'),
      onCrash: word('on_crash'),
      disks: items('disk').map((item) => diskOf(item, reading.raw.stdout)),
      vifs: items('vif').map((item) => vifOf(item, reading.raw.stdout)),
      others: assignments
        .filter((one) => !known.has(one.name.value))
        .flatMap(({ name, value }) =>
          (value.kind === 'list' ? value.items : [value.text]).map((item) => ({ name, value: item })),
        ),
    };
  },
});

/** A part of a leaf's bytes, by offsets from its beginning. */
function partOf(item: Leaf<string>, bytes: string, from: number, to: number): Leaf<string> {
  const start = item.at.start + from;
  const end = item.at.start + to;
  return leaf(visible(bytes.slice(start, end)), { stream: 'stdout', start, end });
}

/** `KIND:SOURCE,DEVICE,MODE`, where the kind of a blktap disk has a colon of its own. */
function diskOf(item: Leaf<string>, bytes: string) {
  const raw = bytes.slice(item.at.start, item.at.end);
  const found = /^((?:tap:[a-z0-9]+|[a-z]+):)?([^,]*),([^,]*),([^,]*)$/du.exec(raw);
  const range = (group: number): readonly [number, number] => found?.indices?.[group] ?? [0, 0];
  if (found === null)
    return { text: item, kind: leaf('', item.at), source: leaf('', item.at), device: leaf('', item.at), mode: leaf('', item.at) };
  const part = (group: number): Leaf<string> => partOf(item, bytes, ...range(group));
  const [, kindEnd] = range(1);
  return { text: item, kind: partOf(item, bytes, 0, Math.max(0, kindEnd - 1)), source: part(2), device: part(3), mode: part(4) };
}

/** `mac=...,bridge=...` */
function vifOf(item: Leaf<string>, bytes: string) {
  const raw = bytes.slice(item.at.start, item.at.end);
  const field = (name: string): Leaf<string> => {
    const found = new RegExp(`(?:^|,)\\s*${name}=([^,]*)`, 'du').exec(raw)?.indices?.[1];
    return found === undefined ? leaf('', item.at) : partOf(item, bytes, ...found);
  };
  return { text: item, mac: field('mac'), bridge: field('bridge') };
}
