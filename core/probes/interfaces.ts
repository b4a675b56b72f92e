import { z } from 'zod';
import { leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { flag, integer, text } from './facts.ts';
import { itemsOf, jsonMustInteger, jsonMustText, jsonText, memberOf, readJson } from './located-json.ts';
import type { JsonNode } from './located-json.ts';
import { none } from './parameters.ts';
import { unreadable } from './reading.ts';
import { answerOf } from './refusal.ts';
import { answerFields, noAnswer } from './section-answer.ts';

const address = z.strictObject({ family: text, address: text, prefix: integer });
const networkInterface = z.strictObject({
  index: integer,
  name: text,
  /** Further names of the same interface, as udev gives them. */
  otherNames: z.array(text),
  mac: text.nullable(),
  mtu: integer.nullable(),
  /** `UP`, `DOWN`, `LOWERLAYERDOWN`, `UNKNOWN`. */
  state: text,
  /** `UP`, `LOWER_UP`, `NO-CARRIER`, ... as printed. */
  flags: z.array(text),
  /** Switched on by whoever set it up. */
  up: flag,
  /** The link is there: LOWER_UP. */
  carrier: flag,
  /** Bridge or bond that it is a port of. */
  master: text.nullable(),
  /** `bridge`, `vif`, `dummy`, ...; null for a card. */
  kind: text.nullable(),
  addresses: z.array(address),
});

/** `ip -json -pretty -details address show`: interfaces with link, bridge and addresses. */
export const networkInterfaces = defineProbe({
  name: 'network.interfaces',
  title: 'Network interfaces: link, bridge, addresses',
  source: 'ip(8) of iproute2 6.1, option -json; captured on Debian 12',
  roles: ['dom0', 'guest'],
  parameters: none,
  facts: z.strictObject({ ...answerFields, interfaces: z.array(networkInterface) }),
  empty: { ...noAnswer, interfaces: [] },
  command: () => '/sbin/ip -json -pretty -details address show',
  read: (reading) => {
    const answer = answerOf(reading, /^(?:Option "|Usage: |ip: |Object "|Cannot )/u);
    if (!answer.answered.value) return { ...answer, interfaces: [] };
    const json = readJson(reading.raw.stdout);
    if (json.kind !== 'array') unreadable('A list of interfaces was expected');
    reading.ignore(...reading.stdout);
    const interfaces = json.items.map(interfaceOf);
    for (const [index, one] of interfaces.entries()) {
      if (interfaces.findIndex((other) => other.name.value === one.name.value) !== index)
        unreadable(`${one.name.value} came twice`);
    }
    return { ...answer, interfaces };
  },
});

function interfaceOf(node: JsonNode) {
  const flags = memberOf(node, 'flags');
  if (flags?.kind !== 'array') unreadable('An interface without its flags');
  const named = flags.items.map((item) =>
    item.kind === 'string' ? leaf(item.raw, item.at) : unreadable('JSON: a flag is no text'),
  );
  const words = named.map((one) => one.value);
  const link = memberOf(node, 'linkinfo');
  const mtu = jsonText(node, 'mtu');
  return {
    index: jsonMustInteger(node, 'ifindex'),
    name: jsonMustText(node, 'ifname'),
    otherNames: itemsOf(memberOf(node, 'altnames')).map((item) =>
      item.kind === 'string' ? leaf(item.raw, item.at) : unreadable('JSON: a name is no text'),
    ),
    mac: jsonText(node, 'address'),
    mtu: leaf(mtu.value === null ? null : Number(mtu.value), mtu.at),
    state: jsonMustText(node, 'operstate'),
    flags: named,
    up: leaf(words.includes('UP'), flags.at),
    carrier: leaf(words.includes('LOWER_UP'), flags.at),
    master: jsonText(node, 'master'),
    kind: link === null ? leaf(null, node.at) : jsonText(link, 'info_kind'),
    addresses: itemsOf(memberOf(node, 'addr_info')).map((item) => ({
      family: jsonMustText(item, 'family'),
      address: jsonMustText(item, 'local'),
      prefix: jsonMustInteger(item, 'prefixlen'),
    })),
  };
}
