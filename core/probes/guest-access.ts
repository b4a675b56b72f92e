import { z } from 'zod';
import { leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { flag, integer, text } from './facts.ts';
import { none, word } from './parameters.ts';
import { quotePosix } from './quote.ts';
import { absence, mustMatch, unreadable } from './reading.ts';
import { expectSections, sectioned } from './sections.ts';

/** Where dnsmasq keeps its leases: its own default, that of Red Hat's build, and one file a network where libvirt started it. */
const leaseFiles = ['/var/lib/misc/dnsmasq.leases', '/var/lib/dnsmasq/dnsmasq.leases', '/var/lib/libvirt/dhcp-*.leases'];

export const guestLeases = defineProbe({
  name: 'guest.leases',
  title: 'Addresses that dnsmasq gave to guests, by MAC address',
  source: 'dnsmasq(8) 2.39: expiry, MAC, address, name, client id',
  roles: ['dom0'],
  parameters: none,
  facts: z.strictObject({
    present: flag,
    leases: z.array(z.strictObject({ expires: integer, mac: text, address: text, name: text, client: text })),
  }),
  empty: { present: false, leases: [] },
  command: () => sectioned(leaseFiles.map((file, index) => ({ name: `leases ${index + 1}`, run: `/bin/cat ${file}` }))),
  read: (reading) => {
    const names = leaseFiles.map((_file, index) => `leases ${index + 1}`);
    const section = expectSections(reading, names);
    const sections = names.map(section);
    const found = sections.find((one) => one.exit.value === 0);
    const leases = sections.flatMap((one) =>
      one.lines.map((line) => {
        const match = mustMatch(
          line,
          /^([0-9]+) ([0-9a-fA-F]{2}(?::[0-9a-fA-F]{2}){5}) ([0-9]{1,3}(?:\.[0-9]{1,3}){3}) (\S+) (\S+)$/du,
          'A lease',
        );
        return {
          expires: match.integer(1),
          mac: match.text(2),
          address: match.text(3),
          name: match.text(4),
          client: match.text(5),
        };
      }),
    );
    const at = (found ?? sections[0])?.exit.at ?? reading.whole;
    return { present: leaf(found !== undefined, at), leases };
  },
});

export const guestHostKey = defineProbe({
  name: 'guest.hostKey',
  title: "A guest's SSH host keys, as dom0 sees them on its own side of the bridge",
  source: 'ssh-keyscan(1) of OpenSSH 4.3',
  roles: ['dom0'],
  parameters: z.strictObject({ address: word.regex(/^[0-9A-Za-z][0-9A-Za-z.:-]*$/u, 'an address') }),
  facts: z.strictObject({
    present: flag,
    /** One for each kind of key; none while the guest does not answer. */
    keys: z.array(z.strictObject({ host: text, type: text, key: text })),
  }),
  empty: { present: false, keys: [] },
  command: ({ address }) => `/usr/bin/ssh-keyscan -T 10 -t rsa ${quotePosix(address)}`,
  read: (reading) => {
    const missing = absence(reading);
    if (missing !== null) return { present: missing, keys: [] };
    if (reading.exit !== 0 && reading.stdout.length > 0) unreadable('The keys could not be read', reading.stderr[0]);
    reading.ignore(...reading.stderr);
    const keys = reading.stdout.map((line) => {
      const match = mustMatch(line, /^(\S+) (ssh-[a-z0-9]+|ecdsa-[a-z0-9-]+) ([A-Za-z0-9+/]+={0,2})$/du, 'A host key');
      return { host: match.text(1), type: match.text(2), key: match.text(3) };
    });
    return { present: leaf(true, reading.whole), keys };
  },
});
