import { z } from 'zod';
import type { Cited, Leaf } from './cited.ts';
import { leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { integer, text } from './facts.ts';
import { itemsOf, jsonInteger, jsonMustText, jsonText, memberOf, readJson } from './located-json.ts';
import type { JsonNode } from './located-json.ts';
import { none } from './parameters.ts';
import { mustMatch, textAt, unreadable } from './reading.ts';
import { answerOf } from './refusal.ts';
import { answerFields, noAnswer } from './section-answer.ts';
import type { Line } from './text.ts';

const blockDevice = z.strictObject({
  name: text,
  kernelName: text,
  /** Kernel name of the device that it is built on; null for a disk. A map stands once below each of its paths. */
  parent: text.nullable(),
  type: text,
  bytes: integer.nullable(),
  vendor: text.nullable(),
  model: text.nullable(),
  serial: text.nullable(),
  wwn: text.nullable(),
  hctl: text.nullable(),
  transport: text.nullable(),
  state: text.nullable(),
  /** `mpath_member` on a path of a map. */
  fileSystem: text.nullable(),
  mountPoint: text.nullable(),
});

const nothingFound = /^(?:lsblk|lsscsi): /u;

/** `lsblk` as JSON, flattened: each device with the one that it stands on. RHEL 5 has no lsblk. */
export const blockDevicesTree = defineProbe({
  name: 'blockDevices.tree',
  title: 'Block devices and what is built on them',
  source: 'util-linux 2.38 lsblk(8); captured on Debian 12',
  roles: ['dom0', 'guest'],
  parameters: none,
  facts: z.strictObject({ ...answerFields, devices: z.array(blockDevice) }),
  empty: { ...noAnswer, devices: [] },
  command: () => '/bin/lsblk -J -b -o NAME,KNAME,TYPE,SIZE,MODEL,VENDOR,SERIAL,WWN,HCTL,TRAN,STATE,FSTYPE,MOUNTPOINT',
  read: (reading) => {
    const answer = answerOf(reading, nothingFound);
    if (!answer.answered.value) return { ...answer, devices: [] };
    const json = readJson(reading.raw.stdout);
    const roots = memberOf(json, 'blockdevices');
    if (roots?.kind !== 'array') unreadable('Block devices in JSON were expected');
    reading.ignore(...reading.stdout);
    return { ...answer, devices: roots.items.flatMap((node) => flattened(node, null)) };
  },
});

function flattened(node: JsonNode, parent: Leaf<string> | null): readonly Cited<z.infer<typeof blockDevice>>[] {
  const kernelName = jsonMustText(node, 'kname');
  const own = {
    name: jsonMustText(node, 'name'),
    kernelName,
    parent: parent ?? leaf(null, node.at),
    type: jsonMustText(node, 'type'),
    bytes: jsonInteger(node, 'size'),
    vendor: jsonText(node, 'vendor'),
    model: jsonText(node, 'model'),
    serial: jsonText(node, 'serial'),
    wwn: jsonText(node, 'wwn'),
    hctl: jsonText(node, 'hctl'),
    transport: jsonText(node, 'tran'),
    state: jsonText(node, 'state'),
    fileSystem: jsonText(node, 'fstype'),
    mountPoint: jsonText(node, 'mountpoint'),
  };
  return [own, ...itemsOf(memberOf(node, 'children')).flatMap((child) => flattened(child, kernelName))];
}

const scsiDevice = z.strictObject({
  hctl: text,
  type: text,
  vendor: text,
  model: text,
  revision: text,
  /** `-` where no driver has made a device of it, as with RDAC's paths. */
  node: text,
});

/** `lsscsi`: SCSI devices in columns of fixed width, the node last. Not installed on RHEL 5 by itself. */
export const blockDevicesScsi = defineProbe({
  name: 'blockDevices.scsi',
  title: 'SCSI devices and their device files',
  source: 'lsscsi 0.31, captured on Debian 12; with RDAC: IBM DS3500 guide',
  roles: ['dom0', 'guest'],
  parameters: none,
  facts: z.strictObject({ ...answerFields, devices: z.array(scsiDevice) }),
  empty: { ...noAnswer, devices: [] },
  command: () => '/usr/bin/lsscsi',
  read: (reading) => {
    const answer = answerOf(reading, nothingFound);
    return { ...answer, devices: answer.answered.value ? reading.stdout.map(scsiDeviceOf) : [] };
  },
});

function scsiDeviceOf(line: Line): Cited<z.infer<typeof scsiDevice>> {
  const start = mustMatch(line, /^\[([0-9]+:[0-9]+:[0-9]+:[0-9]+)\]\s+(\S+) +/du, 'A SCSI device');
  const end = mustMatch(line, /\s(\S+)\s*$/du, 'A device file');
  // Type is padded to seven; vendor, model and revision are 8, 16 and 4 wide, with a blank between them.
  const typeAt = start.at(2).start - line.start;
  const from = typeAt + Math.max(7, start.raw(2).length) + 1;
  const to = end.at(1).start - line.start;
  if (to < from + 30 || line.text.slice(from + 30, to).trim() !== '')
    unreadable('Vendor, model and revision were expected', line);
  return {
    hctl: start.text(1),
    type: start.text(2),
    vendor: trimmed(line, from, from + 8),
    model: trimmed(line, from + 9, from + 25),
    revision: trimmed(line, from + 26, from + 30),
    node: end.text(1),
  };
}

function trimmed(line: Line, from: number, to: number): Leaf<string> {
  const cell = line.text.slice(from, to);
  const lead = cell.length - cell.trimStart().length;
  return textAt(line, from + lead, from + Math.max(lead, cell.trimEnd().length));
}

const transport = z.strictObject({
  hctl: text,
  type: text,
  /** Empty where the transport has no name for it. */ transport: text,
  node: text,
});

/** `lsscsi -t`: the target behind each device in the words of its transport. */
export const blockDevicesTransports = defineProbe({
  name: 'blockDevices.transports',
  title: 'SCSI devices and their transports',
  source: 'lsscsi 0.31, captured on Debian 12',
  roles: ['dom0', 'guest'],
  parameters: none,
  facts: z.strictObject({ ...answerFields, devices: z.array(transport) }),
  empty: { ...noAnswer, devices: [] },
  command: () => '/usr/bin/lsscsi -t',
  read: (reading) => {
    const answer = answerOf(reading, nothingFound);
    const devices = (answer.answered.value ? reading.stdout : []).map((line) => {
      const row = mustMatch(
        line,
        /^\[([0-9]+:[0-9]+:[0-9]+:[0-9]+)\]\s+(\S+)(?:\s+(\S+))?\s+(\/dev\/\S+|-)\s*$/du,
        'A SCSI device',
      );
      const before = row.at(4).start;
      return {
        hctl: row.text(1),
        type: row.text(2),
        transport: row.has(3) ? row.text(3) : leaf('', { ...row.at(4), start: before, end: before }),
        node: row.text(4),
      };
    });
    return { ...answer, devices };
  },
});
