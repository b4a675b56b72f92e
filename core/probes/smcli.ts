import { z } from 'zod';
import { leaf } from './cited.ts';
import type { Cited, Leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { derivedText, flag, integer, text } from './facts.ts';
import { attributes, pairOf, Pairs, pieceText, piecesOf, wholePiece } from './pieces.ts';
import type { Pair, Piece } from './pieces.ts';
import { lineText, matchLine, mustMatch, unreadable } from './reading.ts';
import { answerFields, noAnswer } from './section-answer.ts';
import { controllerAddresses as parameters, readSmcli, smcliCommand } from './smcli-frame.ts';
import type { Line } from './text.ts';

/** The array by its own management program, SMcli, on the host where IBM's Storage Manager client is installed. */

const finding = z.strictObject({ title: text, attributes });

/** Health of the array: `optimal`, or the failures that it has found. */
export const smcliHealth = defineProbe({
  name: 'smcli.health',
  title: 'Health of the array',
  source:
    'Sentence for a healthy array and the words failure and preferred: published monitoring plug-ins; the layout of a failure from memory',
  roles: ['array'],
  parameters,
  facts: z.strictObject({
    ...answerFields,
    optimal: flag,
    status: text.nullable(),
    failures: z.array(finding),
    notes: z.array(text),
  }),
  empty: { ...noAnswer, optimal: false, status: null, failures: [], notes: [] },
  command: ({ controllers }) => smcliCommand(controllers, 'show storageSubsystem healthStatus;'),
  deadline: 90_000,
  read: (reading) => {
    const { answer, body, whole } = readSmcli(reading);
    const failures: { title: Leaf<string>; attributes: ReturnType<Pairs['rest']> }[] = [];
    const notes: Leaf<string>[] = [];
    let status: Leaf<string> | null = null;
    let listed = false;
    let pairs: Pair[] | null = null;
    const close = (): void => {
      const last = failures[failures.length - 1];
      if (last !== undefined && pairs !== null) last.attributes = new Pairs(pairs).rest();
    };
    for (const line of body) {
      const state = matchLine(line, /^Storage (?:subsystem|array) health status = (\S.*?)\.?\s*$/diu);
      const pair = pairOf(wholePiece(line));
      if (state !== null) {
        if (status !== null) unreadable('The health came twice', line);
        status = state.text(1);
      } else if (/^The following failures have been found:\s*$/u.test(line.text)) {
        listed = true;
        reading.ignore(line);
      } else if (!listed) {
        notes.push(lineText(line));
      } else if (/^\s/u.test(line.text) && pair !== null && pairs !== null) {
        pairs.push(pair);
      } else {
        close();
        pairs = [];
        failures.push({ title: lineText(line), attributes: [] });
      }
    }
    close();
    if (answer.answered.value && status === null && failures.length === 0)
      unreadable('The health of the array was expected', body[0]);
    return {
      ...answer,
      optimal: leaf(status?.value.toLowerCase() === 'optimal', status?.at ?? whole),
      status: status ?? leaf(null, whole),
      failures,
      notes,
    };
  },
});

const drive = z.strictObject({
  name: text,
  status: text.nullable(),
  capacity: text.nullable(),
  bytes: integer.nullable(),
  /** 32 hexadecimal digits: what the hosts see, without the leading 3 of scsi_id. */
  wwid: derivedText.nullable(),
  /** `A` or `B`. */
  preferredOwner: text.nullable(),
  currentOwner: text.nullable(),
  attributes,
});

/** Logical drives with their preferred and current owners. */
export const smcliLogicalDrives = defineProbe({
  name: 'smcli.logicalDrives',
  title: 'Logical drives and their owners',
  source: 'Owner lines as a published reader of profiles matches them; names of the other fields from memory',
  roles: ['array'],
  parameters,
  facts: z.strictObject({ ...answerFields, drives: z.array(drive) }),
  empty: { ...noAnswer, drives: [] },
  command: ({ controllers }) => smcliCommand(controllers, 'show logicalDrives;'),
  deadline: 90_000,
  read: (reading) => {
    const { answer, body } = readSmcli(reading);
    const found: { name: Leaf<string>; pairs: Pair[]; line: Line }[] = [];
    // Under SUMMARY the drives stand in a table; every word of it comes again under DETAILS.
    let summary = false;
    for (const line of body) {
      if (/^\s*(?:SUMMARY|DETAILS)\s*$/u.test(line.text)) summary = line.text.includes('SUMMARY');
      const name = matchLine(line, /^\s*(?:Logical Drive|Volume) name:\s+(\S.*?)\s*$/diu);
      const pair = pairOf(wholePiece(line));
      const last = found[found.length - 1];
      if (name !== null) found.push({ name: name.text(1), pairs: [], line });
      else if (last === undefined && summary) reading.ignore(line);
      else if (last === undefined || pair === null) reading.ignore(heading(line));
      else last.pairs.push(pair);
    }
    return { ...answer, drives: found.map(({ name, pairs, line }) => driveOf(name, pairs, line)) };
  },
});

/** Headings stand in capitals, or count what follows. */
function heading(line: Line): Line {
  if (!/^\s*(?:[A-Z][A-Z ()]*-*|(?:Number of|SUMMARY|Summary).*)\s*$/u.test(line.text))
    unreadable('A heading was expected', line);
  return line;
}

function driveOf(name: Leaf<string>, pairs: readonly Pair[], line: Line): Cited<z.infer<typeof drive>> {
  const own = new Pairs(pairs);
  const nothing = leaf(null, { stream: line.stream, start: line.start, end: line.end });
  const capacity = own.take('Capacity');
  const size = capacity === null ? null : matchLine(capacity.line, /\(([0-9]{1,3}(?:,?[0-9]{3})*) Bytes\)/diu);
  const identifier = own.take('Logical Drive ID') ?? own.take('Volume ID') ?? own.take('Volume WWN');
  const digits = identifier === null ? null : identifier.value.value.replaceAll(':', '').toLowerCase();
  if (identifier !== null && !/^[0-9a-f]{32}$/u.test(digits ?? ''))
    unreadable('The identifier of a logical drive was expected', identifier.line);
  const owner = (key: string): Leaf<string | null> => {
    const pair = own.take(key);
    return pair === null ? nothing : mustMatch(pair.line, /:\s+Controller in slot ([AB])\s*$/du, 'A controller').text(1);
  };
  return {
    name,
    status: (own.take('Logical Drive status') ?? own.take('Volume status'))?.value ?? nothing,
    capacity: capacity?.value ?? nothing,
    bytes: size === null ? nothing : leaf(Number(size.raw(1).replaceAll(',', '')), size.at(1)),
    wwid: identifier === null ? nothing : leaf(digits, identifier.value.at),
    preferredOwner: owner('Preferred owner'),
    currentOwner: owner('Current owner'),
    attributes: own.rest(),
  };
}

const mapping = z.strictObject({
  name: text,
  lun: integer,
  /** `A`, `B`, `0`, `1`, or both for the access LUN. */
  controller: text.nullable(),
  accessibleBy: text.nullable(),
  status: text.nullable(),
  capacity: text.nullable(),
  type: text.nullable(),
  /** The access LUN (31) is no disk and no hole in the numbers. */
  access: flag,
});

/** LUN mappings of all host groups and hosts. */
export const smcliLunMappings = defineProbe({
  name: 'smcli.lunMappings',
  title: 'LUN mappings',
  source: 'Table as published under the NetApp brand; the IBM wording inferred. Columns are found by their headings',
  roles: ['array'],
  parameters,
  facts: z.strictObject({ ...answerFields, mappings: z.array(mapping) }),
  empty: { ...noAnswer, mappings: [] },
  command: ({ controllers }) => smcliCommand(controllers, 'show storageSubsystem lunMappings;'),
  deadline: 90_000,
  read: (reading) => {
    const { answer, body } = readSmcli(reading);
    let columns: readonly Piece[] | null = null;
    const mappings: Cited<z.infer<typeof mapping>>[] = [];
    for (const line of body) {
      if (/^\s*(?:Volume|Logical Drive) Name\s+LUN\s+Controller\s+Accessible by\b/u.test(line.text)) {
        columns = piecesOf(line);
        reading.ignore(line);
      } else if (columns === null) {
        reading.ignore(mappingHeading(line));
      } else {
        mappings.push(mappingOf(line, columns));
      }
    }
    if (answer.answered.value && columns === null) unreadable('The table of mappings was expected', body[0]);
    return { ...answer, mappings };
  },
});

function mappingHeading(line: Line): Line {
  if (!/^\s*(?:[A-Z][A-Z]+\b.*|-+)\s*$/u.test(line.text)) unreadable('The table of mappings was expected', line);
  return line;
}

function mappingOf(line: Line, columns: readonly Piece[]): Cited<z.infer<typeof mapping>> {
  const cells = new Map<string, Piece>();
  for (const piece of piecesOf(line)) {
    const column = columns.findLast((candidate) => candidate.from <= piece.from + 1);
    if (column === undefined || cells.has(column.text)) unreadable('A mapping that fits its columns was expected', line);
    cells.set(column.text, piece);
  }
  const cell = (...names: readonly string[]): Leaf<string | null> => {
    const piece = names.map((name) => cells.get(name)).find((candidate) => candidate !== undefined);
    return piece === undefined ? leaf(null, { stream: line.stream, start: line.start, end: line.end }) : pieceText(piece);
  };
  const name = cells.get('Logical Drive Name') ?? cells.get('Volume Name');
  const lun = cells.get('LUN');
  if (name === undefined || lun === undefined || !/^[0-9]{1,3}$/u.test(lun.text))
    unreadable('A name and a LUN were expected', line);
  const type = cell('Type');
  return {
    name: pieceText(name),
    lun: leaf(Number(lun.text), pieceText(lun).at),
    controller: cell('Controller'),
    accessibleBy: cell('Accessible by'),
    status: cell('Logical Drive status', 'Volume status'),
    capacity: cell('Capacity'),
    type,
    access: leaf(/^Access (Logical Drive|Volume)$/u.test(name.text) || type.value === 'Access', pieceText(name).at),
  };
}

const controller = z.strictObject({
  name: text,
  enclosure: integer.nullable(),
  status: text.nullable(),
  firmwareVersion: text.nullable(),
  boardId: text.nullable(),
  attributes,
});

/** Both controllers, each with its status: `Online`, `Offline`, `Failed`, `Service Mode`, ... */
export const smcliControllers = defineProbe({
  name: 'smcli.controllers',
  title: 'Controllers of the array',
  source: '"Controller in ... Slot" and "Status:" as a published reader of profiles matches them; the rest from memory',
  roles: ['array'],
  parameters,
  facts: z.strictObject({ ...answerFields, controllers: z.array(controller) }),
  empty: { ...noAnswer, controllers: [] },
  command: ({ controllers }) => smcliCommand(controllers, 'show allControllers;'),
  deadline: 90_000,
  read: (reading) => {
    const { answer, body } = readSmcli(reading);
    const found: { name: Leaf<string>; enclosure: Leaf<number | null>; pairs: Pair[]; line: Line }[] = [];
    for (const line of body) {
      const name = matchLine(line, /^\s*Controller in (?:(?:Enclosure|Tray) ([0-9]+), )?[Ss]lot ([AB]):?\s*$/du);
      const pair = pairOf(wholePiece(line));
      const last = found[found.length - 1];
      if (name !== null) {
        if (found.some((other) => other.name.value === name.raw(2))) unreadable('A controller came twice', line);
        found.push({ name: name.text(2), enclosure: name.has(1) ? name.integer(1) : leaf(null, name.at(0)), pairs: [], line });
      } else if (pair === null || last === undefined) {
        reading.ignore(controllerHeading(line));
      } else {
        last.pairs.push(pair);
      }
    }
    const controllers = found.map(({ name, enclosure, pairs, line }) => {
      const own = new Pairs(pairs);
      const nothing = leaf(null, { stream: line.stream, start: line.start, end: line.end });
      return {
        name,
        enclosure,
        status: own.take('Status')?.value ?? nothing,
        firmwareVersion: own.take('Firmware version')?.value ?? nothing,
        boardId: own.take('Board ID')?.value ?? nothing,
        attributes: own.rest(),
      };
    });
    return { ...answer, controllers };
  },
});

function controllerHeading(line: Line): Line {
  if (!/^\s*(?:[A-Z][A-Z ]*-+|Number of controllers: [0-9]+|(?:Current|Pending) configuration)\s*$/u.test(line.text))
    unreadable('A heading was expected', line);
  return line;
}
