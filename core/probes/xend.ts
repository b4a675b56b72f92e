import { z } from 'zod';
import { leaf } from './cited.ts';
import type { Leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { flag, integer, text } from './facts.ts';
import { none } from './parameters.ts';
import { absence, cite, lineText, matchLine, onlyLine, unreadable } from './reading.ts';

export const xenCapabilities = defineProbe({
  name: 'xen.capabilities',
  title: 'Whether this kernel runs as the control domain',
  source: '/proc/xen/capabilities, which /etc/init.d/xend tests (Xen 3.0.3)',
  roles: ['dom0', 'guest'],
  parameters: none,
  facts: z.strictObject({ present: flag, controlDomain: flag, text }),
  empty: { present: false, controlDomain: false, text: '' },
  command: () => '/bin/cat /proc/xen/capabilities',
  read: (reading) => {
    const missing = absence(reading);
    if (missing !== null) return { present: missing, controlDomain: missing, text: leaf('', missing.at) };
    if (reading.exit !== 0) unreadable('The file could not be read', reading.stderr[0]);
    if (reading.stdout.length === 0) {
      // In a guest the file is there and empty.
      return { present: leaf(true, reading.whole), controlDomain: leaf(false, reading.whole), text: leaf('', reading.whole) };
    }
    const line = onlyLine(reading.stdout, 'the capabilities');
    return {
      present: leaf(true, cite(line)),
      controlDomain: leaf(/\bcontrol_d\b/u.test(line.text), cite(line)),
      text: lineText(line),
    };
  },
});

interface Entry {
  readonly time: Leaf<string>;
  readonly logger: Leaf<string>;
  readonly process: Leaf<number> | Leaf<null>;
  readonly level: Leaf<string>;
  readonly module: Leaf<string>;
  readonly line: Leaf<number>;
  readonly message: Leaf<string>;
  readonly more: Leaf<string>[];
}

export const xendLog = defineProbe({
  name: 'xend.log',
  title: 'The last lines of /var/log/xen/xend.log',
  source: 'XendLogging.py of Xen 3.0.3; some builds leave the process id out',
  roles: ['dom0'],
  parameters: none,
  facts: z.strictObject({
    present: flag,
    /** Lines that belong to an entry before the first one shown. */
    before: z.array(text),
    entries: z.array(
      z.strictObject({
        time: text,
        logger: text,
        process: integer.nullable(),
        level: text,
        module: text,
        line: integer,
        message: text,
        /** Further lines of the same entry, such as a traceback. */
        more: z.array(text),
      }),
    ),
  }),
  empty: { present: false, before: [], entries: [] },
  command: () => '/usr/bin/tail -n 100 /var/log/xen/xend.log',
  read: (reading) => {
    const missing = absence(reading);
    if (missing !== null) return { present: missing, before: [], entries: [] };
    if (reading.exit !== 0) unreadable('The log could not be read', reading.stderr[0]);
    const before: Leaf<string>[] = [];
    const entries: Entry[] = [];
    for (const line of reading.stdout) {
      const match = matchLine(
        line,
        /^\[([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}) ([^\s\]]+)(?: ([0-9]+))?\] ([A-Z]+) \(([A-Za-z_.]+):([0-9]+)\) (.*)$/du,
      );
      const last = entries[entries.length - 1];
      if (match !== null) {
        entries.push({
          time: match.text(1),
          logger: match.text(2),
          process: match.has(3) ? match.integer(3) : leaf(null, match.at(2)),
          level: match.text(4),
          module: match.text(5),
          line: match.integer(6),
          message: match.text(7),
          more: [],
        });
      } else if (last === undefined) before.push(lineText(line));
      else last.more.push(lineText(line));
    }
    return { present: leaf(true, reading.whole), before, entries };
  },
});

export const xenLogFiles = defineProbe({
  name: 'xen.logFiles',
  title: 'Which logs Xen has written',
  source: 'ls of coreutils 5.97 on /var/log/xen',
  roles: ['dom0'],
  parameters: none,
  facts: z.strictObject({ present: flag, files: z.array(text) }),
  empty: { present: false, files: [] },
  command: () => '/bin/ls -1 /var/log/xen',
  read: (reading) => {
    const missing = absence(reading);
    if (missing !== null) return { present: missing, files: [] };
    if (reading.exit !== 0) unreadable('The folder could not be read', reading.stderr[0]);
    return { present: leaf(true, reading.whole), files: reading.stdout.map(lineText) };
  },
});
