import { z } from 'zod';
import { leaf } from './cited.ts';
import type { Cited, Leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { derivedText, flag, integer, text } from './facts.ts';
import { deviceName, kernelPartition, readKernelPartitions, readSignature, signature } from './disks.ts';
import { partitionTable, readPartitionTables } from './partition-table.ts';
import { quotePosix } from './quote.ts';
import { matchLine, mustMatch, unreadable } from './reading.ts';
import type { Reading } from './reading.ts';
import { expectSections, sectioned } from './sections.ts';
import type { Section } from './sections.ts';
import type { Line } from './text.ts';
import { blockBackend, readBlockBackends } from './xenstore.ts';

const facts = z.strictObject({
  device: derivedText,
  exists: flag,
  isBlockDevice: flag,
  major: integer.nullable(),
  minor: integer.nullable(),
  kibibytes: integer.nullable(),
  partitions: z.array(kernelPartition),
  /** From the kernel's table and from /etc/mtab: one mount may stand in both. */
  mounts: z.array(z.strictObject({ device: text, mountPoint: text, type: text, options: text })),
  swaps: z.array(z.strictObject({ device: text, kind: text, kibibytes: integer, usedKibibytes: integer, priority: integer })),
  /** Volumes and maps that are built on it. */
  holders: z.array(z.strictObject({ device: text, holder: text })),
  /** False when there is no blkid: then nothing is known of signatures. */
  signaturesAsked: flag,
  signatures: z.array(signature),
  /** False when there is no fdisk. */
  tablesAsked: flag,
  tables: z.array(partitionTable),
  guestConfigurations: z.array(z.strictObject({ file: text, line: integer, text })),
  /** False when nobody could be asked which guests run: no Xen here, or no xenstore-ls. */
  guestsAsked: flag,
  guests: z.array(blockBackend),
});
type Facts = z.infer<typeof facts>;

const names = ['node', 'partitions', 'mounts', 'mtab', 'swaps', 'holders', 'signatures', 'table', 'configurations', 'backends'];

/**
 * Everything that speaks for a device being in use, asked before it is destroyed: mounts, swap, holders, partitions, signatures, guest
 * configurations that name it and guests that run with it. What overlaps counts: the disk of a partition, the partitions of a disk.
 */
export const disksUse = defineProbe({
  name: 'disks.use',
  title: 'What uses a device',
  source: 'proc(5), Linux block/holder.c, e2fsprogs blkid.c, Article listings 10 and 13, xenstore-ls',
  roles: ['dom0', 'guest'],
  parameters: z.strictObject({ device: deviceName }),
  facts,
  empty: {
    device: '',
    exists: false,
    isBlockDevice: false,
    major: null,
    minor: null,
    kibibytes: null,
    partitions: [],
    mounts: [],
    swaps: [],
    holders: [],
    signaturesAsked: false,
    signatures: [],
    tablesAsked: false,
    tables: [],
    guestConfigurations: [],
    guestsAsked: false,
    guests: [],
  },
  command: ({ device }) => {
    const quoted = quotePosix(device);
    return sectioned([
      { name: 'node', run: `/bin/ls -ldL ${quoted}` },
      { name: 'partitions', run: '/bin/cat /proc/partitions' },
      { name: 'mounts', run: '/bin/cat /proc/mounts' },
      { name: 'mtab', run: '/bin/cat /etc/mtab' },
      { name: 'swaps', run: '/bin/cat /proc/swaps' },
      {
        name: 'holders',
        run: `n=$(/usr/bin/readlink -f ${quoted}); n=\${n##*/}; for f in /sys/block/"$n"/holders/* /sys/block/"$n"/"$n"*/holders/* /sys/block/*/"$n"/holders/*; do if [ -e "$f" ]; then echo "$f"; fi; done`,
      },
      { name: 'signatures', run: '/sbin/blkid -c /dev/null' },
      { name: 'table', run: `if [ -b ${quoted} ]; then /sbin/fdisk -l ${quoted} 2>&1; fi` },
      { name: 'configurations', run: `/bin/grep -HnF ${quoted} /etc/xen/* /etc/xen/auto/*` },
      { name: 'backends', run: '/usr/bin/xenstore-ls /local/domain/0/backend' },
    ]);
  },
  deadline: 60_000,
  read: (reading, { device }) => {
    const section = expectSections(reading, names);
    const node = nodeOf(section('node'), reading);
    const own = (line: Line, other: string): boolean => {
      const related = overlaps(device, other);
      if (!related) reading.ignore(line);
      return related;
    };
    const kernel = readKernelPartitions(section('partitions').lines, reading);
    const base = device.slice('/dev/'.length);
    const itself = kernel.find((item) => item.name.value === base);
    const partitions = kernel.filter(({ name }) => isPartitionOf(name.value, base));
    const unlisted = leaf(null, section('partitions').whole);
    for (const { name } of kernel) reading.ignore({ ...name.at, text: name.value });
    const configurations = section('configurations').lines.filter((line) => line.text.trim() !== '');
    const backends = section('backends');
    const asked = backends.exit.value === 0;
    if (!asked) reading.ignore(...backends.lines);
    const table = section('table');
    const tabled = table.exit.value === 0;
    if (!tabled) reading.ignore(...table.lines);
    return {
      device: leaf(device, node.at),
      exists: leaf(node.exists, node.at),
      isBlockDevice: leaf(node.numbers !== null, node.at),
      major: itself?.major ?? unlisted,
      minor: itself?.minor ?? unlisted,
      kibibytes: itself?.kibibytes ?? unlisted,
      partitions,
      mounts: [...mountsOf(section('mounts'), own), ...mountsOf(section('mtab'), own)],
      swaps: swapsOf(section('swaps'), reading, own),
      holders: section('holders')
        .lines.filter((line) => line.text !== '')
        .map(holderOf),
      signaturesAsked: leaf([0, 2].includes(section('signatures').exit.value), section('signatures').whole),
      signatures: section('signatures').lines.flatMap((line) => {
        if (line.text.trim() === '') return [];
        const found = readSignature(line);
        return own(line, found.device.value) ? [found] : [];
      }),
      tablesAsked: leaf(tabled, table.whole),
      tables: tabled ? readPartitionTables(table.lines, reading) : [],
      guestConfigurations: configurations.flatMap((line) => {
        const found = mustMatch(line, /^(\/etc\/xen\/[^:]+):([0-9]+):(.*)$/du, 'A line of a configuration');
        if (/^\s*#/u.test(found.raw(3)) || !namesDevice(found.raw(3), device)) {
          reading.ignore(line);
          return [];
        }
        return [{ file: found.text(1), line: found.integer(2), text: found.text(3) }];
      }),
      guestsAsked: leaf(asked, backends.whole),
      guests: asked
        ? readBlockBackends(backends.lines, reading).filter((backend) => isBackedBy(backend, device, node.numbers))
        : [],
    };
  },
});

/** Is one the other, or a partition of it? `/dev/sde1` of `/dev/sde`; `/dev/mapper/mpatha-part1`, `...p1` of `/dev/mapper/mpatha`. */
function overlaps(a: string, b: string): boolean {
  return a === b || isPartitionOf(a, b) || isPartitionOf(b, a);
}

function isPartitionOf(part: string, disk: string): boolean {
  if (!part.startsWith(disk) || part.length === disk.length) return false;
  const rest = part.slice(disk.length);
  return /[0-9]$/u.test(disk) || disk.startsWith('/dev/mapper/')
    ? /^(?:p|-part)[0-9]{1,3}$/u.test(rest) || (disk.startsWith('/dev/mapper/') && /^[0-9]{1,3}$/u.test(rest))
    : /^[0-9]{1,3}$/u.test(rest);
}

/** Does a line of a guest's configuration name the device, its disk or one of its partitions? */
function namesDevice(configuration: string, device: string): boolean {
  return (configuration.match(/\/dev\/[A-Za-z0-9_./+-]+/gu) ?? []).some((name) => overlaps(name, device));
}

function isBackedBy(backend: Cited<z.infer<typeof blockBackend>>, device: string, numbers: string | null): boolean {
  const params = backend.params.value;
  if (params !== null && overlaps(params.startsWith('/') ? params : `/dev/${params}`, device)) return true;
  return numbers !== null && backend.physicalDevice.value === numbers;
}

interface NodeFacts {
  readonly exists: boolean;
  /** Major and minor number in hexadecimal as xenstore has them, `8:10`; null when it is no block device. */
  readonly numbers: string | null;
  readonly at: Section['whole'];
}

function nodeOf(section: Section, reading: Reading): NodeFacts {
  const line = section.lines.find((candidate) => candidate.text.trim() !== '');
  reading.ignore(...section.lines);
  if (section.exit.value !== 0 || line === undefined) return { exists: false, numbers: null, at: section.whole };
  const block = matchLine(line, /^b\S+\s+[0-9]+\s+\S+\s+\S+\s+([0-9]+),\s*([0-9]+)\s/du);
  if (block === null && !/^[cdlps-][rwxsStT-]{9}/u.test(line.text)) unreadable('A line of ls was expected', line);
  const numbers = block === null ? null : `${block.integer(1).value.toString(16)}:${block.integer(2).value.toString(16)}`;
  return { exists: true, numbers, at: section.whole };
}

function mountsOf(section: Section, own: (line: Line, other: string) => boolean): Cited<Facts['mounts'][number]>[] {
  return section.lines.flatMap((line) => {
    if (line.text.trim() === '') return [];
    const row = mustMatch(line, /^(\S+) (\S+) (\S+) (\S+) 0 0\s*$/du, 'A mount');
    return own(line, row.raw(1))
      ? [{ device: row.text(1), mountPoint: row.text(2), type: row.text(3), options: row.text(4) }]
      : [];
  });
}

function swapsOf(
  section: Section,
  reading: Reading,
  own: (line: Line, other: string) => boolean,
): Cited<Facts['swaps'][number]>[] {
  return section.lines.flatMap((line) => {
    if (line.text.trim() === '' || /^Filename\s+Type\s/u.test(line.text)) {
      reading.ignore(line);
      return [];
    }
    const row = mustMatch(line, /^(\S+)\s+(partition|file)\s+([0-9]+)\s+([0-9]+)\s+(-?[0-9]+)\s*$/du, 'A swap area');
    return own(line, row.raw(1))
      ? [
          {
            device: row.text(1),
            kind: row.text(2),
            kibibytes: row.integer(3),
            usedKibibytes: row.integer(4),
            priority: row.integer(5),
          },
        ]
      : [];
  });
}

function holderOf(line: Line): { readonly device: Leaf<string>; readonly holder: Leaf<string> } {
  const row = mustMatch(line, /^\/sys\/block\/(?:([^/]+)\/)?([^/]+)\/holders\/([^/]+)$/du, 'A holder');
  if (!row.raw(2).startsWith(row.raw(1))) unreadable('A partition of its disk was expected', line);
  return { device: row.text(2), holder: row.text(3) };
}
