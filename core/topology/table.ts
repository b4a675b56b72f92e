import { KIND_WORDS, linkWords } from './labels.ts';
import { STATE_MARKS, type Topology, type TopologyElement } from './model.ts';

/** The content of a drawing as rows: what is drawn, and how it is connected. */
export interface TopologyRow {
  readonly what: string;
  readonly name: string;
  readonly in: string;
  readonly state: string;
  readonly why: string;
  readonly origin: string;
  readonly connected: string;
  readonly facts: string;
}

export const TABLE_COLUMNS: Readonly<Record<keyof TopologyRow, string>> = {
  what: 'What',
  name: 'Name',
  in: 'Part of',
  state: 'State',
  why: 'Why',
  origin: 'Known from',
  connected: 'Leads to',
  facts: 'Facts',
};

/** One row an element, in the model's order. Works for a whole topology and for a view of it. */
export function topologyTable(topology: Pick<Topology, 'elements' | 'links'>): TopologyRow[] {
  const names = new Map(topology.elements.map((one) => [one.id, one.name]));
  const called = new Map(topology.elements.map((one) => [one.id, toldApart(one, topology.elements, names)]));
  return topology.elements.map((one) => ({
    what: KIND_WORDS[one.kind],
    name: one.name,
    in: names.get(one.parent ?? '') ?? '',
    state: `${STATE_MARKS[one.state].glyph} ${STATE_MARKS[one.state].word}`,
    why: one.why ?? '',
    origin: { declared: 'declared', discovered: 'found', both: 'declared and found' }[one.origin],
    connected: topology.links
      .filter(({ from }) => from === one.id)
      .map((link) => `${called.get(link.to) ?? link.to} (${linkWords(link)}, ${STATE_MARKS[link.state].word})`)
      .join('; '),
    facts: one.facts.map(({ name, value, evidence }) => `${name} ${value}${evidence === null ? ' (declared)' : ''}`).join('; '),
  }));
}

/** Its name, and where others of its kind have the same one (modules of several guests, ports of two switches), what it is a part of. */
function toldApart(one: TopologyElement, all: readonly TopologyElement[], names: ReadonlyMap<string, string>): string {
  const parent = names.get(one.parent ?? '');
  const alone = all.every((other) => other.id === one.id || other.kind !== one.kind || other.name !== one.name);
  return alone || parent === undefined ? one.name : `${one.name} of ${parent}`;
}

/** The table as CSV (RFC 4180). A cell that a spreadsheet would take for a formula begins with an apostrophe. */
export function tableCsv(rows: readonly TopologyRow[]): string {
  const columns = Object.keys(TABLE_COLUMNS) as (keyof TopologyRow)[];
  const cell = (text: string): string => {
    const safe = /^[=+\-@\t\r]/u.test(text) ? `'${text}` : text;
    return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const lines = [columns.map((name) => TABLE_COLUMNS[name]), ...rows.map((row) => columns.map((name) => row[name]))];
  return lines.map((line) => `${line.map(cell).join(',')}\r\n`).join('');
}
