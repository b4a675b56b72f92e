import { z } from 'zod';
import type { Cited } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { integer, text } from './facts.ts';
import { itemsOf, jsonInteger, jsonMustInteger, jsonMustText, jsonText, memberOf, readJson } from './located-json.ts';
import type { JsonNode } from './located-json.ts';
import { none } from './parameters.ts';
import { unreadable } from './reading.ts';
import { answerOf } from './refusal.ts';
import { answerFields, noAnswer } from './section-answer.ts';

const path = z.strictObject({
  device: text,
  numbers: text,
  dmState: text,
  checkState: text,
  deviceState: text,
  checker: text.nullable(),
  priority: integer,
  /** `[undef]` where the transport has no such name. */
  targetNode: text.nullable(),
  targetPort: text.nullable(),
  hostPort: text.nullable(),
  hostAdapter: text.nullable(),
  lunHex: text.nullable(),
});
const group = z.strictObject({ group: integer, selector: text, priority: integer, status: text, paths: z.array(path) });
const map = z.strictObject({
  name: text,
  wwid: text,
  device: text,
  vendor: text,
  product: text,
  failback: text.nullable(),
  /** `12 chk`: checks left for which I/O is queued with no path; `on`, `off`, `-`. */
  queueing: text.nullable(),
  /** Paths that work now. */
  activePaths: integer,
  dmState: text,
  features: text.nullable(),
  hardwareHandler: text.nullable(),
  /** Times that a path failed, and that the group was switched, since the map was made. */
  pathFaults: integer,
  groupSwitches: integer.nullable(),
  groups: z.array(group),
});

/** `multipathd show maps json`: as `multipath -ll`, with counters and with the names of ports. Escapes in strings are left as printed. */
export const multipathDaemonMaps = defineProbe({
  name: 'multipath.daemonMaps',
  title: 'Multipath maps as multipathd has them',
  source: 'multipath-tools 0.9.4 libmultipath/print.c; captured on Debian 12',
  roles: ['dom0'],
  parameters: none,
  facts: z.strictObject({ ...answerFields, maps: z.array(map) }),
  empty: { ...noAnswer, maps: [] },
  command: () => '/sbin/multipathd show maps json',
  read: (reading) => {
    const answer = answerOf(reading, /^(?:error|ERROR|.*: (?:error|can't|cannot|failed))/u);
    if (!answer.answered.value) return { ...answer, maps: [] };
    const json = readJson(reading.raw.stdout);
    const maps = memberOf(json, 'maps');
    if (maps?.kind !== 'array' || jsonMustInteger(json, 'major_version').value !== 0)
      unreadable('Maps in JSON of version 0 were expected');
    reading.ignore(...reading.stdout);
    return { ...answer, maps: maps.items.map(mapOf) };
  },
});

function mapOf(node: JsonNode): Cited<z.infer<typeof map>> {
  return {
    name: jsonMustText(node, 'name'),
    wwid: jsonMustText(node, 'uuid'),
    device: jsonMustText(node, 'sysfs'),
    vendor: jsonMustText(node, 'vend'),
    product: jsonMustText(node, 'prod'),
    failback: jsonText(node, 'failback'),
    queueing: jsonText(node, 'queueing'),
    activePaths: jsonMustInteger(node, 'paths'),
    dmState: jsonMustText(node, 'dm_st'),
    features: jsonText(node, 'features'),
    hardwareHandler: jsonText(node, 'hwhandler'),
    pathFaults: jsonMustInteger(node, 'path_faults'),
    groupSwitches: jsonInteger(node, 'switch_grp'),
    groups: itemsOf(memberOf(node, 'path_groups')).map((item) => ({
      group: jsonMustInteger(item, 'group'),
      selector: jsonMustText(item, 'selector'),
      priority: jsonMustInteger(item, 'pri'),
      status: jsonMustText(item, 'dm_st'),
      paths: itemsOf(memberOf(item, 'paths')).map(pathOf),
    })),
  };
}

function pathOf(node: JsonNode): Cited<z.infer<typeof path>> {
  return {
    device: jsonMustText(node, 'dev'),
    numbers: jsonMustText(node, 'dev_t'),
    dmState: jsonMustText(node, 'dm_st'),
    checkState: jsonMustText(node, 'chk_st'),
    deviceState: jsonMustText(node, 'dev_st'),
    checker: jsonText(node, 'checker'),
    priority: jsonMustInteger(node, 'pri'),
    targetNode: jsonText(node, 'target_wwnn'),
    targetPort: jsonText(node, 'target_wwpn'),
    hostPort: jsonText(node, 'host_wwpn'),
    hostAdapter: jsonText(node, 'host_adapter'),
    lunHex: jsonText(node, 'lun_hex'),
  };
}
