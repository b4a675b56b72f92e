import { z } from 'zod';
import { answerOf } from './refusal.ts';
import { answerFields, noAnswer, sectionAnswer } from './section-answer.ts';
import { leaf } from './cited.ts';
import type { Cited, Leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { flag, integer, text } from './facts.ts';
import { none } from './parameters.ts';

import { lineText, matchLine, mustMatch, onlyLine, textAt, unreadable } from './reading.ts';
import type { Line } from './text.ts';
import { expectSections, sectioned } from './sections.ts';
import { driverMissing } from './rdac-refusal.ts';

/** IBM RDAC (LSI MPP), the multipath driver of the DS4000 family: what its own tools, its file and /proc say. */

const device = z.strictObject({ array: text, lun: integer, device: text });

/** `/opt/mpp/lsvdev`: the LUNs as the virtual host bus adapter presents them, one disk for all paths. It says nothing of the paths' health. */
export const rdacVirtualDevices = defineProbe({
  name: 'rdac.virtualDevices',
  title: 'LUNs and the disks that RDAC makes of them',
  source: 'Article listing 9; the text without mppUtil from the lsvdev script of linuxrdac 09.03',
  roles: ['dom0'],
  parameters: none,
  facts: z.strictObject({ ...answerFields, devices: z.array(device) }),
  empty: { present: true, answered: true, refusal: '', devices: [] },
  command: () => '/opt/mpp/lsvdev',
  read: (reading) => {
    const answer = answerOf(reading, /\bis not installed\./u);
    if (!answer.answered.value) return { ...answer, devices: [] };
    const [heading, ruler, ...rows] = reading.stdout.filter((line) => line.text.trim() !== '');
    if (heading === undefined || !/^\s*Array Name\s+Lun\s+sd device\s*$/u.test(heading.text)) {
      unreadable('The heading of lsvdev was expected', heading);
    }
    if (ruler === undefined || !/^\s*-+\s*$/u.test(ruler.text)) unreadable('The line below the heading was expected', ruler);
    reading.ignore(heading, ruler);
    const devices = rows.map((line) => {
      const row = mustMatch(line, /^\s*(\S+)\s+([0-9]+)\s+->\s+(\/dev\/\S+)\s*$/du, 'An array, a LUN and a device');
      return { array: row.text(1), lun: row.integer(2), device: row.text(3) };
    });
    return { ...answer, devices };
  },
});

const array = z.strictObject({ id: integer, wwn: text, type: text, name: text });

/** `mppUtil -a`: the arrays that the driver has found. Rows have an identifier, a WWN, a type and a name. */
export const rdacArrays = defineProbe({
  name: 'rdac.arrays',
  title: 'Arrays that RDAC has found',
  source:
    'Columns as lsvdev and XenServer’s storage manager take them; heading and frame from memory, so lines that are not rows are let through',
  roles: ['dom0'],
  parameters: none,
  facts: z.strictObject({ ...answerFields, arrays: z.array(array) }),
  empty: { present: true, answered: true, refusal: '', arrays: [] },
  command: () => sectioned([{ name: 'arrays', run: '/usr/sbin/mppUtil -a 2>&1' }]),
  read: (reading) => {
    const section = expectSections(reading, ['arrays'])('arrays');
    const answer = sectionAnswer(section, reading, driverMissing);
    if (!answer.answered.value) return { ...answer, arrays: [] };
    const arrays = [];
    let headed = false;
    for (const line of section.lines) {
      const row = matchLine(line, /^\s*([0-9]+)\s+([0-9a-fA-F]{16,32})\s+(\S+)\s+(\S+)\s*$/du);
      if (row !== null) {
        arrays.push({ id: row.integer(1), wwn: row.text(2), type: row.text(3), name: row.text(4) });
      } else if (isFrame(line)) {
        headed ||= /\bWWN\b/u.test(line.text);
        reading.ignore(line);
      }
    }
    if (!headed) unreadable('The table of arrays was expected', section.lines[0]);
    return { ...answer, arrays };
  },
});

/** What mppUtil prints around its tables: `Key = value`, rulers and headings. A line that begins with a number is none of these. */
function isFrame(line: Line): boolean {
  return /^\s*(?:[A-Za-z]+\s+=.*|-+|[A-Za-z].*)\s*$/u.test(line.text);
}

/** `mppUtil -V`. */
export const rdacVersion = defineProbe({
  name: 'rdac.version',
  title: 'Version of the RDAC driver',
  source: 'From memory: a line with "Version:" and the version; unproven',
  roles: ['dom0'],
  parameters: none,
  facts: z.strictObject({ ...answerFields, version: text.nullable(), line: text.nullable() }),
  empty: { ...noAnswer, version: null, line: null },
  command: () => sectioned([{ name: 'version', run: '/usr/sbin/mppUtil -V 2>&1' }]),
  read: (reading) => {
    const section = expectSections(reading, ['version'])('version');
    const answer = sectionAnswer(section, reading, driverMissing);
    if (!answer.answered.value) return { ...answer, version: leaf(null, section.whole), line: leaf(null, section.whole) };
    const line = onlyLine(section.lines, 'The version');
    const found = mustMatch(line, /^[ -~]*?\bVersion\s?[:=]\s?([0-9A-Za-z]+(?:\.[0-9A-Za-z]+)+)[ -~]*$/du, 'A version');
    return { ...answer, version: found.text(1), line: lineText(line) };
  },
});

const setting = z.strictObject({ name: text, value: text });

/**
 * /etc/mpp.conf. It counts only as the copy in the initial RAM disk that was booted: `mppUpdate` puts it there. Times are in seconds.
 * `lunRebalance` 0 gives LUNs back to their preferred controller by itself.
 */
export const rdacConfiguration = defineProbe({
  name: 'rdac.configuration',
  title: 'Settings of RDAC in /etc/mpp.conf',
  source: 'Sun System Handbook, solution 1005465.1; man page RDAC(9) names the file',
  roles: ['dom0'],
  parameters: none,
  facts: z.strictObject({
    exists: flag,
    settings: z.array(setting),
    scanInterval: integer.nullable(),
    disableLunRebalance: integer.nullable(),
    failOverQuiescenceTime: integer.nullable(),
    failoverTimeout: integer.nullable(),
    controllerIoWaitTime: integer.nullable(),
    arrayIoWaitTime: integer.nullable(),
  }),
  empty: {
    exists: false,
    settings: [],
    scanInterval: null,
    disableLunRebalance: null,
    failOverQuiescenceTime: null,
    failoverTimeout: null,
    controllerIoWaitTime: null,
    arrayIoWaitTime: null,
  },
  command: () => sectioned([{ name: 'file', run: '/bin/cat /etc/mpp.conf' }]),
  read: (reading) => {
    const section = expectSections(reading, ['file'])('file');
    const settings: { name: Leaf<string>; value: Leaf<string> }[] = [];
    for (const line of section.lines) {
      if (/^\s*(#.*)?$/u.test(line.text)) {
        reading.ignore(line);
        continue;
      }
      const found = mustMatch(line, /^\s*([A-Za-z0-9_]+)\s*=\s*(.*?)\s*$/du, 'A setting');
      settings.push({ name: found.text(1), value: found.text(2) });
    }
    const number = (name: string): Leaf<number | null> => {
      const found = settings.findLast((item) => item.name.value === name);
      if (found === undefined || !/^(0x[0-9a-fA-F]{1,8}|[0-9]{1,9})$/u.test(found.value.value)) return leaf(null, section.whole);
      return leaf(Number(found.value.value), found.value.at);
    };
    return {
      exists: leaf(section.exit.value === 0, section.whole),
      settings,
      scanInterval: number('ScanInterval'),
      disableLunRebalance: number('DisableLUNRebalance'),
      failOverQuiescenceTime: number('FailOverQuiescenceTime'),
      failoverTimeout: number('FailoverTimeout'),
      controllerIoWaitTime: number('ControllerIoWaitTime'),
      arrayIoWaitTime: number('ArrayIoWaitTime'),
    };
  },
});

const treePath = z.strictObject({
  name: text,
  driver: text,
  host: integer,
  channel: integer,
  target: integer,
  luns: z.array(integer),
  accessLuns: z.array(integer),
});
const treeController = z.strictObject({ name: text, paths: z.array(treePath) });
const treeArray = z.strictObject({ name: text, controllers: z.array(treeController), virtualLuns: z.array(integer) });
type TreeArray = z.infer<typeof treeArray>;

/** /proc/mpp: arrays, their controllers, the paths to each (`DRIVER_hHOSTcCHANNELtTARGET`) and the LUNs on each path. */
export const rdacTree = defineProbe({
  name: 'rdac.tree',
  title: 'Paths and LUNs in /proc/mpp',
  source: 'IBM DS3000 guide, example 17-18; the directory names of an FC driver are inferred',
  roles: ['dom0'],
  parameters: none,
  facts: z.strictObject({ exists: flag, arrays: z.array(treeArray) }),
  empty: { exists: false, arrays: [] },
  command: () => sectioned([{ name: 'tree', run: '/usr/bin/find /proc/mpp' }]),
  read: (reading) => {
    const section = expectSections(reading, ['tree'])('tree');
    if (section.exit.value !== 0) {
      reading.ignore(...section.lines);
      return { exists: leaf(false, section.whole), arrays: [] };
    }
    return { exists: leaf(true, section.whole), arrays: treeOf(section.lines, (line) => reading.ignore(line)) };
  },
});

/** Gathers a tree from its paths, parents before children as find prints them. */
function treeOf(lines: readonly Line[], ignore: (line: Line) => void): readonly Cited<TreeArray>[] {
  const seen = new Set<string>();
  const arrays = new Map<
    string,
    { name: Leaf<string>; controllers: Cited<z.infer<typeof treeController>>[]; virtualLuns: Leaf<number>[] }
  >();
  const controllers = new Map<string, Cited<z.infer<typeof treePath>>[]>();
  const paths = new Map<string, { luns: Leaf<number>[]; accessLuns: Leaf<number>[] }>();
  for (const line of lines) {
    if (seen.has(line.text)) unreadable('A path came twice', line);
    seen.add(line.text);
    const parts = line.text.split('/').slice(3);
    const parent = line.text.slice(0, line.text.lastIndexOf('/'));
    const name = parts[parts.length - 1] ?? '';
    const named = textAt(line, line.text.length - name.length, line.text.length);
    if (line.text === '/proc/mpp') {
      ignore(line);
    } else if (!line.text.startsWith('/proc/mpp/') || name === '') {
      unreadable('A path below /proc/mpp was expected', line);
    } else if (parts.length === 1) {
      arrays.set(line.text, { name: named, controllers: [], virtualLuns: [] });
    } else if (parts.length === 2) {
      const owner = arrays.get(parent) ?? unreadable('An array was expected before what belongs to it', line);
      const controller = matchLine(line, /\/controller([AB])$/du);
      const virtual = matchLine(line, /\/virtualLun([0-9]+)$/du);
      if (controller !== null) {
        const below: Cited<z.infer<typeof treePath>>[] = [];
        controllers.set(line.text, below);
        owner.controllers.push({ name: controller.text(1), paths: below });
      } else if (virtual !== null) {
        owner.virtualLuns.push(virtual.integer(1));
      } else {
        unreadable('A controller or a virtual LUN was expected', line);
      }
    } else if (parts.length === 3 && controllers.has(parent)) {
      const found = mustMatch(line, /\/((\w+)_h([0-9]+)c([0-9]+)t([0-9]+))$/du, 'A path');
      const path = {
        name: found.text(1),
        driver: found.text(2),
        host: found.integer(3),
        channel: found.integer(4),
        target: found.integer(5),
        luns: [] as Leaf<number>[],
        accessLuns: [] as Leaf<number>[],
      };
      paths.set(line.text, path);
      controllers.get(parent)?.push(path);
    } else if (parts.length === 4 && paths.has(parent)) {
      const found = mustMatch(line, /\/(UTM_)?LUN([0-9]+)$/du, 'A LUN');
      const path = paths.get(parent);
      (found.has(1) ? path?.accessLuns : path?.luns)?.push(found.integer(2));
    } else {
      unreadable('A path that belongs to nothing', line);
    }
  }
  return [...arrays.values()];
}
