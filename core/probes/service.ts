import { z } from 'zod';
import { leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { flag, integer, text } from './facts.ts';
import { quotePosix } from './quote.ts';
import { lineText, matchLine, mustMatch, unreadable } from './reading.ts';
import { expectSections, sectioned } from './sections.ts';

/** The runlevels in which a Red Hat host with its network runs by itself. */
const ordinaryLevels = [3, 5];

export const serviceStatus = defineProbe({
  name: 'service.status',
  title: 'Whether a service runs, and whether it starts at boot',
  source: 'service(8) and chkconfig(8) of RHEL 5; exit statuses of init scripts by LSB 3.1 (0 running, 3 stopped)',
  roles: ['dom0', 'guest'],
  parameters: z.strictObject({ name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/u, 'the name of a service') }),
  facts: z.strictObject({
    /** There is an init script of that name. */
    present: flag,
    /** The script's status is 0. xend's script also says so where there is no Xen, without printing anything. */
    running: flag,
    exit: integer,
    lines: z.array(text),
    /** chkconfig lists it. */
    listed: flag,
    levels: z.array(z.strictObject({ level: integer, on: flag })),
    /** On in runlevels 3 and 5. */
    startsAtBoot: flag,
  }),
  empty: { present: false, running: false, exit: 3, lines: [], listed: false, levels: [], startsAtBoot: false },
  command: ({ name }) =>
    sectioned([
      { name: 'script', run: `test -e /etc/init.d/${quotePosix(name)}` },
      { name: 'status', run: `/sbin/service ${quotePosix(name)} status 2>&1` },
      { name: 'runlevels', run: `/sbin/chkconfig --list ${quotePosix(name)} 2>&1` },
    ]),
  deadline: 30_000,
  read: (reading, { name }) => {
    const section = expectSections(reading, ['script', 'status', 'runlevels']);
    const script = section('script').exit;
    const status = section('status');
    const runlevels = section('runlevels');
    const [first, second] = runlevels.lines;
    const row = first === undefined ? null : matchLine(first, /^(\S+)((?:\s+[0-6]:(?:on|off))+)\s*$/du);
    if (row !== null && row.raw(1) !== name) unreadable('Another service was listed', first);
    if (row !== null && second !== undefined) unreadable('One service was asked for', second);
    if (row === null) reading.ignore(...runlevels.lines);
    const levels =
      row === null
        ? []
        : [...row.raw(2).matchAll(/([0-6]):(on|off)/gu)].map((found) => {
            const start = row.at(2).start + found.index;
            const at = { stream: 'stdout', start, end: start + found[0].length } as const;
            return { level: leaf(Number(found[1]), at), on: leaf(found[2] === 'on', at) };
          });
    if (row !== null && levels.length !== 7) mustMatch(row.line, /^(?!)/du, 'Seven runlevels');
    const on = (level: number): boolean => levels.some((one) => one.level.value === level && one.on.value);
    const listed = row === null ? runlevels.whole : row.at(1);
    return {
      present: leaf(script.value === 0, script.at),
      running: leaf(script.value === 0 && status.exit.value === 0, status.exit.at),
      exit: status.exit,
      lines: status.lines.filter((line) => line.text.trim() !== '').map(lineText),
      listed: leaf(row !== null, listed),
      levels,
      startsAtBoot: leaf(ordinaryLevels.every(on), listed),
    };
  },
});
