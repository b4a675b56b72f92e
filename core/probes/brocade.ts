import { z } from 'zod';
import { leaf } from './cited.ts';
import type { Cited, Leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { flag, integer, text } from './facts.ts';
import { none } from './parameters.ts';
import { attributes, pairOf, Pairs } from './pieces.ts';
import type { Pair } from './pieces.ts';
import { cite, matchLine, mustMatch, textAt, unreadable } from './reading.ts';
import type { LineMatch, Reading } from './reading.ts';
import type { Line } from './text.ts';

/** A Brocade switch in the words of Fabric OS: one command each, nothing around it. */

const port = z.strictObject({
  index: integer,
  port: integer,
  /** Fabric address, six hexadecimal digits; Fabric OS 5 and older have no such column. */
  address: text.nullable(),
  media: text,
  /** `N2` negotiated to 2 Gbit/s, `2G` fixed, `AN` not negotiated yet. */
  speed: text,
  /** `Online`, `No_Light`, `No_Module`, `No_Sync`, `In_Sync`, ... */
  state: text,
  disabled: flag,
  /** `F-Port`, `E-Port`, ...; null when nothing is logged in. */
  portType: text.nullable(),
  /** The one device behind the port, where the switch names it. */
  wwn: text.nullable(),
  /** All that stands after the state, as printed. */
  comment: text,
});

const switchFacts = z.strictObject({
  name: text,
  type: text.nullable(),
  state: text.nullable(),
  role: text.nullable(),
  domain: integer.nullable(),
  domainConfirmed: flag.nullable(),
  identifier: text.nullable(),
  wwn: text.nullable(),
  zoning: flag.nullable(),
  /** Name of the configuration that is in effect. */
  zoningConfiguration: text.nullable(),
  attributes,
  ports: z.array(port),
});

/** `switchshow`. */
export const brocadeSwitch = defineProbe({
  name: 'brocade.switch',
  title: 'Switch and its ports',
  source: 'Published output of FOS 6 and 7; the narrower table of FOS 4 and 5 from memory',
  roles: ['switch'],
  shell: 'fos',
  parameters: none,
  facts: switchFacts,
  empty: {
    name: '',
    type: null,
    state: null,
    role: null,
    domain: null,
    domainConfirmed: null,
    identifier: null,
    wwn: null,
    zoning: null,
    zoningConfiguration: null,
    attributes: [],
    ports: [],
  },
  command: () => 'switchshow',
  read: (reading) => {
    const ruler = reading.stdout.findIndex((line) => /^=+\s*$/u.test(line.text));
    const heading = reading.stdout[ruler - 1];
    if (heading === undefined || !/^(Area|Index)\s+Port\s.*\bMedia\s+Speed\s+State\b/u.test(heading.text)) {
      unreadable('The table of ports was expected', heading ?? reading.stdout[0]);
    }
    reading.ignore(heading, ...reading.stdout.slice(ruler, ruler + 1));
    const pairs = new Pairs(
      reading.stdout.slice(0, ruler - 1).flatMap((line) => {
        if (line.text.trim() === '') return [];
        const pair = linePair(line);
        return [pair ?? unreadable('A property of the switch was expected', line)];
      }),
    );
    const name = pairs.take('switchName') ?? unreadable('The name of the switch was expected', reading.stdout[0]);
    const nothing = leaf(null, reading.whole);
    const domain = pairs.take('switchDomain');
    const place =
      domain === null ? null : mustMatch(domain.line, /^switchDomain:\s*([0-9]+)( \(unconfirmed\))?\s*$/du, 'A domain');
    const zoning = pairs.take('zoning');
    const zoned = zoning === null ? null : mustMatch(zoning.line, /^zoning:\s*(?:(ON)(?: \((\S+)\))?|OFF)\s*$/du, 'ON or OFF');
    return {
      name: name.value,
      type: pairs.take('switchType')?.value ?? nothing,
      state: pairs.take('switchState')?.value ?? nothing,
      role: pairs.take('switchRole')?.value ?? nothing,
      domain: place?.integer(1) ?? nothing,
      domainConfirmed: place === null ? nothing : leaf(!place.has(2), place.at(0)),
      identifier: pairs.take('switchId')?.value ?? nothing,
      wwn: pairs.take('switchWwn')?.value ?? nothing,
      zoning: zoned === null ? nothing : leaf(zoned.has(1), zoned.at(0)),
      zoningConfiguration: zoned?.has(2) === true ? zoned.text(2) : nothing,
      attributes: pairs.rest(),
      ports: reading.stdout
        .slice(ruler + 1)
        .filter((line) => line.text.trim() !== '')
        .map(portOf),
    };
  },
});

function portOf(line: Line): Cited<z.infer<typeof port>> {
  const row = mustMatch(
    line,
    /^\s*([0-9]+)\s+([0-9]+)\s+(?:([0-9a-f]{6})\s+)?(\S+)\s+(\S+)\s+([A-Z][A-Za-z_]+)(?:\s+(\S.*?))?\s*$/du,
    'A port',
  );
  const type = matchLine(line, /\s([A-Z]{1,2}-Port)(?=\s|$)/du);
  const wwn = matchLine(line, /\s((?:[0-9a-f]{2}:){7}[0-9a-f]{2})(?=\s|$)/du);
  const end = line.text.trimEnd().length;
  return {
    index: row.integer(1),
    port: row.integer(2),
    address: textOrNull(row, 3),
    media: row.text(4),
    speed: row.text(5),
    state: row.text(6),
    disabled: leaf(/\bDisabled\b/u.test(row.raw(7)) || row.raw(6) === 'Disabled', cite(line)),
    portType: type === null ? leaf(null, cite(line)) : type.text(1),
    wwn: wwn === null ? leaf(null, cite(line)) : wwn.text(1),
    comment: row.has(7) ? row.text(7) : textAt(line, end, end),
  };
}

/** A line `key: value`, with tabs or blanks between them. */
export function linePair(line: Line): Pair | null {
  const end = line.text.trimEnd().length;
  const from = line.text.length - line.text.trimStart().length;
  return pairOf({ line, from, to: end, text: line.text.slice(from, end) });
}

function textOrNull(match: LineMatch, group: number): Leaf<string | null> {
  return match.has(group) ? match.text(group) : leaf(null, match.at(group));
}

const device = z.strictObject({
  /** `N` in a fabric, `NL` in a loop. */
  type: text,
  address: text,
  classes: text,
  wwpn: text,
  wwnn: text,
  /** Seconds, or `na`. */
  timeToLive: text,
  attributes,
});

/** `nsshow`: who has logged in to this switch, in a zone or not. */
export const brocadeNameServer = defineProbe({
  name: 'brocade.nameServer',
  title: 'Devices that have logged in to the switch',
  source: 'Published output of FOS 6 to 8; the sentence for none from memory',
  roles: ['switch'],
  shell: 'fos',
  parameters: none,
  facts: z.strictObject({ devices: z.array(device) }),
  empty: { devices: [] },
  command: () => 'nsshow',
  read: (reading) => {
    const lines = reading.stdout.filter((line) => line.text.trim() !== '');
    const [opening, ...rest] = lines;
    if (
      opening !== undefined &&
      lines.length === 1 &&
      /^There is no (entry|device) in the Local Name Server$/u.test(opening.text.trim())
    ) {
      reading.ignore(opening);
      return { devices: [] };
    }
    if (opening?.text.trim() !== '{') unreadable('The list of the name server was expected', opening);
    const closing = rest[rest.length - 1];
    const count = closing === undefined ? null : matchLine(closing, /^The Local Name Server has ([0-9]+) entr(?:y|ies) \}\s*$/du);
    if (count === null) unreadable('The end of the name server’s list was expected', closing);
    reading.ignore(opening, count.line);
    const devices = devicesOf(rest.slice(0, -1), reading);
    if (devices.length !== count.integer(1).value) unreadable(`${devices.length} entries came`, count.line);
    return { devices };
  },
});

