import { z } from 'zod';
import { leaf } from './cited.ts';
import type { Leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { derivedText, text } from './facts.ts';
import { wordList } from './parameters.ts';
import { cite, matchLine, mustMatch, unreadable } from './reading.ts';
import { answerFields, noAnswer } from './section-answer.ts';
import { readSmcli, smcliCommand } from './smcli-frame.ts';

const port = z.strictObject({
  /** With colons and in lower case, as switches write it. */
  wwpn: derivedText,
  label: text.nullable(),
  hostType: text.nullable(),
});
const host = z.strictObject({
  name: text,
  /** Null where the host is in no group. */
  group: text.nullable(),
  ports: z.array(port),
});

interface OpenPort {
  readonly wwpn: Leaf<string>;
  label: Leaf<string | null>;
  hostType: Leaf<string | null>;
}

/** Host groups, hosts and host ports that the array knows. What belongs to what is told by indentation and order. */
export const smcliHostTopology = defineProbe({
  name: 'smcli.hostTopology',
  title: 'Host groups, hosts and host ports',
  source:
    'Labels of "TOPOLOGY DEFINITIONS" in the storage profile of DS4000, from memory; other lines are let through if they are pairs',
  roles: ['array'],
  parameters: z.strictObject({
    controllers: z
      .string()
      .min(1)
      .refine((value) => wordList(value).length > 0, 'addresses with blanks between them'),
  }),
  facts: z.strictObject({ ...answerFields, groups: z.array(text), hosts: z.array(host) }),
  empty: { ...noAnswer, groups: [], hosts: [] },
  command: ({ controllers }) => smcliCommand(controllers, 'show storageSubsystem hostTopology;'),
  deadline: 90_000,
  read: (reading) => {
    const { answer, body } = readSmcli(reading);
    const groups: Leaf<string>[] = [];
    const hosts: { name: Leaf<string>; group: Leaf<string | null>; ports: OpenPort[] }[] = [];
    let group: { readonly name: Leaf<string>; readonly indent: number } | null = null;
    for (const line of body) {
      const indent = line.text.length - line.text.trimStart().length;
      if (group !== null && indent <= group.indent) group = null;
      const pair = matchLine(line, /^\s*([A-Za-z][A-Za-z0-9 -]*):(?:\s+(\S.*?))?\s*$/du);
      if (pair === null) {
        mustMatch(line, /^\s*(?:TOPOLOGY DEFINITIONS.*|DEFAULT GROUP.*|[A-Z][A-Z ]*-*)\s*$/du, 'A heading or a pair');
        reading.ignore(line);
        continue;
      }
      const last = hosts.at(-1);
      const lastPort = last?.ports.at(-1);
      switch (pair.raw(1).toLowerCase()) {
        case 'host group':
          group = { name: pair.text(2), indent };
          groups.push(group.name);
          break;
        case 'host':
          hosts.push({ name: pair.text(2), group: group?.name ?? leaf(null, cite(line)), ports: [] });
          break;
        case 'host port': {
          const digits = pair.raw(2).replaceAll(':', '').toLowerCase();
          if (last === undefined || !/^[0-9a-f]{16}$/u.test(digits)) unreadable('The WWPN of a host was expected', line);
          const wwpn = (digits.match(/../gu) ?? []).join(':');
          last.ports.push({ wwpn: leaf(wwpn, pair.at(2)), label: leaf(null, cite(line)), hostType: leaf(null, cite(line)) });
          break;
        }
        case 'alias':
        case 'label':
          if (lastPort?.label.value !== null) unreadable('One label behind a host port was expected', line);
          lastPort.label = pair.text(2);
          break;
        case 'host type':
          if (lastPort?.hostType.value !== null) unreadable('One type behind a host port was expected', line);
          lastPort.hostType = pair.text(2);
          break;
        default:
          reading.ignore(line);
      }
    }
    return { ...answer, groups, hosts };
  },
});
