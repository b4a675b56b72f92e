import { z } from 'zod';
import { linePair } from './brocade.ts';
import { leaf } from './cited.ts';
import type { Leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { integer, text } from './facts.ts';
import { attributes, pairOf, Pairs, pieceText, piecesOf } from './pieces.ts';
import type { Pair } from './pieces.ts';
import { matchLine, mustMatch, unreadable } from './reading.ts';
import type { LineMatch } from './reading.ts';

const facts = z.strictObject({
  name: text.nullable(),
  /** Why it is disabled: `None`, or a sentence. */
  disableReason: text.nullable(),
  flags: z.array(text),
  /** 1 Online, 2 Offline. */
  stateCode: integer,
  state: text,
  /** 4 No_Light, 6 In_Sync. */
  physicalCode: integer.nullable(),
  physical: text.nullable(),
  address: text.nullable(),
  wwn: text.nullable(),
  connected: z.array(text),
  speed: text.nullable(),
  counters: z.array(z.strictObject({ name: text, value: integer })),
  attributes,
});

/** `portshow N`: one port with what is behind it and its counters. */
export const brocadePort = defineProbe({
  name: 'brocade.port',
  title: 'One port of the switch',
  source: 'Published output of FOS 8, which has portPhys and portScn on one line; the order of FOS 5 from memory',
  roles: ['switch'],
  shell: 'fos',
  parameters: z.strictObject({ port: z.coerce.number().int().min(0).max(4095) }),
  facts,
  empty: {
    name: null,
    disableReason: null,
    flags: [],
    stateCode: 0,
    state: '',
    physicalCode: null,
    physical: null,
    address: null,
    wwn: null,
    connected: [],
    speed: null,
    counters: [],
    attributes: [],
  },
  command: ({ port }) => `portshow ${port}`,
  read: (reading) => {
    const pairs: Pair[] = [];
    const connected: Leaf<string>[] = [];
    const counters: { name: Leaf<string>; value: Leaf<number> }[] = [];
    let physical: LineMatch | null = null;
    let state: LineMatch | null = null;
    let flags: LineMatch | null = null;
    for (const line of reading.stdout) {
      if (line.text.trim() === '') continue;
      const wwn = matchLine(line, /^\s+((?:[0-9a-f]{2}:){7}[0-9a-f]{2})\s*$/du);
      if (wwn !== null) {
        connected.push(wwn.text(1));
      } else if (/^portWwn of device\(s\) connected:\s*$/u.test(line.text)) {
        reading.ignore(line);
      } else if (/^portState:/u.test(line.text)) {
        if (state !== null) unreadable('A state came twice', line);
        state = mustMatch(line, /^portState:\s*([0-9]+)\s+(\S+)\s*$/du, 'The state of a port');
      } else if (/^portPhys:/u.test(line.text)) {
        if (physical !== null) unreadable('A state came twice', line);
        physical = mustMatch(
          line,
          /^portPhys:\s*([0-9]+)\s+(\S+)(?:\s+(portScn):\s*([0-9]+)(?:\s+(\S+))?)?\s*$/du,
          'The physical state of a port',
        );
      } else if (/^portFlags:/u.test(line.text)) {
        if (flags !== null) unreadable('Flags came twice', line);
        flags = mustMatch(line, /^(portFlags):\s*(0x[0-9a-f]+)\s+(\S.*?)?\s*$/du, 'The flags of a port');
      } else {
        const cells = piecesOf(line).map(pairOf);
        const numbers = /^[A-Z]\S*:\s+[0-9]+\s{2,}/u.test(line.text) ? cellsOf(line) : null;
        if (numbers !== null) counters.push(...numbers);
        else if (cells.length > 0) pairs.push(linePair(line) ?? unreadable('A property of a port was expected', line));
      }
    }
    if (state === null) unreadable('The state of a port was expected', reading.stdout[0]);
    const named = new Pairs(pairs);
    const nothing = leaf(null, reading.whole);
    return {
      name: named.take('portName')?.value ?? nothing,
      disableReason: named.take('portDisableReason')?.value ?? nothing,
      flags: flags === null ? [] : wordsOf(flags, 3),
      stateCode: state.integer(1),
      state: state.text(2),
      physicalCode: physical?.integer(1) ?? nothing,
      physical: physical?.text(2) ?? nothing,
      address: named.take('portId')?.value ?? nothing,
      wwn: named.take('portWwn')?.value ?? nothing,
      connected,
      speed: named.take('portSpeed')?.value ?? nothing,
      counters,
      attributes: [
        ...(flags === null ? [] : [{ name: flags.text(1), value: flags.text(2) }]),
        ...(physical?.has(3) === true ? [{ name: physical.text(3), value: physical.text(4) }] : []),
        ...named.rest(),
      ],
    };
  },
});

/** `Name: 12   Other name: 3`, counters in columns. Null when it is no such line. */
function cellsOf(line: Parameters<typeof piecesOf>[0]): { name: Leaf<string>; value: Leaf<number> }[] | null {
  const pieces = piecesOf(line);
  const cells: { name: Leaf<string>; value: Leaf<number> }[] = [];
  for (let at = 0; at < pieces.length; at += 1) {
    const piece = pieces[at];
    if (piece === undefined) break;
    const together = /^([A-Za-z][A-Za-z_ ]*): ([0-9]{1,15})$/u.exec(piece.text);
    const value = pieces[at + 1];
    if (together !== null) {
      const pair = pairOf(piece);
      if (pair === null) return null;
      cells.push({ name: pair.name, value: leaf(Number(pair.value.value), pair.value.at) });
    } else if (/^[A-Za-z][A-Za-z_ ]*:$/u.test(piece.text) && value !== undefined && /^[0-9]{1,15}$/u.test(value.text)) {
      const name = pairOf(piece);
      if (name === null) return null;
      cells.push({ name: name.name, value: leaf(Number(value.text), pieceText(value).at) });
      at += 1;
    } else {
      return null;
    }
  }
  return cells;
}

/** The words of a group, each with its bytes. */
function wordsOf(match: LineMatch, group: number): Leaf<string>[] {
  const at = match.at(group);
  const words: Leaf<string>[] = [];
  for (const found of match.raw(group).matchAll(/\S+/gu)) {
    words.push(leaf(found[0], { ...at, start: at.start + found.index, end: at.start + found.index + found[0].length }));
  }
  return words;
}
