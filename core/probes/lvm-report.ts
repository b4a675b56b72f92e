import { z } from 'zod';
import { leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { flag, text } from './facts.ts';
import { itemsOf, jsonMustText, memberOf, readJson } from './located-json.ts';
import { none } from './parameters.ts';
import { attributes } from './pieces.ts';
import { lineText, matchLine, mustMatch, unreadable } from './reading.ts';
import { expectSections, sectioned } from './sections.ts';

/** Settings that decide whether LVM sees a map, its paths, or both. */
const settings = [
  'devices/multipath_component_detection',
  'devices/use_devicesfile',
  'devices/scan_lvs',
  'devices/filter',
  'devices/global_filter',
];

/** LVM's physical volumes as JSON, what LVM warns of, and the settings by which it chooses devices. */
export const lvmReport = defineProbe({
  name: 'lvm.report',
  title: 'Physical volumes of LVM, its warnings, and how it chooses devices',
  source: 'pvs(8) with --reportformat json and lvmconfig(8) of lvm2 2.03; captured on Debian 12',
  roles: ['dom0', 'guest'],
  parameters: none,
  facts: z.strictObject({
    present: flag,
    volumes: z.array(
      z.strictObject({
        device: text,
        /** '' where it belongs to none. */
        group: text,
        uuid: text,
      }),
    ),
    /** What pvs says beside it: duplicates, devices that it leaves out. */
    warnings: z.array(text),
    /** One and the same volume was found on several devices: both sides of a map, or two paths. */
    duplicates: flag,
    settings: attributes,
  }),
  empty: { present: false, volumes: [], warnings: [], duplicates: false, settings: [] },
  command: () =>
    sectioned([
      { name: 'volumes', run: '/sbin/pvs --reportformat json -o pv_name,vg_name,pv_uuid' },
      { name: 'warnings', run: '/sbin/pvs --noheadings -o pv_name 2>&1 >/dev/null' },
      { name: 'settings', run: `/sbin/lvmconfig --type full ${settings.join(' ')} 2>&1` },
    ]),
  deadline: 60_000,
  read: (reading) => {
    const section = expectSections(reading, ['volumes', 'warnings', 'settings']);
    const volumes = section('volumes');
    const warned = section('warnings');
    const absent = [126, 127].includes(volumes.exit.value);
    if (absent) {
      reading.ignore(...volumes.lines, ...warned.lines, ...section('settings').lines);
      const at = volumes.exit.at;
      return { present: leaf(false, at), volumes: [], warnings: [], duplicates: leaf(false, at), settings: [] };
    }
    if (volumes.exit.value !== 0) unreadable(`pvs ended with exit status ${volumes.exit.value}`, warned.lines[0]);
    const [first, last] = [volumes.lines[0], volumes.lines[volumes.lines.length - 1]];
    if (first === undefined || last === undefined) unreadable('Physical volumes in JSON were expected');
    const json = readJson(reading.raw.stdout, first.start, last.end);
    const [report] = itemsOf(memberOf(json, 'report'));
    const found = report === undefined ? null : memberOf(report, 'pv');
    if (found?.kind !== 'array') unreadable('A report of physical volumes was expected', first);
    reading.ignore(...volumes.lines);
    const warnings = warned.lines.filter((line) => line.text.trim() !== '').map(lineText);
    const duplicate = warnings.find((line) => /was already found on|duplicate PV|preferred because/iu.test(line.value));
    return {
      present: leaf(true, volumes.exit.at),
      volumes: found.items.map((item) => ({
        device: jsonMustText(item, 'pv_name'),
        group: jsonMustText(item, 'vg_name'),
        uuid: jsonMustText(item, 'pv_uuid'),
      })),
      warnings,
      duplicates: leaf(duplicate !== undefined, duplicate?.at ?? warned.whole),
      settings: section('settings').lines.flatMap((line) => {
        if (/^\s*(?:#.*|[a-z]+ \{|\})?\s*$/u.test(line.text) || /^ {2}Configuration node /u.test(line.text)) {
          reading.ignore(line);
          return [];
        }
        const row =
          matchLine(line, /^\s*([a-z_]+)="(.*)"\s*$/du) ?? mustMatch(line, /^\s*([a-z_]+)=(.*?)\s*$/du, 'A setting of LVM');
        return [{ name: row.text(1), value: row.text(2) }];
      }),
    };
  },
});
