import { z } from 'zod';
import { leaf } from './cited.ts';
import type { Leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { flag, text } from './facts.ts';
import { none } from './parameters.ts';
import { matchLine, textAt, unreadable } from './reading.ts';
import type { Reading } from './reading.ts';
import type { Line } from './text.ts';

const named = z.strictObject({ name: text, members: z.array(text) });
const facts = z.strictObject({
  defined: z.strictObject({
    configurations: z.array(named),
    /** `expanded`: each alias replaced by what it stands for. */
    zones: z.array(z.strictObject({ name: text, members: z.array(text), expanded: z.array(text) })),
    aliases: z.array(named),
  }),
  /** What the switch enforces. What was saved and not enabled is only defined. */
  effective: z.strictObject({ inEffect: flag, configuration: text.nullable(), zones: z.array(named) }),
});

/** One name with its members, as gathered from one or more lines. */
interface Entry {
  readonly kind: string;
  readonly name: Leaf<string>;
  readonly members: Leaf<string>[];
}

/** `cfgshow`: zoning as it is defined and as it is in effect. Aliases are only in the defined part; the effective one has WWNs. */
export const brocadeZoning = defineProbe({
  name: 'brocade.zoning',
  title: 'Zoning, defined and in effect',
  source: 'Published sessions: members on the line of the name or below it, several on a line between semicolons',
  roles: ['switch'],
  shell: 'fos',
  parameters: none,
  facts,
  empty: {
    defined: { configurations: [], zones: [], aliases: [] },
    effective: { inEffect: false, configuration: null, zones: [] },
  },
  command: () => 'cfgshow',
  read: (reading) => {
    const heading = (words: string): number => {
      const at = reading.stdout.findIndex((line) => line.text.trim() === words);
      const line = reading.stdout[at];
      if (line === undefined) unreadable(`"${words}" was expected`, reading.stdout[0]);
      reading.ignore(line);
      return at;
    };
    const from = heading('Defined configuration:');
    const to = heading('Effective configuration:');
    if (to < from || reading.stdout.slice(0, from).some((line) => line.text.trim() !== ''))
      unreadable('Defined before effective was expected', reading.stdout[0]);
    const defined = entriesOf(reading.stdout.slice(from + 1, to), reading, /^no configuration defined$/u);
    const effective = entriesOf(reading.stdout.slice(to + 1), reading, noneInEffect);
    const aliases = new Map(
      defined.entries.filter(({ kind }) => kind === 'alias').map(({ name, members }) => [name.value, members]),
    );
    const of = (entries: readonly Entry[], kind: string) =>
      entries.filter((entry) => entry.kind === kind).map(({ name, members }) => ({ name, members }));
    const configuration = effective.entries.find(({ kind }) => kind === 'cfg');
    if (configuration === undefined && effective.none === null)
      unreadable('A configuration, or that there is none, was expected', reading.stdout[to]);
    return {
      defined: {
        configurations: of(defined.entries, 'cfg'),
        zones: of(defined.entries, 'zone').map((zone) => ({
          ...zone,
          expanded: zone.members.flatMap((member) => aliases.get(member.value) ?? [member]),
        })),
        aliases: of(defined.entries, 'alias'),
      },
      effective: {
        inEffect: leaf(configuration !== undefined, configuration?.name.at ?? effective.none?.at ?? reading.whole),
        configuration: configuration?.name ?? effective.none ?? leaf(null, reading.whole),
        zones: of(effective.entries, 'zone'),
      },
    };
  },
});

/** The second where the default zone gives no access; its words from memory. */
const noneInEffect = /^(?:no configuration in effect|No Effective configuration: \((?:No|All) Access\))$/u;

function entriesOf(
  lines: readonly Line[],
  reading: Reading,
  nothing: RegExp,
): { readonly entries: readonly Entry[]; readonly none: Leaf<null> | null } {
  const entries: Entry[] = [];
  let none: Leaf<null> | null = null;
  for (const line of lines) {
    if (line.text.trim() === '') continue;
    if (nothing.test(line.text.trim()) && none === null) {
      none = leaf(null, { stream: line.stream, start: line.start, end: line.end });
      reading.ignore(line);
      continue;
    }
    const opening = matchLine(line, /^\s?(cfg|zone|alias|qloop|fazone):\s*(\S+)/du);
    if (opening !== null) {
      const kind = opening.raw(1);
      if (entries.some((entry) => entry.kind === kind && entry.name.value === opening.raw(2)))
        unreadable('A name came twice', line);
      const entry = { kind, name: opening.text(2), members: [] };
      entries.push(entry);
      addMembers(line, opening.at(2).end - line.start, entry);
      continue;
    }
    const last = entries[entries.length - 1];
    if (last === undefined || !/^\s/u.test(line.text)) unreadable('A configuration, a zone or an alias was expected', line);
    addMembers(line, 0, last);
  }
  return { entries, none };
}

function addMembers(line: Line, from: number, entry: Entry): void {
  for (const found of line.text.slice(from).matchAll(/[^\s;]+/gu)) {
    const start = from + found.index;
    entry.members.push(textAt(line, start, start + found[0].length));
  }
}
