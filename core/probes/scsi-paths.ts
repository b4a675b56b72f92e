import { z } from 'zod';
import { leaf } from './cited.ts';
import type { Leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { derivedText, flag, integer, text } from './facts.ts';
import { none } from './parameters.ts';
import { mustMatch, unreadable } from './reading.ts';
import { expectSections, sectioned } from './sections.ts';
import { sysfsCommand } from './sysfs.ts';

const scsiPath = z.strictObject({
  /** `sdb`. */
  device: derivedText,
  /** Host, channel, target and LUN: `7:0:0:2`. */
  hctl: text,
  lun: integer,
  /** `naa.600140560a0b80000f00200000000000`, or t10 or eui; '' where the device has none. */
  wwid: text,
  vendor: text,
  model: text,
  /** `running`, `offline`, `transport-offline`, `blocked`. */
  state: text,
  /** Seconds that a command may take. */
  timeoutSeconds: integer.nullable(),
  /** `alua`, `rdac`; `detached` where there is no hardware handler. */
  handler: text,
  /** `active/optimized`, `active/non-optimized`, `standby`, `unavailable`, `transitioning`; '' without ALUA. */
  accessState: text,
  /** The array marks the path's port group as preferred; null without ALUA. */
  preferred: flag.nullable(),
  /** What is built on the whole disk: kernel names. */
  holders: z.array(text),
});

const attributes = ['wwid', 'vendor', 'model', 'state', 'timeout', 'dh_state', 'access_state', 'preferred_path'];

/** Each SCSI disk as the kernel has it: identity, state, and what ALUA says of its path. */
export const scsiPaths = defineProbe({
  name: 'scsi.paths',
  title: 'SCSI disks: identity, state, ALUA state of the path, and what is built on them',
  source: 'Linux drivers/scsi/scsi_sysfs.c and scsi_dh.c (dh_state, access_state, preferred_path)',
  roles: ['dom0'],
  parameters: none,
  facts: z.strictObject({ paths: z.array(scsiPath) }),
  empty: { paths: [] },
  command: () =>
    sectioned([
      { name: 'places', run: 'for d in /sys/block/sd*/device; do [ -e "$d" ] && echo "$d $(/bin/readlink "$d")"; done; true' },
      {
        name: 'attributes',
        run: sysfsCommand('/sys/block/sd*/device', attributes),
      },
      { name: 'holders', run: 'for h in /sys/block/sd*/holders/*; do [ -e "$h" ] && echo "$h"; done; true' },
    ]),
  read: (reading) => {
    const section = expectSections(reading, ['places', 'attributes', 'holders']);
    // A device's directory is called `device`, so what tells them apart is the path before it.
    const values = new Map<string, Map<string, Leaf<string>>>();
    for (const line of section('attributes').lines) {
      const row = mustMatch(line, /^\/sys\/block\/(sd[a-z]+)\/device\/([a-z_]+):(.*?)\s*$/du, 'A file of sysfs and its value');
      const own = values.get(row.raw(1)) ?? new Map<string, Leaf<string>>();
      if (own.has(row.raw(2)) || !attributes.includes(row.raw(2)))
        unreadable('An attribute came twice, or was not asked for', line);
      own.set(row.raw(2), row.text(3));
      values.set(row.raw(1), own);
    }
    const holders = section('holders').lines.map((line) =>
      mustMatch(line, /^\/sys\/block\/(sd[a-z]+)\/holders\/(\S+)$/du, 'A holder'),
    );
    for (const [index, one] of holders.entries()) {
      if (holders.findIndex((other) => other.line.text === one.line.text) !== index) unreadable('A holder came twice', one.line);
    }
    const places = section('places').lines.map((line) =>
      mustMatch(line, /^\/sys\/block\/(sd[a-z]+)\/device (?:\S*\/)?([0-9]+:[0-9]+:[0-9]+:([0-9]+))$/du, 'A disk and its place'),
    );
    const known = places.map((place) => place.raw(1));
    if (new Set(known).size !== known.length) unreadable('A disk came twice', places[0]?.line);
    const stranger = [...values.keys(), ...holders.map((one) => one.raw(1))].find((name) => !known.includes(name));
    if (stranger !== undefined) unreadable(`${stranger} has no place`);
    const paths = places.map((place) => {
      const own = values.get(place.raw(1));
      const at = place.at(1);
      const word = (name: string): Leaf<string> => own?.get(name) ?? leaf('', at);
      const preferred = word('preferred_path');
      const timeout = word('timeout');
      if (!/^[01]?$/u.test(preferred.value) || !/^[0-9]{0,9}$/u.test(timeout.value))
        unreadable('A number was expected', place.line);
      return {
        device: leaf(place.raw(1), at),
        hctl: place.text(2),
        lun: place.integer(3),
        wwid: word('wwid'),
        vendor: word('vendor'),
        model: word('model'),
        state: word('state'),
        timeoutSeconds: leaf(timeout.value === '' ? null : Number(timeout.value), timeout.at),
        handler: word('dh_state'),
        accessState: word('access_state'),
        preferred: leaf(preferred.value === '' ? null : preferred.value === '1', preferred.at),
        holders: holders.filter((one) => one.raw(1) === place.raw(1)).map((one) => one.text(2)),
      };
    });
    return { paths };
  },
});
