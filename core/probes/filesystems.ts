import { z } from 'zod';
import { leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { flag, integer, text } from './facts.ts';
import { none } from './parameters.ts';
import { cite, mustMatch, textAt, unreadable } from './reading.ts';
import type { Reading } from './reading.ts';
import { expectSections, sectioned } from './sections.ts';
import type { Line } from './text.ts';

const used = z.strictObject({
  device: text,
  size: text,
  used: text,
  available: text,
  usePercent: integer.nullable(),
  mountPoint: text,
});

const columns = /^\s*(\S+)\s+(\S+)\s+(\S+)\s+(?:([0-9]+)%|-)\s+(\/.*?)\s*$/du;

/** Rows of `df`, below its heading. A device name that is too long for its column stands on a line of its own. */
function rowsOf(
  lines: readonly Line[],
  reading: Reading,
  heading: RegExp,
): { readonly name: Line; readonly nameEnd: number; readonly rest: Line; readonly from: number }[] {
  const [first, ...rest] = lines.filter((line) => line.text.trim() !== '');
  if (first === undefined || !heading.test(first.text)) unreadable('The heading of df was expected', first);
  reading.ignore(first);
  const rows = [];
  for (let at = 0; at < rest.length; at += 1) {
    const line = rest[at];
    if (line === undefined) break;
    const next = rest[at + 1];
    const device = mustMatch(line, /^(\S+)\s*/du, 'A file system').raw(1);
    const alone = line.text.trimEnd() === device;
    if (alone && (next === undefined || !/^\s/u.test(next.text)))
      unreadable('The second line of a file system was expected', line);
    rows.push({
      name: line,
      nameEnd: device.length,
      rest: alone && next !== undefined ? next : line,
      from: alone ? 0 : device.length,
    });
    if (alone) at += 1;
  }
  return rows;
}

/** A row's device, mount point and per cent in use; `match` has size, used and available as its groups 1 to 3. */
function readRow(row: ReturnType<typeof rowsOf>[number]) {
  const tail: Line = { ...row.rest, text: row.rest.text.slice(row.from), start: row.rest.start + row.from };
  const match = mustMatch(tail, columns, 'Size, used, available, per cent and mount point');
  return {
    match,
    device: textAt(row.name, 0, row.nameEnd),
    usePercent: match.has(4) ? match.integer(4) : leaf(null, match.at(4)),
    mountPoint: match.text(5),
  };
}

/** `df -h`: sizes as people read them, rounded up. */
export const filesystemsUsage = defineProbe({
  name: 'filesystems.usage',
  title: 'Mounted file systems and their use',
  source: 'Article listings 12 and 14; coreutils 5.97 wraps a long device name',
  roles: ['dom0', 'guest'],
  parameters: none,
  facts: z.strictObject({ fileSystems: z.array(used) }),
  empty: { fileSystems: [] },
  command: () => '/bin/df -h',
  read: (reading) => {
    if (reading.exit !== 0) unreadable(`df ended with exit status ${reading.exit}`, reading.stderr[0]);
    const rows = rowsOf(reading.stdout, reading, /^Filesystem\s+Size\s+Used\s+Avail\s+Use%\s+Mounted on\s*$/u);
    const fileSystems = rows.map((row) => {
      const { match, ...common } = readRow(row);
      return {
        ...common,
        size: match.text(1),
        used: match.text(2),
        available: match.text(3),
      };
    });
    return { fileSystems };
  },
});

const space = z.strictObject({
  device: text,
  kibibytes: integer,
  usedKibibytes: integer,
  availableKibibytes: integer,
  usePercent: integer.nullable(),
  mountPoint: text,
});

/** `df -kP`: one line a file system, in units of 1024 bytes. */
export const filesystemsSpace = defineProbe({
  name: 'filesystems.space',
  title: 'Space of the mounted file systems',
  source: 'POSIX df -kP; coreutils df.c',
  roles: ['dom0', 'guest'],
  parameters: none,
  facts: z.strictObject({ fileSystems: z.array(space) }),
  empty: { fileSystems: [] },
  command: () => sectioned([{ name: 'space', run: '/bin/df -kP' }]),
  read: (reading) => {
    const section = expectSections(reading, ['space'])('space');
    const rows = rowsOf(
      section.lines,
      reading,
      /^Filesystem\s+(1024|1K)-blocks\s+Used\s+Available\s+(Capacity|Use%)\s+Mounted on\s*$/u,
    );
    const fileSystems = rows.map((row) => {
      const { match, ...common } = readRow(row);
      return {
        ...common,
        kibibytes: match.integer(1),
        usedKibibytes: match.integer(2),
        availableKibibytes: match.integer(3),
      };
    });
    return { fileSystems };
  },
});

const mount = z.strictObject({ device: text, mountPoint: text, type: text, options: z.array(text) });

/** Words between commas, each with its bytes. */
function optionsOf(line: Line, from: number, to: number) {
  const options = [];
  let start = from;
  while (start < to) {
    const comma = line.text.indexOf(',', start);
    const end = comma === -1 || comma > to ? to : comma;
    options.push(textAt(line, start, end));
    start = end + 1;
  }
  return options;
}

/** `mount`: what is mounted where, as /etc/mtab has it. */
export const filesystemsMounts = defineProbe({
  name: 'filesystems.mounts',
  title: 'Mounts',
  source: 'util-linux mount.c: DEVICE on POINT type TYPE (OPTIONS)',
  roles: ['dom0', 'guest'],
  parameters: none,
  facts: z.strictObject({ mounts: z.array(mount) }),
  empty: { mounts: [] },
  command: () => sectioned([{ name: 'mounts', run: '/bin/mount' }]),
  read: (reading) => {
    const section = expectSections(reading, ['mounts'])('mounts');
    if (section.exit.value !== 0) unreadable(`mount ended with exit status ${section.exit.value}`, section.lines[0]);
    const mounts = section.lines.map((line) => {
      const row = mustMatch(line, /^(\S+) on (\/.*) type (\S+) \(([^()]*)\)(?: \[([^\]]*)\])?$/du, 'A mount');
      const at = row.at(4);
      return {
        device: row.text(1),
        mountPoint: row.text(2),
        type: row.text(3),
        options: optionsOf(line, at.start - line.start, at.end - line.start),
      };
    });
    return { mounts };
  },
});

