import { z } from 'zod';
import { leaf } from './cited.ts';
import type { Leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { decimal, flag, integer, text } from './facts.ts';
import { none } from './parameters.ts';
import { absence, cite, cutShort, matchLine, mustMatch, onlyLine } from './reading.ts';
import { expectSections, sectioned } from './sections.ts';
import type { Line } from './text.ts';

export const hostIdentity = defineProbe({
  name: 'host.identity',
  title: 'Kernel and machine, as uname -a prints them',
  source: 'Article, listing 2; uname of coreutils 5.97',
  roles: ['dom0', 'guest', 'array'],
  parameters: none,
  facts: z.strictObject({
    kernel: text,
    node: text,
    /** For example 2.6.18-53.el5xen. */
    release: text,
    version: text,
    machine: text,
    processor: text,
    platform: text,
    system: text,
    /** The release ends in xen, as RHEL 5 names its Xen kernels. */
    xenKernel: flag,
  }),
  empty: {
    kernel: '',
    node: '',
    release: '',
    version: '',
    machine: '',
    processor: '',
    platform: '',
    system: '',
    xenKernel: false,
  },
  command: () => '/bin/uname -a',
  read: (reading) => {
    const line = onlyLine(reading.stdout, 'the line of uname');
    const match = mustMatch(
      line,
      /^(\S+) (\S+) (\S+) (#.*?) (i[3-6]86|x86_64|ia64|ppc|ppc64|s390|s390x|aarch64|athlon)(?: (\S+) (\S+))? (GNU\/Linux)$/du,
      'The line of uname -a',
    );
    return {
      kernel: match.text(1),
      node: match.text(2),
      release: match.text(3),
      version: match.text(4),
      machine: match.text(5),
      processor: match.text(6),
      platform: match.text(7),
      system: match.text(8),
      xenKernel: leaf(match.raw(3).endsWith('xen'), match.at(3)),
    };
  },
});

export const hostRelease = defineProbe({
  name: 'host.release',
  title: 'Which Red Hat release is installed',
  source: '/etc/redhat-release of redhat-release 5Server-5.1',
  roles: ['dom0', 'guest'],
  parameters: none,
  facts: z.strictObject({ present: flag, product: text, version: text, major: integer, minor: integer, codename: text }),
  empty: { present: false, product: '', version: '', major: 0, minor: 0, codename: '' },
  command: () => '/bin/cat /etc/redhat-release',
  read: (reading) => {
    const missing = absence(reading);
    if (missing !== null) {
      const nothing = leaf('', missing.at);
      const zero = leaf(0, missing.at);
      return { present: missing, product: nothing, version: nothing, major: zero, minor: zero, codename: nothing };
    }
    const line = onlyLine(reading.stdout, 'the release');
    const match = mustMatch(line, /^(\S.*) release (([0-9]+)(?:\.([0-9]+)[0-9.]*)?)(?: \(([^()]*)\))?$/du, 'A release');
    return {
      present: leaf(true, cite(line)),
      product: match.text(1),
      version: match.text(2),
      major: match.integer(3),
      minor: match.has(4) ? match.integer(4) : leaf(0, match.at(2)),
      codename: match.text(5),
    };
  },
});

export const hostBoot = defineProbe({
  name: 'host.boot',
  title: 'Which boot this is, and since when',
  source: 'Linux: /proc/sys/kernel/random/boot_id, proc(5) for /proc/uptime',
  roles: ['dom0', 'guest'],
  parameters: none,
  facts: z.strictObject({ bootId: text, uptimeSeconds: decimal, idleSeconds: decimal }),
  empty: { bootId: '', uptimeSeconds: 0, idleSeconds: 0 },
  command: () =>
    sectioned([
      { name: 'boot-id', run: '/bin/cat /proc/sys/kernel/random/boot_id' },
      { name: 'uptime', run: '/bin/cat /proc/uptime' },
    ]),
  read: (reading) => {
    const section = expectSections(reading, ['boot-id', 'uptime']);
    const id = mustMatch(
      onlyLine(section('boot-id').lines, 'the boot id'),
      /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/du,
      'A boot id',
    );
    const up = mustMatch(onlyLine(section('uptime').lines, 'the uptime'), /^([0-9.]+) ([0-9.]+)$/du, 'An uptime');
    return { bootId: id.text(1), uptimeSeconds: up.decimal(1), idleSeconds: up.decimal(2) };
  },
});

export const hostClock = defineProbe({
  name: 'host.clock',
  title: 'What time the host has',
  source: 'date of coreutils 5.97',
  roles: ['dom0', 'guest', 'array'],
  parameters: none,
  facts: z.strictObject({ epochSeconds: integer, zone: text, offset: text }),
  empty: { epochSeconds: 0, zone: '', offset: '' },
  command: () => "/bin/date '+%s %Z %z'",
  read: (reading) => {
    const match = mustMatch(
      onlyLine(reading.stdout, 'the time'),
      /^([0-9]+) (\S+) ([+-][0-9]{4})$/du,
      'Seconds, zone and offset',
    );
    return { epochSeconds: match.integer(1), zone: match.text(2), offset: match.text(3) };
  },
});

export const hostHardware = defineProbe({
  name: 'host.hardware',
  title: 'Machine, processors, memory, Fibre Channel adapters',
  source: 'dmidecode(8) 2.7, proc(5), lspci(8) 2.2.3',
  // A guest has no firmware of its own: it has neither maker nor name.
  roles: ['dom0', 'guest'],
  parameters: none,
  facts: z.strictObject({
    manufacturer: text,
    product: text,
    /** One for each logical processor that the running kernel sees; under Xen these are dom0's virtual ones. */
    processors: z.array(z.strictObject({ number: integer, model: text })),
    /** Kibibytes that the running kernel sees; under Xen dom0's share. */
    memoryKibibytes: integer,
    /** Fibre Channel functions on the PCI bus: a dual-port adapter shows two. */
    fibreChannelPorts: z.array(z.strictObject({ address: text, description: text })),
  }),
  empty: { manufacturer: '', product: '', processors: [], memoryKibibytes: 0, fibreChannelPorts: [] },
  command: () =>
    sectioned([
      { name: 'manufacturer', run: '/usr/sbin/dmidecode -s system-manufacturer' },
      { name: 'product', run: '/usr/sbin/dmidecode -s system-product-name' },
      { name: 'processors', run: "/bin/egrep '^(processor|model name)' /proc/cpuinfo" },
      { name: 'memory', run: "/bin/grep '^MemTotal:' /proc/meminfo" },
      { name: 'pci', run: '/sbin/lspci' },
    ]),
  read: (reading) => {
    const section = expectSections(reading, ['manufacturer', 'product', 'processors', 'memory', 'pci']);
    const setting = (name: string): Leaf<string> => {
      const { lines, whole } = section(name);
      const [line] = lines.filter((candidate) => !candidate.text.startsWith('#'));
      reading.ignore(...lines.filter((candidate) => candidate.text.startsWith('#')));
      return line === undefined ? leaf('', whole) : mustMatch(line, /^\s*(\S(?:.*\S)?)\s*$/du, 'A name').text(1);
    };
    const memory = mustMatch(onlyLine(section('memory').lines, 'the memory'), /^MemTotal:\s+([0-9]+) kB$/du, 'MemTotal');
    const ports = [];
    for (const line of section('pci').lines) {
      const match = mustMatch(line, /^((?:[0-9a-f]{4}:)?[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]) (.+)$/du, 'A line of lspci');
      const adapter = matchLine(line, /^(\S+) Fibre Channel: (.+)$/du);
      if (adapter === null) reading.ignore(match.line);
      else ports.push({ address: adapter.text(1), description: adapter.text(2) });
    }
    return {
      manufacturer: setting('manufacturer'),
      product: setting('product'),
      processors: processorsOf(section('processors').lines),
      memoryKibibytes: memory.integer(1),
      fibreChannelPorts: ports,
    };
  },
});

/** /proc/cpuinfo's `processor` and `model name` lines, in pairs. */
function processorsOf(lines: readonly Line[]): readonly { readonly number: Leaf<number>; readonly model: Leaf<string> }[] {
  const processors: { readonly number: Leaf<number>; readonly model: Leaf<string> }[] = [];
  for (let at = 0; at < lines.length; at += 2) {
    const [numberLine, modelLine] = [lines[at], lines[at + 1]];
    if (numberLine === undefined || modelLine === undefined) return cutShort('a processor has no model');
    const number = mustMatch(numberLine, /^processor\s*: ([0-9]+)$/du, 'The number of a processor');
    const model = mustMatch(modelLine, /^model name\s*: (.+)$/du, 'The model of a processor');
    processors.push({ number: number.integer(1), model: model.text(1) });
  }
  return processors;
}
