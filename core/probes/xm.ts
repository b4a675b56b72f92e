import { z } from 'zod';
import { leaf } from './cited.ts';
import type { Leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { decimal, derivedText, flag, integer, text } from './facts.ts';
import { domainName, none } from './parameters.ts';
import { cutShort, mustMatch, unreadable } from './reading.ts';
import type { LineMatch, Reading } from './reading.ts';
import { answerOf } from './refusal.ts';
import type { Answer } from './refusal.ts';
import { quotePosix } from './quote.ts';
import { tableOf } from './table.ts';

/** How xm begins a refusal (tools/python/xen/xm/main.py of Xen 3.0.3). */
const refusalOpening = /^(Error: |ERROR: |Unexpected error: |Xend has probably crashed!|xc_|Traceback )/u;

/** xm ends with a message on standard error and status 1 when it cannot do what it was asked. */
export function xmAnswer(reading: Reading): Answer {
  return answerOf(reading, refusalOpening);
}

const domain = z.strictObject({
  name: text,
  id: integer,
  memoryMebibytes: integer,
  vcpus: integer,
  /** Six places: running, blocked, paused, shut down, crashed, dying; a dash where it is not so. All dashes: runnable. */
  state: text,
  crashed: flag,
  cpuSeconds: decimal,
});

export const xmList = defineProbe({
  name: 'xm.list',
  title: 'Domains that exist now',
  source: 'Article, listing 6; xm/main.py of Xen 3.0.3',
  roles: ['dom0'],
  parameters: none,
  facts: z.strictObject({ present: flag, answered: flag, refusal: text, domains: z.array(domain) }),
  empty: { present: false, answered: false, refusal: '', domains: [] },
  command: () => '/usr/sbin/xm list',
  read: (reading) => {
    const answer = xmAnswer(reading);
    if (!answer.answered.value) return { ...answer, domains: [] };
    const rows = tableOf(reading, /^Name\s+ID\s+Mem(\(MiB\))?\s+VCPUs\s+State\s+Time\(s\)$/u, 'the list of domains');
    const domains = rows.map((line) => {
      const match = mustMatch(
        line,
        /^(\S+)\s+([0-9]+)\s+([0-9]+)\s+([0-9]+)\s+([rbpscd?-]{5,6})\s+([0-9]+\.[0-9])$/du,
        'A domain',
      );
      return {
        name: match.text(1),
        id: match.integer(2),
        memoryMebibytes: match.integer(3),
        vcpus: match.integer(4),
        state: match.text(5),
        crashed: leaf(match.raw(5).includes('c'), match.at(5)),
        cpuSeconds: match.decimal(6),
      };
    });
    if (domains.length === 0) cutShort('a list of domains holds Domain-0 at least');
    const twice = domains.find((one, index) => domains.findIndex((other) => other.id.value === one.id.value) !== index);
    if (twice !== undefined) unreadable(`Two domains have the id ${twice.id.value}`);
    return { ...answer, domains };
  },
});

/** Keys of `xm info` in the order of Xen 3.0.3, and what each is called here. */
const textKeys = {
  host: 'host',
  release: 'release',
  version: 'version',
  machine: 'machine',
  hw_caps: 'hardwareCapabilities',
  xen_extra: 'xenExtra',
  xen_caps: 'xenCapabilities',
  platform_params: 'platformParameters',
  xen_changeset: 'xenChangeset',
  cc_compiler: 'compiler',
  cc_compile_by: 'compiledBy',
  cc_compile_domain: 'compileDomain',
  cc_compile_date: 'compileDate',
} as const;
const integerKeys = {
  nr_cpus: 'cpus',
  nr_nodes: 'nodes',
  sockets_per_node: 'socketsPerNode',
  cores_per_socket: 'coresPerSocket',
  threads_per_core: 'threadsPerCore',
  cpu_mhz: 'cpuMegahertz',
  total_memory: 'totalMemoryMebibytes',
  free_memory: 'freeMemoryMebibytes',
  xen_major: 'xenMajor',
  xen_minor: 'xenMinor',
  xen_pagesize: 'pageBytes',
  xend_config_format: 'configFormat',
} as const;

type TextKey = (typeof textKeys)[keyof typeof textKeys];
type IntegerKey = (typeof integerKeys)[keyof typeof integerKeys];
type Shape<Keys extends string, Value> = { readonly [Key in Keys]: Value };

function fieldsOf<Keys extends string, Value>(keys: Readonly<Record<string, Keys>>, value: Value): Shape<Keys, Value> {
  return Object.fromEntries(Object.values(keys).map((key) => [key, value])) as Shape<Keys, Value>;
}

export const xmInfo = defineProbe({
  name: 'xm.info',
  title: 'The hypervisor, as xend knows it',
  source: 'Article, listing 5; xm/main.py and XendNode.py of Xen 3.0.3',
  roles: ['dom0'],
  parameters: none,
  facts: z.strictObject({
    present: flag,
    answered: flag,
    refusal: text,
    ...fieldsOf(textKeys, text),
    ...fieldsOf(integerKeys, integer),
    /** hvm-... stands in xen_caps: the processors' virtualization is there and enabled. */
    hardwareVirtualization: flag,
    /** What this version of xm prints beyond Xen 3.0.3's. */
    others: z.array(z.strictObject({ name: text, value: text })),
  }),
  empty: {
    present: false,
    answered: false,
    refusal: '',
    ...fieldsOf(textKeys, ''),
    ...fieldsOf(integerKeys, 0),
    hardwareVirtualization: false,
    others: [],
  },
  command: () => '/usr/sbin/xm info',
  read: (reading) => {
    const answer = xmAnswer(reading);
    if (!answer.answered.value) {
      const { at } = answer.answered;
      return {
        ...answer,
        ...fieldsOf(textKeys, leaf('', at)),
        ...fieldsOf(integerKeys, leaf(0, at)),
        hardwareVirtualization: leaf(false, at),
        others: [],
      };
    }
    const found = new Map<string, LineMatch>();
    for (const line of reading.stdout) {
      const match = mustMatch(line, /^([a-z_]+)\s*: ?(.*)$/du, 'A name and its value');
      if (found.has(match.raw(1))) unreadable('A name came twice', line);
      found.set(match.raw(1), match);
    }
    const value = (key: string): LineMatch => found.get(key) ?? cutShort(`${key} is missing`);
    const texts = Object.entries(textKeys).map(([key, name]): [TextKey, Leaf<string>] => [name, value(key).text(2)]);
    const integers = Object.entries(integerKeys).map(([key, name]): [IntegerKey, Leaf<number>] => [name, value(key).integer(2)]);
    const known = new Set([...Object.keys(textKeys), ...Object.keys(integerKeys)]);
    const capabilities = value('xen_caps');
    return {
      ...answer,
      ...(Object.fromEntries(texts) as Shape<TextKey, Leaf<string>>),
      ...(Object.fromEntries(integers) as Shape<IntegerKey, Leaf<number>>),
      hardwareVirtualization: leaf(/(^| )hvm-/u.test(capabilities.raw(2)), capabilities.at(2)),
      others: [...found].filter(([key]) => !known.has(key)).map(([, match]) => ({ name: match.text(1), value: match.text(2) })),
    };
  },
});

/** State of a Xen device, 1 to 6: 4 is Connected (xen/io/xenbus.h). */
const connected = 4;

/** The Linux name that a virtual block device's number stands for (xen/lowlevel blkif numbering); '' when it is none of these. */
export function frontendName(vdev: number): string {
  const major = Math.floor(vdev / 256);
  const minor = vdev % 256;
  const disk = (prefix: string, index: number, part: number): string =>
    `${prefix}${String.fromCharCode(97 + index)}${part === 0 ? '' : part}`;
  if (major === 202) return disk('xvd', Math.floor(minor / 16), minor % 16);
  if (major === 8) return disk('sd', Math.floor(minor / 16), minor % 16);
  const ide = [3, 22, 33, 34].indexOf(major);
  return ide === -1 ? '' : disk('hd', ide * 2 + Math.floor(minor / 64), minor % 64);
}

export const xmBlockList = defineProbe({
  name: 'xm.blockList',
  title: 'Block devices of a running guest, as xend connected them',
  source: 'xm/main.py of Xen 3.0.3 (it lists class vbd alone: disks through blktap do not show)',
  roles: ['dom0'],
  parameters: z.strictObject({ name: domainName }),
  facts: z.strictObject({
    present: flag,
    answered: flag,
    refusal: text,
    devices: z.array(
      z.strictObject({
        vdev: integer,
        /** hda, xvda, ...: what the number stands for. */
        frontend: derivedText,
        backendDomain: integer,
        handle: integer,
        state: integer,
        connected: flag,
        eventChannel: integer,
        ringReference: integer,
        backendPath: text,
      }),
    ),
  }),
  empty: { present: false, answered: false, refusal: '', devices: [] },
  command: ({ name }) => `/usr/sbin/xm block-list ${quotePosix(name)}`,
  read: (reading) => {
    const answer = xmAnswer(reading);
    if (!answer.answered.value || reading.stdout.length === 0) return { ...answer, devices: [] };
    const rows = tableOf(reading, /^Vdev\s+BE\s+handle\s+state\s+evt-ch\s+ring-ref\s+BE-path\s*$/u, 'the list of block devices');
    const devices = rows.map((line) => {
      const match = mustMatch(
        line,
        /^([0-9]+)\s+([0-9]+)\s+([0-9]+)\s+([0-9])\s+(-?[0-9]+)\s+(-?[0-9]+)\s+(\/\S+)\s*$/du,
        'A block device',
      );
      const vdev = match.integer(1);
      const state = match.integer(4);
      return {
        vdev,
        frontend: leaf(frontendName(vdev.value), vdev.at),
        backendDomain: match.integer(2),
        handle: match.integer(3),
        state,
        connected: leaf(state.value === connected, state.at),
        eventChannel: match.integer(5),
        ringReference: match.integer(6),
        backendPath: match.text(7),
      };
    });
    return { ...answer, devices };
  },
});

export const xmNetworkList = defineProbe({
  name: 'xm.networkList',
  title: 'Network devices of a running guest, as xend connected them',
  source: 'xm/main.py of Xen 3.0.3',
  roles: ['dom0'],
  parameters: z.strictObject({ name: domainName }),
  facts: z.strictObject({
    present: flag,
    answered: flag,
    refusal: text,
    devices: z.array(
      z.strictObject({
        index: integer,
        backendDomain: integer,
        mac: text,
        handle: integer,
        state: integer,
        connected: flag,
        eventChannel: integer,
        ringReferences: text,
        backendPath: text,
      }),
    ),
  }),
  empty: { present: false, answered: false, refusal: '', devices: [] },
  command: ({ name }) => `/usr/sbin/xm network-list ${quotePosix(name)}`,
  read: (reading) => {
    const answer = xmAnswer(reading);
    if (!answer.answered.value || reading.stdout.length === 0) return { ...answer, devices: [] };
    const rows = tableOf(
      reading,
      /^Idx\s+BE\s+MAC Addr\.\s+handle\s+state\s+evt-ch\s+tx-\/rx-ring-ref\s+BE-path\s*$/iu,
      'the list of network devices',
    );
    const shape =
      /^([0-9]+)\s+([0-9]+)\s+([0-9a-fA-F]{2}(?::[0-9a-fA-F]{2}){5})\s+([0-9]+)\s+([0-9])\s+(-?[0-9]+)\s+(-?[0-9]+\s*\/\s*-?[0-9]+)\s+(\/\S+)\s*$/du;
    const devices = rows.map((line) => {
      const match = mustMatch(line, shape, 'A network device');
      const state = match.integer(5);
      return {
        index: match.integer(1),
        backendDomain: match.integer(2),
        mac: match.text(3),
        handle: match.integer(4),
        state,
        connected: leaf(state.value === connected, state.at),
        eventChannel: match.integer(6),
        ringReferences: match.text(7),
        backendPath: match.text(8),
      };
    });
    return { ...answer, devices };
  },
});
