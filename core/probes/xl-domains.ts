import { z } from 'zod';
import { leaf } from './cited.ts';
import type { Cited } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { flag, integer, text } from './facts.ts';
import { itemsOf, jsonInteger, jsonMustInteger, jsonMustText, jsonText, memberOf, readJson } from './located-json.ts';
import type { JsonNode } from './located-json.ts';
import { none } from './parameters.ts';
import { unreadable } from './reading.ts';
import { answerFields, noAnswer, sectionAnswer } from './section-answer.ts';
import { expectSections, sectioned } from './sections.ts';
import { xlRefusal } from './xl.ts';

const disk = z.strictObject({
  path: text.nullable(),
  vdev: text,
  format: text.nullable(),
  backend: text.nullable(),
  writable: flag,
});
const network = z.strictObject({ mac: text.nullable(), bridge: text.nullable(), model: text.nullable() });
const domain = z.strictObject({
  id: integer,
  name: text,
  uuid: text.nullable(),
  type: text.nullable(),
  maxMemoryKibibytes: integer.nullable(),
  targetMemoryKibibytes: integer.nullable(),
  maxVcpus: integer.nullable(),
  bootloader: text.nullable(),
  kernel: text.nullable(),
  disks: z.array(disk),
  networks: z.array(network),
  onReboot: text.nullable(),
  onCrash: text.nullable(),
});

/** `xl list -l`: running domains with the configuration that they were made from. libxl leaves out what has its default. */
export const xlDomains = defineProbe({
  name: 'xl.domains',
  title: 'Running domains and their configuration',
  source: 'Xen 4.17 libxl_types.idl for the keys; captured on Debian 12',
  roles: ['dom0'],
  parameters: none,
  facts: z.strictObject({ ...answerFields, domains: z.array(domain) }),
  empty: { ...noAnswer, domains: [] },
  command: () => sectioned([{ name: 'domains', run: '/usr/sbin/xl list -l 2>&1' }]),
  read: (reading) => {
    const section = expectSections(reading, ['domains'])('domains');
    const answer = sectionAnswer(section, reading, xlRefusal);
    if (!answer.answered.value) return { ...answer, domains: [] };
    // While a domain comes or goes libxl tells, before the list, what of its configuration xenstore does not have.
    const lines = section.lines.slice(section.lines.findIndex(({ text: line }) => !line.startsWith('libxl: warning: ')));
    const [first, last] = [lines[0], lines[lines.length - 1]];
    if (first === undefined || last === undefined) unreadable('Domains in JSON were expected');
    const json = readJson(reading.raw.stdout, first.start, last.end);
    if (json.kind !== 'array') unreadable('A list of domains was expected', first);
    reading.ignore(...section.lines);
    return { ...answer, domains: json.items.map(domainOf) };
  },
});

function domainOf(node: JsonNode): Cited<z.infer<typeof domain>> {
  const config = memberOf(node, 'config') ?? unreadable('A domain’s configuration was expected');
  const created = memberOf(config, 'c_info') ?? unreadable('A domain’s name was expected');
  const built = memberOf(config, 'b_info') ?? config;
  return {
    id: jsonMustInteger(node, 'domid'),
    name: jsonMustText(created, 'name'),
    uuid: jsonText(created, 'uuid'),
    type: jsonText(created, 'type'),
    maxMemoryKibibytes: jsonInteger(built, 'max_memkb'),
    targetMemoryKibibytes: jsonInteger(built, 'target_memkb'),
    maxVcpus: jsonInteger(built, 'max_vcpus'),
    bootloader: jsonText(built, 'bootloader'),
    kernel: jsonText(built, 'kernel'),
    disks: itemsOf(memberOf(config, 'disks')).map(diskOf),
    networks: itemsOf(memberOf(config, 'nics')).map((item) => ({
      mac: jsonText(item, 'mac'),
      bridge: jsonText(item, 'bridge'),
      model: jsonText(item, 'model'),
    })),
    onReboot: jsonText(config, 'on_reboot'),
    onCrash: jsonText(config, 'on_crash'),
  };
}

function diskOf(node: JsonNode): Cited<z.infer<typeof disk>> {
  const write = jsonInteger(node, 'readwrite');
  if (write.value !== null && write.value !== 0 && write.value !== 1) unreadable('A disk is read-only or not');
  return {
    path: jsonText(node, 'pdev_path'),
    vdev: jsonMustText(node, 'vdev'),
    format: jsonText(node, 'format'),
    backend: jsonText(node, 'backend'),
    writable: leaf(write.value === 1, write.at),
  };
}