function devicesOf(lines: readonly Line[], reading: Reading): readonly Cited<z.infer<typeof device>>[] {
  const found: { row: LineMatch; ttl: Leaf<string>; pairs: Pair[] }[] = [];
  for (const line of lines) {
    if (/^\s*Type\s+Pid\s+COS\s+PortName\s+NodeName\s+TTL\(sec\)\s*$/u.test(line.text)) {
      reading.ignore(line);
      continue;
    }
    const row = matchLine(
      line,
      /^\s*([NU]L?)\s+([0-9a-f]{6});\s*([0-9,]+);((?:[0-9a-f]{2}:){7}[0-9a-f]{2});((?:[0-9a-f]{2}:){7}[0-9a-f]{2});\s*(\S+)\s*$/du,
    );
    if (row !== null) {
      found.push({ row, ttl: row.text(6), pairs: [] });
      continue;
    }
    const pair = linePair(line);
    const last = found[found.length - 1];
    if (pair === null || last === undefined) unreadable('An entry of the name server was expected', line);
    last.pairs.push(pair);
  }
  return found.map(({ row, ttl, pairs }) => ({
    type: row.text(1),
    address: row.text(2),
    classes: row.text(3),
    wwpn: row.text(4),
    wwnn: row.text(5),
    timeToLive: ttl,
    attributes: new Pairs(pairs).rest(),
  }));
}

/** `defzone --show`: what devices outside of every zone may see. With `All Access` and no zoning in effect everybody sees everybody. */
export const brocadeDefaultZone = defineProbe({
  name: 'brocade.defaultZone',
  title: 'Default zone',
  source: 'Published output of FOS 6 to 9',
  roles: ['switch'],
  shell: 'fos',
  parameters: none,
  facts: z.strictObject({ committed: text, transaction: text.nullable() }),
  empty: { committed: '', transaction: null },
  command: () => 'defzone --show',
  read: (reading) => {
    const pairs = new Map<string, LineMatch>();
    for (const line of reading.stdout) {
      if (/^\s*(Default Zone Access Mode)?\s*$/u.test(line.text)) {
        reading.ignore(line);
        continue;
      }
      const found = mustMatch(line, /^\s*(committed|transaction)\s+-\s+(\S.*?)\s*$/du, 'A mode of the default zone');
      if (pairs.has(found.raw(1))) unreadable('A mode came twice', line);
      pairs.set(found.raw(1), found);
    }
    const committed = pairs.get('committed') ?? unreadable('The mode of the default zone was expected', reading.stdout[0]);
    return { committed: committed.text(2), transaction: pairs.get('transaction')?.text(2) ?? leaf(null, reading.whole) };
  },
});

/** `version`. */
export const brocadeVersion = defineProbe({
  name: 'brocade.version',
  title: 'Version of Fabric OS',
  source: 'Published output of FOS 5 and 6',
  roles: ['switch'],
  shell: 'fos',
  parameters: none,
  facts: z.strictObject({ fabricOs: text, attributes }),
  empty: { fabricOs: '', attributes: [] },
  command: () => 'version',
  read: (reading) => {
    const pairs = new Pairs(
      reading.stdout
        .filter((line) => line.text.trim() !== '')
        .map((line) => linePair(line) ?? unreadable('A version was expected', line)),
    );
    const fabricOs = pairs.take('Fabric OS') ?? unreadable('The version of Fabric OS was expected', reading.stdout[0]);
    return { fabricOs: fabricOs.value, attributes: pairs.rest() };
  },
});