/** /proc/mounts: what the kernel has mounted, whoever mounted it. Blanks in names are `\040` there and are left so. */
export const filesystemsKernelMounts = defineProbe({
  name: 'filesystems.kernelMounts',
  title: 'Mounts as the kernel has them',
  source: 'proc(5); captured on Debian 12',
  roles: ['dom0', 'guest'],
  parameters: none,
  facts: z.strictObject({ mounts: z.array(mount) }),
  empty: { mounts: [] },
  command: () => sectioned([{ name: 'mounts', run: '/bin/cat /proc/mounts' }]),
  read: (reading) => {
    const section = expectSections(reading, ['mounts'])('mounts');
    const mounts = section.lines.map((line) => {
      const row = mustMatch(line, /^(\S+) (\/\S*) (\S+) (\S+) 0 0$/du, 'A mount');
      const at = row.at(4);
      return {
        device: row.text(1),
        mountPoint: row.text(2),
        type: row.text(3),
        options: optionsOf(line, at.start - line.start, at.end - line.start),
      };
    });
    if (section.exit.value !== 0 || mounts.length === 0) unreadable('A kernel has mounts', section.lines[0]);
    return { mounts };
  },
});

const entry = z.strictObject({
  device: text,
  mountPoint: text,
  type: text,
  options: z.array(text),
  dump: integer.nullable(),
  pass: integer.nullable(),
});

/** /etc/fstab: what is mounted at boot. */
export const filesystemsTable = defineProbe({
  name: 'filesystems.table',
  title: 'Mounts that /etc/fstab asks for',
  source: 'fstab(5)',
  roles: ['dom0', 'guest'],
  parameters: none,
  facts: z.strictObject({ exists: flag, entries: z.array(entry) }),
  empty: { exists: false, entries: [] },
  command: () => sectioned([{ name: 'file', run: '/bin/cat /etc/fstab' }]),
  read: (reading) => {
    const section = expectSections(reading, ['file'])('file');
    const entries = [];
    for (const line of section.lines) {
      if (/^\s*(#.*)?$/u.test(line.text)) {
        reading.ignore(line);
        continue;
      }
      const row = mustMatch(line, /^\s*(\S+)\s+(\S+)\s+(\S+)\s+(\S+)(?:\s+([0-9]+))?(?:\s+([0-9]+))?\s*$/du, 'An entry of fstab');
      const at = row.at(4);
      entries.push({
        device: row.text(1),
        mountPoint: row.text(2),
        type: row.text(3),
        options: optionsOf(line, at.start - line.start, at.end - line.start),
        dump: row.has(5) ? row.integer(5) : leaf(null, cite(line)),
        pass: row.has(6) ? row.integer(6) : leaf(null, cite(line)),
      });
    }
    return { exists: leaf(section.exit.value === 0, section.whole), entries };
  },
});
