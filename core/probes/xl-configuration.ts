import { z } from 'zod';
import { leaf } from './cited.ts';
import type { Leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { derivedText, flag, integer, text } from './facts.ts';
import { absolutePath } from './parameters.ts';
import { readAssignments } from './python-assignments.ts';
import type { PythonValue } from './python-assignments.ts';
import { quotePosix } from './quote.ts';
import { absence, unreadable } from './reading.ts';
import { visible } from './text.ts';

const disk = z.strictObject({
  /** As written. */
  text,
  /** Device or file in dom0. */
  target: text,
  /** `raw`, `qcow2`, ...; raw where it is left out. */
  format: derivedText,
  /** Name in the guest. */
  vdev: text,
  writable: flag,
  /** Prefix of the old way to write it, `phy` or `file`; '' for the new one. */
  prefix: text,
});
const vif = z.strictObject({ text, mac: text, bridge: text });

/** A guest's file as xl takes it (xl.cfg(5)): assignments of text, numbers and lists. */
export const xlConfiguration = defineProbe({
  name: 'xl.configuration',
  title: 'What a guest is to be started with, by its file for xl',
  source: 'xl.cfg(5), xl-disk-configuration(5) and xl-network-configuration(5) of Xen 4.17',
  roles: ['dom0'],
  parameters: z.strictObject({ file: absolutePath }),
  facts: z.strictObject({
    present: flag,
    name: text,
    uuid: text,
    /** `pv`, `pvh`, `hvm`; '' where it is left out, and then it is pv or hvm by what else is said. */
    type: text,
    memoryMebibytes: integer.nullable(),
    maximumMebibytes: integer.nullable(),
    vcpus: integer.nullable(),
    bootloader: text,
    kernel: text,
    ramdisk: text,
    extra: text,
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
    type: '',
    memoryMebibytes: null,
    maximumMebibytes: null,
    vcpus: null,
    bootloader: '',
    kernel: '',
    ramdisk: '',
    extra: '',
    onPoweroff: '',
    onReboot: '',
    onCrash: '',
    disks: [],
    vifs: [],
    others: [],
  },
  command: ({ file }) => `/bin/cat ${quotePosix(file)}`,
  read: (reading) => {
    const missing = absence(reading);
    if (missing === null && reading.exit !== 0) unreadable('The file could not be read', reading.stderr[0]);
    const assignments = missing === null ? readAssignments(reading) : [];
    const { whole } = reading;
    for (const [index, { name }] of assignments.entries()) {
      if (assignments.findIndex((other) => other.name.value === name.value) !== index)
        unreadable(`${name.value} is assigned twice`);
    }
    const known = new Set<string>();
    const find = (name: string): PythonValue | null => {
      known.add(name);
      return assignments.find((one) => one.name.value === name)?.value ?? null;
    };
    const word = (name: string): Leaf<string> => {
      const value = find(name);
      if (value === null) return leaf('', whole);
      return value.kind === 'text' ? value.text : unreadable(`${name} is no text`);
    };
    const count = (name: string): Leaf<number | null> => {
      const value = find(name);
      if (value === null) return leaf(null, whole);
      if (value.kind === 'list' || !/^[0-9]{1,9}$/u.test(value.text.value)) return unreadable(`${name} is no number`);
      return leaf(Number(value.text.value), value.text.at);
    };
    const items = (name: string): readonly Leaf<string>[] => {
      const value = find(name);
      if (value === null) return [];
      return value.kind === 'list' ? value.items : unreadable(`${name} is no list`);
    };
    const bytes = reading.raw.stdout;
    return {
      present: missing ?? leaf(true, whole),
      name: word('name'),
      uuid: word('uuid'),
      type: word('type'),
      memoryMebibytes: count('memory'),
      maximumMebibytes: count('maxmem'),
      vcpus: count('vcpus'),
      bootloader: word('bootloader'),
      kernel: word('kernel'),
      ramdisk: word('ramdisk'),
      extra: word('extra'),
      onPoweroff: word('on_poweroff'),
      onReboot: word('on_reboot'),
      onCrash: word('on_crash'),
      disks: items('disk').map((item) => diskOf(item, bytes)),
      vifs: items('vif').map((item) => ({
        text: item,
        mac: fieldOf(item, bytes, 'mac'),
        bridge: fieldOf(item, bytes, 'bridge'),
      })),
      others: assignments
        .filter((one) => !known.has(one.name.value))
        .flatMap(({ name, value }) =>
          (value.kind === 'list' ? value.items : [value.text]).map((item) => ({ name, value: item })),
        ),
    };
  },
});

function part(item: Leaf<string>, bytes: string, range: readonly [number, number] | undefined): Leaf<string> {
  if (range === undefined) return leaf('', item.at);
  const [start, end] = [item.at.start + range[0], item.at.start + range[1]];
  return leaf(visible(bytes.slice(start, end)), { stream: 'stdout', start, end });
}

/** `mac=...,bridge=...` */
function fieldOf(item: Leaf<string>, bytes: string, name: string): Leaf<string> {
  const raw = bytes.slice(item.at.start, item.at.end);
  return part(item, bytes, new RegExp(`(?:^|,)\\s*${name}=([^,]*)`, 'du').exec(raw)?.indices?.[1]);
}

/** `TARGET,FORMAT,VDEV,ACCESS`, `PREFIX:TARGET,VDEV,ACCESS`, or `key=value` of which `target=` is last. */
function diskOf(item: Leaf<string>, bytes: string) {
  const raw = bytes.slice(item.at.start, item.at.end);
  const keyed = /(?:^|,)\s*target=(.*)$/du.exec(raw);
  if (keyed !== null) {
    const access = fieldOf(item, bytes, 'access').value;
    return finished(item, {
      target: part(item, bytes, keyed.indices?.[1]),
      format: fieldOf(item, bytes, 'format'),
      vdev: fieldOf(item, bytes, 'vdev'),
      access,
      prefix: leaf('', item.at),
    });
  }
  const old = /^(phy|file|raw|qcow2?|vhd):([^,]*),\s*([^,]*),\s*([^,]*)$/du.exec(raw);
  if (old !== null) {
    return finished(item, {
      target: part(item, bytes, old.indices?.[2]),
      format: leaf(/^(?:phy|file|raw)$/u.test(old[1] ?? '') ? '' : (old[1] ?? ''), item.at),
      vdev: part(item, bytes, old.indices?.[3]),
      access: old[4] ?? '',
      prefix: part(item, bytes, old.indices?.[1]),
    });
  }
  const fields = /^\s*([^,=]*?)\s*,\s*([^,=]*?)\s*(?:,\s*([^,=]*?)\s*)?(?:,\s*([^,=]*?)\s*)?$/du.exec(raw);
  return finished(item, {
    target: part(item, bytes, fields?.indices?.[1]),
    format: part(item, bytes, fields?.indices?.[2]),
    vdev: part(item, bytes, fields?.indices?.[3]),
    access: fields?.[4] ?? '',
    prefix: leaf('', item.at),
  });
}

interface DiskParts {
  readonly target: Leaf<string>;
  readonly format: Leaf<string>;
  readonly vdev: Leaf<string>;
  readonly access: string;
  readonly prefix: Leaf<string>;
}

function finished(item: Leaf<string>, { target, format, vdev, access, prefix }: DiskParts) {
  return {
    text: item,
    target,
    format: leaf(format.value === '' ? 'raw' : format.value, format.at),
    vdev,
    writable: leaf(!/^(?:r|ro)$/u.test(access), item.at),
    prefix,
  };
}
