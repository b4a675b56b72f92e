import { z } from 'zod';
import { leaf } from './cited.ts';
import type { Cited, Leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { derivedText, flag, integer, text } from './facts.ts';
import { absolutePath, none, wordList } from './parameters.ts';
import { partitionTable, readPartitionTables } from './partition-table.ts';
import { quotePosix } from './quote.ts';
import { mustMatch, textAt, unreadable } from './reading.ts';
import type { Reading } from './reading.ts';
import { answerFields, noAnswer, sectionAnswer } from './section-answer.ts';
import { expectSections, sectioned } from './sections.ts';
import type { Line } from './text.ts';

/** A device file. */
export const deviceName = z.string().regex(/^\/dev\/[A-Za-z0-9][A-Za-z0-9_./+-]{0,120}$/u, 'a path below /dev');

const devices = z
  .string()
  .refine((value) => wordList(value).every((name) => deviceName.safeParse(name).success), 'devices with blanks between them');

/** `fdisk -l` as a person types it: every disk that the host shows. */
export const disksAll = defineProbe({
  name: 'disks.all',
  title: 'Disks and their partitions',
  source: 'util-linux 2.13 fdisk.c, IBM DS3500 guide page 636; util-linux 2.38 captured on Debian 12',
  roles: ['dom0', 'guest'],
  parameters: none,
  facts: z.strictObject({ ...answerFields, disks: z.array(partitionTable) }),
  empty: { ...noAnswer, disks: [] },
  command: () => sectioned([{ name: 'disks', run: '/sbin/fdisk -l 2>&1' }]),
  read: (reading) => {
    const section = expectSections(reading, ['disks'])('disks');
    const answer = sectionAnswer(section, reading);
    return { ...answer, disks: answer.answered.value ? readPartitionTables(section.lines, reading) : [] };
  },
});

/** `answered` is false where there is no fdisk. */
const asked = z.strictObject({ device: derivedText, exists: flag, answered: flag, table: z.array(partitionTable) });

/** `fdisk -l DEVICE` of each device that is named. `table` is empty where fdisk shows nothing. */
export const disksTables = defineProbe({
  name: 'disks.tables',
  title: 'Partition tables of given disks',
  source: 'util-linux 2.13 fdisk.c, IBM DS3500 guide page 636; util-linux 2.38 captured on Debian 12',
  roles: ['dom0', 'guest'],
  parameters: z.strictObject({ devices: devices.refine((value) => wordList(value).length > 0, 'at least one device') }),
  facts: z.strictObject({ disks: z.array(asked) }),
  empty: { disks: [] },
  command: (parameters) =>
    sectioned(
      wordList(parameters.devices).map((device, index) => ({
        name: `disk ${index}`,
        run: `if [ -b ${quotePosix(device)} ]; then /sbin/fdisk -l ${quotePosix(device)} 2>&1; else false; fi`,
      })),
    ),
  read: (reading, parameters) => tablesOf(reading, wordList(parameters.devices)),
});

const imageFiles = z
  .string()
  .refine(
    (value) => wordList(value).length > 0 && wordList(value).every((file) => absolutePath.safeParse(file).success),
    'absolute paths with blanks between them',
  );

/** The same of image files, which are disks of guests. */
export const disksImageTables = defineProbe({
  name: 'disks.imageTables',
  title: 'Partition tables in image files',
  source: 'util-linux 2.38 fdisk(8), captured on Debian 12',
  roles: ['dom0'],
  parameters: z.strictObject({ files: imageFiles }),
  facts: z.strictObject({ disks: z.array(asked) }),
  empty: { disks: [] },
  command: (parameters) =>
    sectioned(
      wordList(parameters.files).map((file, index) => ({
        name: `disk ${index}`,
        run: `if [ -f ${quotePosix(file)} ]; then /sbin/fdisk -l ${quotePosix(file)} 2>&1; else false; fi`,
      })),
    ),
  read: (reading, parameters) => tablesOf(reading, wordList(parameters.files)),
});

function tablesOf(reading: Reading, names: readonly string[]): { readonly disks: readonly Cited<z.infer<typeof asked>>[] } {
  const sections = expectSections(
    reading,
    names.map((_name, index) => `disk ${index}`),
  );
  const disks = names.map((device, index) => {
    const section = sections(`disk ${index}`);
    const status = section.exit.value;
    const absent = status === 127 || status === 126;
    if (absent) reading.ignore(...section.lines);
    else if (status !== 0 && section.lines.some((line) => line.text.trim() !== '')) unreadable('fdisk failed', section.lines[0]);
    return {
      device: leaf(device, section.whole),
      exists: leaf(status === 0 || absent, section.whole),
      answered: leaf(!absent, section.whole),
      table: absent ? [] : readPartitionTables(section.lines, reading),
    };
  });
  return { disks };
}

export const kernelPartition = z.strictObject({ major: integer, minor: integer, kibibytes: integer, name: text });

/** Rows of /proc/partitions, below its heading. */
export function readKernelPartitions(
  lines: readonly Line[],
  reading: Reading,
): readonly Cited<z.infer<typeof kernelPartition>>[] {
  const [heading, ...rows] = lines.filter((line) => line.text.trim() !== '');
  if (heading === undefined || !/^major minor\s+#blocks\s+name\b/u.test(heading.text))
    unreadable('The heading of /proc/partitions was expected', heading);
  reading.ignore(heading);
  const seen = new Set<string>();
  return rows.map((line) => {
    const row = mustMatch(line, /^\s*([0-9]+)\s+([0-9]+)\s+([0-9]+)\s+(\S+)(?:\s+[0-9 ]+)?\s*$/du, 'A partition');
    if (seen.has(row.raw(4))) unreadable('A device came twice', line);
    seen.add(row.raw(4));
    return { major: row.integer(1), minor: row.integer(2), kibibytes: row.integer(3), name: row.text(4) };
  });
}

/** /proc/partitions: every block device that the kernel knows, in units of 1024 bytes. */
export const disksPartitions = defineProbe({
  name: 'disks.partitions',
  title: 'Block devices of the kernel',
  source: 'Linux block/genhd.c; captured on Debian 12',
  roles: ['dom0', 'guest'],
  parameters: none,
  facts: z.strictObject({ partitions: z.array(kernelPartition) }),
  empty: { partitions: [] },
  command: () => sectioned([{ name: 'partitions', run: '/bin/cat /proc/partitions' }]),
  read: (reading) => {
    const section = expectSections(reading, ['partitions'])('partitions');
    return { partitions: readKernelPartitions(section.lines, reading) };
  },
});

const tag = z.strictObject({ name: text, value: text });
export const signature = z.strictObject({
  device: text,
  type: text.nullable(),
  label: text.nullable(),
  uuid: text.nullable(),
  tags: z.array(tag),
});
export type Signature = z.infer<typeof signature>;

/** One line of blkid: a device and what is on it, as `NAME="value"` in any order. */
export function readSignature(line: Line): Cited<Signature> {
  const device = mustMatch(line, /^(\/dev\/[^:\s]+(?::[^:\s]+)*): /du, 'A device and what is on it');
  const tags: { name: Leaf<string>; value: Leaf<string> }[] = [];
  let at = device.at(0).end - line.start;
  const end = line.text.trimEnd().length;
  while (at < end) {
    const found =
      /^([A-Z_0-9]+)="([^"]*)"(?: +|$)/u.exec(line.text.slice(at, end)) ??
      unreadable('A property of a device was expected', line);
    const name = found[1] ?? '';
    const from = at + name.length + 2;
    tags.push({ name: textAt(line, at, at + name.length), value: textAt(line, from, from + (found[2] ?? '').length) });
    at += found[0].length;
  }
  const value = (name: string): Leaf<string | null> =>
    tags.find((item) => item.name.value === name)?.value ?? leaf(null, device.at(1));
  return { device: device.text(1), type: value('TYPE'), label: value('LABEL'), uuid: value('UUID'), tags };
}

/** `blkid`: which file systems, swap areas and volumes are on the host's block devices. Its cache is not asked. */
export const disksSignatures = defineProbe({
  name: 'disks.signatures',
  title: 'File systems and volumes on block devices',
  source: 'e2fsprogs 1.39 misc/blkid.c; the order of the properties varies',
  roles: ['dom0', 'guest'],
  parameters: none,
  facts: z.strictObject({ ...answerFields, signatures: z.array(signature) }),
  empty: { ...noAnswer, signatures: [] },
  command: () => sectioned([{ name: 'signatures', run: '/sbin/blkid -c /dev/null' }]),
  read: (reading) => {
    const section = expectSections(reading, ['signatures'])('signatures');
    // Status 2: nothing was found.
    if (section.exit.value === 2) {
      const yes = leaf(true, section.whole);
      return { present: yes, answered: yes, refusal: leaf('', section.whole), signatures: [] };
    }
    const answer = sectionAnswer(section, reading);
    const lines = answer.answered.value ? section.lines.filter((line) => line.text.trim() !== '') : [];
    return { ...answer, signatures: lines.map(readSignature) };
  },
});
