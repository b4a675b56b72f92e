import { z } from 'zod';
import { leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { decimal, flag, integer, text } from './facts.ts';
import { none } from './parameters.ts';
import { absence, cutShort, mustMatch, unreadable } from './reading.ts';
import { tableOf } from './table.ts';

export const xentopDomains = defineProbe({
  name: 'xentop.domains',
  title: 'Domains with their load, as the hypervisor counts it',
  source: 'xentop.c of Xen 3.0.3 in batch mode',
  roles: ['dom0'],
  parameters: none,
  facts: z.strictObject({
    present: flag,
    domains: z.array(
      z.strictObject({
        name: text,
        state: text,
        cpuSeconds: integer,
        cpuPercent: decimal,
        memoryKibibytes: integer,
        memoryPercent: decimal,
        /** Kibibytes, or `no limit`. */
        maximum: text,
        maximumPercent: text,
        /** Numbers of processors, networks and block devices, and what went through them. */
        counts: z.array(integer),
      }),
    ),
  }),
  empty: { present: false, domains: [] },
  command: () => '/usr/sbin/xentop -b -i 1',
  read: (reading) => {
    const missing = absence(reading);
    if (missing !== null) return { present: missing, domains: [] };
    if (reading.exit !== 0) unreadable('The hypervisor did not answer', reading.stderr[0]);
    const heading =
      /^\s*NAME\s+STATE\s+CPU\(sec\)\s+CPU\(%\)\s+MEM\(k\)\s+MEM\(%\)\s+MAXMEM\(k\)\s+MAXMEM\(%\)\s+VCPUS\s+NETS\s.*$/u;
    const domains = tableOf(reading, heading, 'the list of domains').map((line) => {
      const match = mustMatch(
        line,
        /^\s*(\S+)\s+([dsbcpr-]{6})\s+([0-9]+)\s+([0-9.]+)\s+([0-9]+)\s+([0-9.]+)\s+(no limit|[0-9]+)\s+(n\/a|[0-9.]+)((?:\s+[0-9]+){5,12})\s*$/du,
        'A domain',
      );
      const counts = [...match.raw(9).matchAll(/[0-9]+/gu)].map((found) => {
        const start = match.at(9).start + found.index;
        return leaf(Number(found[0]), { stream: 'stdout', start, end: start + found[0].length });
      });
      return {
        name: match.text(1),
        state: match.text(2),
        cpuSeconds: match.integer(3),
        cpuPercent: match.decimal(4),
        memoryKibibytes: match.integer(5),
        memoryPercent: match.decimal(6),
        maximum: match.text(7),
        maximumPercent: match.text(8),
        counts,
      };
    });
    if (domains.length === 0) cutShort('a list of domains holds Domain-0 at least');
    return { present: leaf(true, reading.whole), domains };
  },
});
