import { z } from 'zod';
import { leaf } from './cited.ts';
import type { Cited, Leaf } from './cited.ts';
import { flag, integer, text } from './facts.ts';
import { matchLine, mustMatch, unreadable } from './reading.ts';
import type { LineMatch, Reading } from './reading.ts';
import type { Line } from './text.ts';

const partition = z.strictObject({
  device: text,
  bootable: flag,
  /** In the disk's unit: cylinders with RHEL 5's fdisk, sectors with today's. */
  start: integer,
  end: integer,
  /** Units of 1024 bytes; only the fdisk of old prints them. */
  kibibytes: integer.nullable(),
  sectors: integer.nullable(),
  /** `2G`, as today's fdisk rounds it. */
  size: text.nullable(),
  /** `83`, `8e`, ...; null in a GPT, which has names only. */
  typeId: text.nullable(),
  type: text,
});

export const partitionTable = z.strictObject({
  device: text,
  size: text,
  bytes: integer,
  /** `dos`, `gpt`; null where fdisk does not say it. */
  label: text.nullable(),
  identifier: text.nullable(),
  model: text.nullable(),
  /** False when fdisk says that the disk has no valid table; null when it says neither that nor a partition. */
  valid: flag.nullable(),
  partitions: z.array(partition),
});
export type PartitionTable = z.infer<typeof partitionTable>;

const without = /^Disk (\/\S+) doesn't contain a valid partition table\s*$/du;

/** Reads `fdisk -l`, of RHEL 5's util-linux 2.13 and of today's, for one disk or several. */
export function readPartitionTables(lines: readonly Line[], reading: Reading): readonly Cited<PartitionTable>[] {
  const invalid = new Map<string, LineMatch>();
  const disks: {
    opening: LineMatch;
    label: Leaf<string> | null;
    identifier: Leaf<string> | null;
    model: Leaf<string> | null;
    partitions: Cited<z.infer<typeof partition>>[];
  }[] = [];
  let columns: 'cylinders' | 'sectors' | 'gpt' | null = null;
  for (const line of lines) {
    if (line.text.trim() === '') continue;
    const invalidLine = matchLine(line, without);
    const opening = matchLine(line, /^Disk (\/\S+): ([0-9.]+ [KMGTP]?i?B), ([0-9]+) bytes(?:, ([0-9]+) sectors)?\s*$/du);
    const disk = disks[disks.length - 1];
    if (invalidLine !== null) {
      if (invalid.has(invalidLine.raw(1))) unreadable('A disk came twice', line);
      invalid.set(invalidLine.raw(1), invalidLine);
    } else if (opening !== null) {
      if (opening.has(4) && ![512, 4096].includes(opening.integer(3).value / opening.integer(4).value))
        unreadable('Sectors and bytes that agree were expected', line);
      disks.push({ opening, label: null, identifier: null, model: null, partitions: [] });
      columns = null;
    } else if (disk === undefined) {
      unreadable('A disk was expected', line);
    } else if (/^\s*Device\s+(Boot\s+)?Start\s+End\s/u.test(line.text)) {
      columns = /\bBlocks\s+Id\s+System\s*$/u.test(line.text)
        ? 'cylinders'
        : /\bSectors\s+Size\s+Id\s+Type\s*$/u.test(line.text)
          ? 'sectors'
          : 'gpt';
      reading.ignore(line);
    } else if (line.text.startsWith('/') && columns !== null) {
      disk.partitions.push(partitionOf(line, columns));
    } else {
      const label = matchLine(line, /^Disklabel type: (\S+)\s*$/du);
      const identifier = matchLine(line, /^Disk identifier: (\S+)\s*$/du);
      const model = matchLine(line, /^Disk model: (\S.*?)\s*$/du);
      if (label !== null) disk.label = once(disk.label, label);
      else if (identifier !== null) disk.identifier = once(disk.identifier, identifier);
      else if (model !== null) disk.model = once(disk.model, model);
      else reading.ignore(geometry(line));
    }
  }
  const tables = disks.map(({ opening, label, identifier, model, partitions }) => {
    const none = leaf(null, opening.at(0));
    const complaint = invalid.get(opening.raw(1));
    invalid.delete(opening.raw(1));
    if (complaint !== undefined && partitions.length > 0) unreadable('Partitions and no valid table', complaint.line);
    return {
      device: opening.text(1),
      size: opening.text(2),
      bytes: opening.integer(3),
      label: label ?? none,
      identifier: identifier ?? none,
      model: model ?? none,
      valid:
        complaint !== undefined
          ? leaf(false, complaint.at(0))
          : partitions.length > 0 || label !== null
            ? leaf(true, opening.at(0))
            : none,
      partitions,
    };
  });
  for (const complaint of invalid.values()) unreadable('A complaint about a disk that was not shown', complaint.line);
  return tables;
}

function once(before: Leaf<string> | null, found: LineMatch): Leaf<string> {
  if (before !== null) unreadable('A property came twice', found.line);
  return found.text(1);
}

/** Lines that tell the geometry and the units: understood, and of no use for a check. */
function geometry(line: Line): Line {
  const known =
    /^(?:[0-9]+ heads, [0-9]+ sectors\/track, [0-9]+ cylinders(?:, total [0-9]+ sectors)?|Units ?[=:] .*|Sector size \(logical\/physical\): .*|I\/O size \(minimum\/optimal\): .*|Partition [0-9]+ does not (?:end on cylinder boundary|start on physical sector boundary)\.)\s*$/u;
  if (!known.test(line.text)) unreadable('A line of fdisk was expected', line);
  return line;
}

function partitionOf(line: Line, columns: 'cylinders' | 'sectors' | 'gpt'): Cited<z.infer<typeof partition>> {
  const none = leaf(null, { stream: line.stream, start: line.start, end: line.end });
  if (columns === 'cylinders') {
    const row = mustMatch(
      line,
      /^(\/\S+)\s+(?:(\*)\s+)?([0-9]+)\s+([0-9]+)\s+([0-9]+)[+-]?\s+([0-9a-f]{1,2})\s+(\S.*?)\s*$/du,
      'A partition',
    );
    return {
      device: row.text(1),
      bootable: leaf(row.has(2), row.at(2)),
      start: row.integer(3),
      end: row.integer(4),
      kibibytes: row.integer(5),
      sectors: none,
      size: none,
      typeId: row.text(6),
      type: row.text(7),
    };
  }
  const shape =
    columns === 'sectors'
      ? /^(\/\S+)\s+(?:(\*)\s+)?([0-9]+)\s+([0-9]+)\s+([0-9]+)\s+([0-9.]+[KMGTP]?)\s+([0-9a-f]{1,2})\s+(\S.*?)\s*$/du
      : /^(\/\S+)\s+(\*)?([0-9]+)\s+([0-9]+)\s+([0-9]+)\s+([0-9.]+[KMGTP]?)\s+()(\S.*?)\s*$/du;
  const row = mustMatch(line, shape, 'A partition');
  const [start, end, sectors] = [row.integer(3), row.integer(4), row.integer(5)];
  if (end.value - start.value + 1 !== sectors.value) unreadable('Start, end and sectors that agree were expected', line);
  return {
    device: row.text(1),
    bootable: leaf(row.has(2), row.at(2)),
    start,
    end,
    kibibytes: none,
    sectors,
    size: row.text(6),
    typeId: columns === 'sectors' ? row.text(7) : none,
    type: row.text(8),
  };
}
