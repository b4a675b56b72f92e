import { z } from 'zod';
import { leaf } from './cited.ts';
import type { Leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { flag, integer, text } from './facts.ts';
import { none } from './parameters.ts';
import { lineText, matchLine, mustMatch, unreadable } from './reading.ts';
import { expectSections, sectioned } from './sections.ts';
import type { Section } from './sections.ts';

/** Modules of one or the other stack: RDAC's two, device-mapper's, and the hardware handler for the same arrays. */
const relevant = /^(mppUpper|mppVhba|dm_multipath|dm_round_robin|dm_service_time|dm_rdac|scsi_dh_rdac)$/u;

const kernelModule = z.strictObject({ name: text, bytes: integer, users: integer, usedBy: text, state: text, address: text });

const facts = z.strictObject({
  modules: z.array(kernelModule),
  rdacLoaded: flag,
  deviceMapperLoaded: flag,
  /** multipathd, by the status that its service reports. */
  daemonRunning: flag,
  daemonStatus: z.array(text),
  /** False where chkconfig does not know it, or is not there. */
  daemonAsService: flag,
  /** Runlevels in which it starts. */
  daemonRunlevels: z.array(integer),
  /** Two multipath stacks at once: RDAC's virtual disks and multipathd. */
  both: flag,
});

/** Which multipath stack is at work: RDAC, device-mapper, or both, which is an error. */
export const multipathStacks = defineProbe({
  name: 'multipath.stacks',
  title: 'Multipath stacks of the host',
  source:
    'Linux kernel/module.c for /proc/modules; LSB exit statuses of init scripts; chkconfig(8); the daemon’s sentences from memory and kept as printed',
  roles: ['dom0'],
  parameters: none,
  facts,
  empty: {
    modules: [],
    rdacLoaded: false,
    deviceMapperLoaded: false,
    daemonRunning: false,
    daemonStatus: [],
    daemonAsService: false,
    daemonRunlevels: [],
    both: false,
  },
  command: () =>
    sectioned([
      { name: 'modules', run: '/bin/cat /proc/modules' },
      { name: 'status', run: '/sbin/service multipathd status 2>&1' },
      { name: 'boot', run: '/sbin/chkconfig --list multipathd 2>&1' },
    ]),
  read: (reading) => {
    const section = expectSections(reading, ['modules', 'status', 'boot']);
    const modules = section('modules').lines.flatMap((line) => {
      const row = mustMatch(line, /^(\S+) ([0-9]+) (-?[0-9]+) (\S+) (\S+) (0x[0-9a-f]+)(?: \([A-Z+-]+\))?\s*$/du, 'A module');
      if (!relevant.test(row.raw(1))) {
        reading.ignore(line);
        return [];
      }
      return [
        {
          name: row.text(1),
          bytes: row.integer(2),
          users: row.integer(3),
          usedBy: row.text(4),
          state: row.text(5),
          address: row.text(6),
        },
      ];
    });
    const names = modules.map((item) => item.name.value);
    if (new Set(names).size !== names.length) unreadable('A module came twice', section('modules').lines[0]);
    const all = section('modules').whole;
    const rdac = names.includes('mppVhba');
    const status = section('status');
    const running = status.exit.value === 0;
    const runlevels = runlevelsOf(section('boot'), (line) => reading.ignore(line));
    return {
      modules,
      rdacLoaded: leaf(rdac, all),
      deviceMapperLoaded: leaf(names.includes('dm_multipath'), all),
      daemonRunning: leaf(running, status.whole),
      daemonStatus: status.lines.filter((line) => line.text.trim() !== '').map(lineText),
      daemonAsService: leaf(runlevels !== null, section('boot').whole),
      daemonRunlevels: runlevels ?? [],
      both: leaf(rdac && running, status.whole),
    };
  },
});

/** `multipathd 0:off 1:off 2:on ...`: the runlevels that say on. Null when no line says it. */
function runlevelsOf(section: Section, ignore: (line: Section['lines'][number]) => void): readonly Leaf<number>[] | null {
  let levels: Leaf<number>[] | null = null;
  for (const line of section.lines) {
    const row = matchLine(line, /^multipathd((?:\s+[0-6]:(?:on|off)){7})\s*$/du);
    if (row === null) {
      ignore(line);
      continue;
    }
    if (levels !== null) unreadable('The runlevels came twice', line);
    ignore(line);
    levels = [];
    for (const found of line.text.matchAll(/\b([0-6]):on\b/gu)) {
      levels.push(
        leaf(Number(found[1]), { stream: line.stream, start: line.start + found.index, end: line.start + found.index + 1 }),
      );
    }
  }
  return levels;
}
