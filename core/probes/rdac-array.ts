import { z } from 'zod';
import { answerFields, noAnswer, sectionAnswer } from './section-answer.ts';
import { leaf } from './cited.ts';
import type { Cited, Leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { flag, integer, text } from './facts.ts';
import { word } from './parameters.ts';
import { Pairs, attributes, pairOf, piecesOf } from './pieces.ts';
import type { Pair } from './pieces.ts';
import { quotePosix } from './quote.ts';
import { arrayRefusal } from './rdac-refusal.ts';
import { lineText, matchLine, unreadable } from './reading.ts';
import type { Reading } from './reading.ts';
import { expectSections, sectioned } from './sections.ts';
import type { Line } from './text.ts';

const pathState = z.strictObject({
  number: integer,
  /** `OPTIMAL`, `FAILED`, `FAILED_NEED_CHECK`, ... as printed: anything but OPTIMAL is degraded. */
  state: text.nullable(),
  host: integer.nullable(),
  channel: integer.nullable(),
  target: integer.nullable(),
  attributes,
});
const controller = z.strictObject({
  name: text,
  present: flag.nullable(),
  failed: flag.nullable(),
  failoverInProgress: flag.nullable(),
  pathCount: integer.nullable(),
  paths: z.array(pathState),
  attributes,
});
const lunSide = z.strictObject({ controller: text, paths: z.array(pathState), attributes });
const lun = z.strictObject({
  lun: integer,
  /** 32 hexadecimal digits: the SCSI identifier without its leading 3. */
  wwid: text,
  preferredPath: text.nullable(),
  currentOwningPath: text.nullable(),
  bootOwningPath: text.nullable(),
  state: text.nullable(),
  reportedMissing: flag.nullable(),
  notReady: flag.nullable(),
  controllers: z.array(lunSide),
  attributes,
});
const facts = z.strictObject({
  ...answerFields,
  name: text.nullable(),
  wwn: text.nullable(),
  firmwareVersion: text.nullable(),
  /** True when the driver knows of one controller only. */
  singleController: flag.nullable(),
  /** Auto volume transfer: with it on and two hosts, LUNs wander between the controllers. */
  avtEnabled: flag.nullable(),
  controllers: z.array(controller),
  luns: z.array(lun),
  attributes,
  /** Lines that are neither known nor pairs, as printed. */
  unread: z.array(text),
});
type Facts = z.infer<typeof facts>;

/** `mppUtil -a NAME`: controllers, the state of each path, each LUN's preferred and current owner. */
export const rdacArray = defineProbe({
  name: 'rdac.array',
  title: 'Controllers, paths and LUN owners as RDAC sees them',
  source:
    'LUN path blocks: IBM DS3500 guide; host numbers and LUN headings: XenServer’s storage manager; the rest from memory, so what has no place is kept as printed',
  roles: ['dom0'],
  parameters: z.strictObject({ name: word }),
  facts,
  empty: {
    ...noAnswer,
    name: null,
    wwn: null,
    firmwareVersion: null,
    singleController: null,
    avtEnabled: null,
    controllers: [],
    luns: [],
    attributes: [],
    unread: [],
  },
  command: ({ name }) => sectioned([{ name: 'array', run: `/usr/sbin/mppUtil -a ${quotePosix(name)} 2>&1` }]),
  read: (reading) => {
    const section = expectSections(reading, ['array'])('array');
    const nothing = leaf(null, section.whole);
    const described = section.lines.some((line) => /\bModuleName:/u.test(line.text));
    const answer = sectionAnswer(section, reading, described ? undefined : arrayRefusal);
    if (!answer.answered.value) {
      return {
        ...answer,
        name: nothing,
        wwn: nothing,
        firmwareVersion: nothing,
        singleController: nothing,
        avtEnabled: nothing,
        controllers: [],
        luns: [],
        attributes: [],
        unread: [],
      };
    }
    return { ...answer, ...readArray(section.lines, reading, nothing) };
  },
});

interface Block {
  readonly kind: 'array' | 'controller' | 'path' | 'lun' | 'side' | 'sidePath';
  readonly pairs: Pair[];
  readonly heading: readonly Leaf<string | number>[];
  readonly at: Line;
}

function readArray(lines: readonly Line[], reading: Reading, nothing: Leaf<null>): Omit<Cited<Facts>, keyof typeof answerFields> {
  const unread: Leaf<string>[] = [];
  const blocks = blocksOf(lines, reading, unread);
  const first = blocks[0];
  if (first?.kind !== 'array') unreadable('The description of an array was expected', lines[0]);
  const pairs = new Pairs(first.pairs);
  const name = pairs.take('ModuleName') ?? unreadable('The array’s name was expected', first.at);
  const controllers: Cited<z.infer<typeof controller>>[] = [];
  const luns: Cited<z.infer<typeof lun>>[] = [];
  let paths: Cited<z.infer<typeof pathState>>[] | null = null;
  let sides: Cited<z.infer<typeof lunSide>>[] | null = null;
  for (const block of blocks.slice(1)) {
    const own = new Pairs(block.pairs);
    if (block.kind === 'controller') {
      paths = [];
      sides = null;
      controllers.push({
        name: block.heading[0] as Leaf<string>,
        present: flagOf(own.take('ControllerPresent'), nothing),
        failed: flagOf(own.take('Failed'), nothing),
        failoverInProgress: flagOf(own.take('FailoverInProg'), nothing),
        pathCount: integerOf(own.take('NumberOfPaths'), nothing),
        paths,
        attributes: own.rest(),
      });
    } else if (block.kind === 'lun') {
      paths = null;
      sides = [];
      luns.push({
        lun: block.heading[0] as Leaf<number>,
        wwid: block.heading[1] as Leaf<string>,
        preferredPath: textOf(own.take('PreferredPath'), nothing),
        currentOwningPath: textOf(own.take('CurrentOwningPath'), nothing),
        bootOwningPath: textOf(own.take('BootOwningPath'), nothing),
        state: textOf(own.take('DevState'), nothing),
        reportedMissing: flagOf(own.take('ReportedMissing'), nothing),
        notReady: flagOf(own.take('NotReady'), nothing),
        controllers: sides,
        attributes: own.rest(),
      });
    } else if (block.kind === 'side') {
      paths = [];
      if (sides === null) unreadable('The paths of a LUN outside of a LUN', block.at);
      sides.push({ controller: block.heading[0] as Leaf<string>, paths, attributes: own.rest() });
    } else {
      if (paths === null) unreadable('A path outside of a controller', block.at);
      paths.push(pathOf(block, own, nothing));
    }
  }
  return {
    name: name.value,
    wwn: textOf(pairs.take('WWN'), nothing),
    firmwareVersion: textOf(pairs.take('FirmwareVersion'), nothing),
    singleController: flagOf(pairs.take('SingleController'), nothing),
    avtEnabled: flagOf(pairs.take('AVTEnabled'), nothing),
    controllers,
    luns,
    attributes: pairs.rest(),
    unread,
  };
}

function pathOf(block: Block, own: Pairs, nothing: Leaf<null>): Cited<z.infer<typeof pathState>> {
  const state = textOf(own.take('PathState') ?? own.take('DevState'), nothing);
  const identifier = own.take('PathId');
  const place =
    identifier === null
      ? null
      : matchLine(identifier.line, /PathId: +([0-9a-fA-F]+) \(hostId: ([0-9]+), channelId: ([0-9]+), targetId: ([0-9]+)\)/du);
  if (identifier !== null && place === null) unreadable('The place of a path was expected', identifier.line);
  return {
    number: block.heading[0] as Leaf<number>,
    state,
    host: place?.integer(2) ?? nothing,
    channel: place?.integer(3) ?? nothing,
    target: place?.integer(4) ?? nothing,
    attributes: [
      ...(place === null || identifier === null ? [] : [{ name: identifier.name, value: place.text(1) }]),
      ...own.rest(),
    ],
  };
}

/** Cuts the output into blocks: each begins with a heading, and the pairs until the next heading belong to it. */
function blocksOf(lines: readonly Line[], reading: Reading, unread: Leaf<string>[]): readonly Block[] {
  const blocks: Block[] = [];
  const begin = (kind: Block['kind'], at: Line, heading: readonly Leaf<string | number>[]): Block => {
    const block = { kind, pairs: [], heading, at };
    blocks.push(block);
    return block;
  };
  for (const line of lines) {
    if (/^\s*-*\s*$/u.test(line.text) || /^(MPP Information:|Lun Information)\s*$/u.test(line.text.trim())) {
      reading.ignore(line);
      if (line.text.startsWith('MPP Information')) begin('array', line, []);
      continue;
    }
    const open = blocks[blocks.length - 1];
    if (open === undefined) {
      // Host, domain and time stand before the array's own description.
      if (/^\s*[A-Za-z]+\s+= /u.test(line.text)) reading.ignore(line);
      else unread.push(lineText(line));
      continue;
    }
    const ofController = matchLine(line, /^\s*Controller '([AB])' Status:\s*$/du);
    const ofLun = matchLine(line, /^\s*Lun #([0-9]+) - WWN: ([0-9a-fA-F]{16,32})\s*$/du);
    const ofSide = matchLine(line, /^\s*Controller '([AB])' Path\s*$/du);
    const ofPath = matchLine(line, /^\s*Path #([0-9]+)(:.*)?$/du);
    if (ofController !== null) begin('controller', line, [ofController.text(1)]);
    else if (ofLun !== null) begin('lun', line, [ofLun.integer(1), ofLun.text(2)]);
    else if (ofSide !== null) begin('side', line, [ofSide.text(1)]);
    else if (ofPath !== null) {
      const block = begin(ofPath.has(2) ? 'sidePath' : 'path', line, [ofPath.integer(1)]);
      if (ofPath.has(2)) addPairs(line, line.text.indexOf(':') + 1, block.pairs, unread);
    } else addPairs(line, 0, open.pairs, unread);
  }
  return blocks;
}

function addPairs(line: Line, from: number, pairs: Pair[], unread: Leaf<string>[]): void {
  const found = piecesOf(line, from).map(pairOf);
  if (found.length === 0 || found.includes(null)) {
    unread.push(lineText(line));
    return;
  }
  for (const pair of found) if (pair !== null) pairs.push(pair);
}

function textOf(pair: Pair | null, nothing: Leaf<null>): Leaf<string | null> {
  return pair?.value ?? nothing;
}

function flagOf(pair: Pair | null, nothing: Leaf<null>): Leaf<boolean | null> {
  if (pair === null) return nothing;
  if (!/^[YN]$/u.test(pair.value.value)) unreadable(`${pair.key} is Y or N`, pair.line);
  return leaf(pair.value.value === 'Y', pair.value.at);
}

function integerOf(pair: Pair | null, nothing: Leaf<null>): Leaf<number | null> {
  if (pair === null) return nothing;
  if (!/^[0-9]{1,9}$/u.test(pair.value.value)) unreadable(`${pair.key} is a number`, pair.line);
  return leaf(Number(pair.value.value), pair.value.at);
}
