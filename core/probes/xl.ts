import { z } from 'zod';
import { leaf } from './cited.ts';
import type { Cited, Leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { decimal, integer, text } from './facts.ts';
import { domainName, none } from './parameters.ts';
import { attribute } from './pieces.ts';
import { quotePosix } from './quote.ts';
import { mustMatch, unreadable } from './reading.ts';
import type { Reading } from './reading.ts';
import { answerOf } from './refusal.ts';
import type { Answer } from './refusal.ts';
import { answerFields, noAnswer } from './section-answer.ts';
import { tableOf } from './table.ts';

/** How xl and its wrapper begin a refusal. */
export const xlRefusal =
  /^(?:.* is an invalid domain identifier|ERROR: {2}|xencall: error: |libxl: error: |cannot init xl context|Can't find version )/u;

function xlAnswer(reading: Reading): Answer {
  return answerOf(reading, xlRefusal);
}

const domain = z.strictObject({
  /** `(null)` for a domain that is gone and not yet forgotten. */
  name: text,
  id: integer,
  memoryMebibytes: integer,
  vcpus: integer,
  /** Running, blocked, paused, shut down, the reason for that (`-`, r, s, c, w, S), dying. */
  state: text,
  cpuSeconds: decimal,
});

/** `xl list`. */
export const xlList = defineProbe({
  name: 'xl.list',
  title: 'Domains that exist now',
  source: 'Xen 4.17 tools/xl/xl_list.c; captured on Debian 12',
  roles: ['dom0'],
  parameters: none,
  facts: z.strictObject({ ...answerFields, domains: z.array(domain) }),
  empty: { ...noAnswer, domains: [] },
  command: () => '/usr/sbin/xl list',
  read: (reading) => {
    const answer = xlAnswer(reading);
    if (!answer.answered.value) return { ...answer, domains: [] };
    const rows = tableOf(reading, /^Name\s+ID\s+Mem\s+VCPUs\s+State\s+Time\(s\)\s*$/u, 'the list of domains');
    const domains = rows.map((line) => {
      const row = mustMatch(
        line,
        /^(\S+)\s+([0-9]+)\s+([0-9]+)\s+([0-9]+)\s+([rbpscdwS-]{6})\s+([0-9]+\.[0-9])\s*$/du,
        'A domain',
      );
      return {
        name: row.text(1),
        id: row.integer(2),
        memoryMebibytes: row.integer(3),
        vcpus: row.integer(4),
        state: row.text(5),
        cpuSeconds: row.decimal(6),
      };
    });
    return { ...answer, domains };
  },
});

/** `xl info`: what the hypervisor says of itself. Memory is in MiB. */
export const xlInfo = defineProbe({
  name: 'xl.info',
  title: 'Hypervisor',
  source: 'Xen 4.17 tools/xl/xl_info.c; captured on Debian 12',
  roles: ['dom0'],
  parameters: none,
  facts: z.strictObject({
    ...answerFields,
    properties: z.array(attribute),
    release: text.nullable(),
    machine: text.nullable(),
    xenVersion: text.nullable(),
    totalMemory: integer.nullable(),
    freeMemory: integer.nullable(),
    xenCommandLine: text.nullable(),
  }),
  empty: {
    ...noAnswer,
    properties: [],
    release: null,
    machine: null,
    xenVersion: null,
    totalMemory: null,
    freeMemory: null,
    xenCommandLine: null,
  },
  command: () => '/usr/sbin/xl info',
  read: (reading) => {
    const answer = xlAnswer(reading);
    const properties: Cited<z.infer<typeof attribute>>[] = [];
    for (const line of answer.answered.value ? reading.stdout : []) {
      const row = mustMatch(line, /^([a-z][a-z_]*)\s+:(?: (.*?))?\s*$/du, 'A property of the hypervisor');
      if (properties.some((item) => item.name.value === row.raw(1))) unreadable('A property came twice', line);
      properties.push({ name: row.text(1), value: row.has(2) ? row.text(2) : leaf('', { ...row.at(0), start: row.at(0).end }) });
    }
    if (answer.answered.value && properties[properties.length - 1]?.name.value !== 'xend_config_format')
      unreadable('The last property was expected');
    const found = (name: string): Leaf<string | null> =>
      properties.find((item) => item.name.value === name)?.value ?? leaf(null, reading.whole);
    const number = (name: string): Leaf<number | null> => {
      const value = found(name);
      return value.value !== null && /^[0-9]{1,15}$/u.test(value.value)
        ? leaf(Number(value.value), value.at)
        : leaf(null, value.at);
    };
    return {
      ...answer,
      properties,
      release: found('release'),
      machine: found('machine'),
      xenVersion: found('xen_version'),
      totalMemory: number('total_memory'),
      freeMemory: number('free_memory'),
      xenCommandLine: found('xen_commandline'),
    };
  },
});

const device = z.strictObject({
  vdev: integer,
  backendDomain: integer,
  frontendDomain: integer,
  /** 4 is connected. */
  state: integer,
  eventChannel: integer,
  ringReference: text,
  /** `.../backend/vbd/...` for a device, `.../backend/qdisk/...` for QEMU. */
  backendPath: text,
});

/** `xl block-list DOMAIN`. */
export const xlBlockDevices = defineProbe({
  name: 'xl.blockDevices',
  title: 'Disks of a running guest',
  source: 'Xen 4.17 tools/xl/xl_block.c; captured on Debian 12',
  roles: ['dom0'],
  parameters: z.strictObject({ domain: domainName }),
  facts: z.strictObject({ ...answerFields, devices: z.array(device) }),
  empty: { ...noAnswer, devices: [] },
  command: (parameters) => `/usr/sbin/xl block-list ${quotePosix(parameters.domain)}`,
  read: (reading) => {
    const answer = xlAnswer(reading);
    if (!answer.answered.value) return { ...answer, devices: [] };
    const rows = tableOf(reading, /^Vdev\s+BE\s+handle\s+state\s+evt-ch\s+ring-ref\s+BE-path\s*$/u, 'the list of disks');
    const devices = rows.map((line) => {
      const row = mustMatch(
        line,
        /^([0-9]+)\s+([0-9]+)\s+([0-9]+)\s+(-?[0-9]+)\s+(-?[0-9]+)\s+(-?[0-9]+)\s+(\/\S+)\s*$/du,
        'A disk',
      );
      return {
        vdev: row.integer(1),
        backendDomain: row.integer(2),
        frontendDomain: row.integer(3),
        state: row.integer(4),
        eventChannel: row.integer(5),
        ringReference: row.text(6),
        backendPath: row.text(7),
      };
    });
    return { ...answer, devices };
  },
});

const vcpu = z.strictObject({
  name: text,
  domain: integer,
  vcpu: integer,
  /** `-` when it runs nowhere. */
  cpu: text,
  state: text,
  seconds: decimal,
  hardAffinity: text,
  softAffinity: text,
});

/** `xl vcpu-list`. */
export const xlVcpus = defineProbe({
  name: 'xl.vcpus',
  title: 'Virtual CPUs',
  source: 'Xen 4.17 tools/xl/xl_vcpu.c; captured on Debian 12',
  roles: ['dom0'],
  parameters: none,
  facts: z.strictObject({ ...answerFields, vcpus: z.array(vcpu) }),
  empty: { ...noAnswer, vcpus: [] },
  command: () => '/usr/sbin/xl vcpu-list',
  read: (reading) => {
    const answer = xlAnswer(reading);
    if (!answer.answered.value) return { ...answer, vcpus: [] };
    const rows = tableOf(
      reading,
      /^Name\s+ID\s+VCPU\s+CPU\s+State\s+Time\(s\)\s+Affinity \(Hard \/ Soft\)\s*$/u,
      'the list of virtual CPUs',
    );
    const vcpus = rows.map((line) => {
      const row = mustMatch(
        line,
        /^(\S+)\s+([0-9]+)\s+([0-9]+)\s+([0-9]+|-)\s+([rbp-]{3})\s+([0-9]+\.[0-9])\s+(\S+) \/ (\S+)\s*$/du,
        'A virtual CPU',
      );
      return {
        name: row.text(1),
        domain: row.integer(2),
        vcpu: row.integer(3),
        cpu: row.text(4),
        state: row.text(5),
        seconds: row.decimal(6),
        hardAffinity: row.text(7),
        softAffinity: row.text(8),
      };
    });
    return { ...answer, vcpus };
  },
});

const network = z.strictObject({
  index: integer,
  backendDomain: integer,
  mac: text,
  handle: integer,
  state: integer,
  eventChannel: integer,
  ringReferences: text,
  backendPath: text,
});

/** `xl network-list DOMAIN`. */
export const xlNetworks = defineProbe({
  name: 'xl.networks',
  title: 'Network devices of a running guest',
  source: 'Xen 4.17 tools/xl/xl_nic.c; the heading captured on Debian 12, rows from the source',
  roles: ['dom0'],
  parameters: z.strictObject({ domain: domainName }),
  facts: z.strictObject({ ...answerFields, networks: z.array(network) }),
  empty: { ...noAnswer, networks: [] },
  command: (parameters) => `/usr/sbin/xl network-list ${quotePosix(parameters.domain)}`,
  read: (reading) => {
    const answer = xlAnswer(reading);
    if (!answer.answered.value) return { ...answer, networks: [] };
    const rows = tableOf(
      reading,
      /^Idx\s+BE\s+M(?:ac|AC) Addr\.\s+handle\s+state\s+evt-ch\s+tx-\/rx-ring-ref\s+BE-path\s*$/u,
      'the list of network devices',
    );
    const networks = rows.map((line) => {
      const row = mustMatch(
        line,
        /^([0-9]+)\s+([0-9]+)\s+((?:[0-9a-f]{2}:){5}[0-9a-f]{2})\s+([0-9]+)\s+(-?[0-9]+)\s+(-?[0-9]+)\s+(-?[0-9]+\/-?[0-9]+)\s+(\/\S+)\s*$/du,
        'A network device',
      );
      return {
        index: row.integer(1),
        backendDomain: row.integer(2),
        mac: row.text(3),
        handle: row.integer(4),
        state: row.integer(5),
        eventChannel: row.integer(6),
        ringReferences: row.text(7),
        backendPath: row.text(8),
      };
    });
    return { ...answer, networks };
  },
});
