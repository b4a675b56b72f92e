import { z } from 'zod';
import { leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { flag, integer, text } from './facts.ts';
import { none } from './parameters.ts';
import { mustMatch, unreadable } from './reading.ts';
import { expectSections, sectioned } from './sections.ts';
import { numberOf, sysfsCommand, sysfsDevices } from './sysfs.ts';

const device = z.strictObject({
  host: integer,
  channel: integer,
  target: integer,
  lun: integer,
  vendor: text,
  /** `1815      FAStT` is a path of a DS4800, `VirtualDisk` a disk that RDAC made, `Universal Xport` the access LUN. */
  model: text,
  revision: text,
  type: text,
  ansiRevision: text,
});

/** /proc/scsi/scsi: every SCSI device that the kernel has found, with or without a disk driver on it. */
export const scsiDevices = defineProbe({
  name: 'scsi.devices',
  title: 'SCSI devices',
  source: 'Linux drivers/scsi/scsi_proc.c; IBM DS3000 guide, page 398',
  roles: ['dom0', 'guest'],
  parameters: none,
  facts: z.strictObject({ exists: flag, devices: z.array(device) }),
  empty: { exists: false, devices: [] },
  command: () => sectioned([{ name: 'devices', run: '/bin/cat /proc/scsi/scsi' }]),
  read: (reading) => {
    const section = expectSections(reading, ['devices'])('devices');
    const [heading, ...lines] = section.lines;
    if (section.exit.value !== 0) return { exists: leaf(false, section.whole), devices: [] };
    if (heading?.text.trim() !== 'Attached devices:') unreadable('"Attached devices:" was expected', heading);
    reading.ignore(heading);
    const devices = [];
    for (let at = 0; at < lines.length; at += 3) {
      const [first, second, third] = lines.slice(at, at + 3);
      if (first === undefined || second === undefined || third === undefined)
        unreadable('A device of three lines was expected', lines[at]);
      const place = mustMatch(
        first,
        /^Host: scsi([0-9]+) Channel: ([0-9]+) Id: ([0-9]+) Lun: ([0-9]+)\s*$/du,
        'The place of a device',
      );
      const made = mustMatch(
        second,
        /^ {2}Vendor: (.{0,7}\S|) *\bModel: (.{0,15}\S|) *\bRev: (\S*)\s*$/du,
        'Vendor, model and revision',
      );
      const kind = mustMatch(
        third,
        /^ {2}Type: {3}(\S(?:.{0,40}\S)?) +ANSI ? ?SCSI revision: (\S+)(?: CCS)?\s*$/du,
        'The type of a device',
      );
      devices.push({
        host: place.integer(1),
        channel: place.integer(2),
        target: place.integer(3),
        lun: place.integer(4),
        vendor: made.text(1),
        model: made.text(2),
        revision: made.text(3),
        type: kind.text(1),
        ansiRevision: kind.text(2),
      });
    }
    return { exists: leaf(true, section.whole), devices };
  },
});

const host = z.strictObject({ host: integer, driver: text });

/** /sys/class/scsi_host: which driver stands behind each SCSI host. RDAC's virtual host bus adapter calls itself `mpp`. */
export const scsiHosts = defineProbe({
  name: 'scsi.hosts',
  title: 'SCSI hosts and their drivers',
  source: 'Linux drivers/scsi/scsi_sysfs.c; the name of RDAC’s host: XenServer’s storage manager',
  roles: ['dom0', 'guest'],
  parameters: none,
  facts: z.strictObject({ hosts: z.array(host) }),
  empty: { hosts: [] },
  command: () => sectioned([{ name: 'hosts', run: sysfsCommand('/sys/class/scsi_host/host*', ['proc_name']) }]),
  read: (reading) => {
    const section = expectSections(reading, ['hosts'])('hosts');
    const hosts = sysfsDevices(section, reading, '/sys/class/scsi_host').map(({ device: name, values }) => {
      const driver = values.get('proc_name') ?? unreadable('A host without a driver');
      return { host: numberOf(name, driver.line), driver: driver.value };
    });
    return { hosts };
  },
});
