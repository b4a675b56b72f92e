import { z } from 'zod';
import { leaf } from './cited.ts';
import type { Leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { flag, integer, text } from './facts.ts';
import { none } from './parameters.ts';
import { absence, matchLine, mustMatch, unreadable } from './reading.ts';
import { tableOf } from './table.ts';

interface Bridge {
  readonly name: Leaf<string>;
  readonly id: Leaf<string>;
  readonly spanningTree: Leaf<boolean>;
  readonly interfaces: Leaf<string>[];
}

export const networkBridges = defineProbe({
  name: 'network.bridges',
  title: 'Bridges and what is plugged into them',
  source: 'brctl(8) of bridge-utils 1.1',
  roles: ['dom0'],
  parameters: none,
  facts: z.strictObject({
    present: flag,
    bridges: z.array(z.strictObject({ name: text, id: text, spanningTree: flag, interfaces: z.array(text) })),
  }),
  empty: { present: false, bridges: [] },
  command: () => '/usr/sbin/brctl show',
  read: (reading) => {
    const missing = absence(reading);
    if (missing !== null) return { present: missing, bridges: [] };
    if (reading.exit !== 0) unreadable('The bridges could not be listed', reading.stderr[0]);
    const bridges: Bridge[] = [];
    for (const line of tableOf(reading, /^bridge name\s+bridge id\s+STP enabled\s+interfaces$/u, 'the list of bridges')) {
      const further = matchLine(line, /^\s+(\S+)\s*$/du);
      const last = bridges[bridges.length - 1];
      if (further !== null) {
        if (last === undefined) return unreadable('An interface stands before any bridge', line);
        last.interfaces.push(further.text(1));
        continue;
      }
      const match = mustMatch(line, /^(\S+)\s+([0-9a-f]{4}\.[0-9a-f]{12})\s+(yes|no)(?:\s+(\S+))?\s*$/du, 'A bridge');
      bridges.push({
        name: match.text(1),
        id: match.text(2),
        spanningTree: leaf(match.raw(3) === 'yes', match.at(3)),
        interfaces: match.has(4) ? [match.text(4)] : [],
      });
    }
    return { present: leaf(true, reading.whole), bridges };
  },
});

export const networkAddresses = defineProbe({
  name: 'network.addresses',
  title: 'IPv4 addresses of the host',
  source: 'ip(8) of iproute 2.6.18, one line an address',
  roles: ['dom0', 'guest'],
  parameters: none,
  facts: z.strictObject({
    present: flag,
    addresses: z.array(z.strictObject({ index: integer, interface: text, address: text, prefix: integer, rest: text })),
  }),
  empty: { present: false, addresses: [] },
  command: () => '/sbin/ip -o -4 addr show',
  read: (reading) => {
    const missing = absence(reading);
    if (missing !== null) return { present: missing, addresses: [] };
    if (reading.exit !== 0) unreadable('The addresses could not be listed', reading.stderr[0]);
    const addresses = reading.stdout.map((line) => {
      const match = mustMatch(line, /^([0-9]+): (\S+)\s+inet ([0-9]{1,3}(?:\.[0-9]{1,3}){3})\/([0-9]{1,2})(.*)$/du, 'An address');
      return {
        index: match.integer(1),
        interface: match.text(2),
        address: match.text(3),
        prefix: match.integer(4),
        rest: match.text(5),
      };
    });
    return { present: leaf(true, reading.whole), addresses };
  },
});
