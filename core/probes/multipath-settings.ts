import { z } from 'zod';
import { leaf } from './cited.ts';
import type { Cited, Leaf } from './cited.ts';
import { text } from './facts.ts';
import type { attribute } from './pieces.ts';
import { attributes } from './pieces.ts';
import { matchLine, mustMatch, unreadable } from './reading.ts';
import type { LineMatch, Reading } from './reading.ts';
import type { Line } from './text.ts';

/**
 * multipath.conf(5), as a file and as multipathd prints what is in effect: sections in braces, one keyword a line. What comes twice in a
 * section is an error here, though multipathd would take the last: it is what a person has overlooked.
 */

const device = z.strictObject({ vendor: text, product: text, settings: attributes });
const multipath = z.strictObject({
  wwid: text,
  /** '' where it has none. */
  alias: text,
  settings: attributes,
});
/** What a blacklist holds: `devnode`, `wwid`, `protocol`, `property`, or `device` with vendor and product between a comma. */
const excluded = z.strictObject({ kind: text, value: text });

export const multipathSettings = {
  defaults: attributes,
  overrides: attributes,
  blacklist: z.array(excluded),
  /** Devices that are blacklisted by vendor and product. */
  blacklistDevices: z.array(device),
  exceptions: z.array(excluded),
  devices: z.array(device),
  multipaths: z.array(multipath),
};
export const noMultipathSettings = {
  defaults: [],
  overrides: [],
  blacklist: [],
  blacklistDevices: [],
  exceptions: [],
  devices: [],
  multipaths: [],
};

type Attribute = Cited<z.infer<typeof attribute>>;
interface Block {
  readonly name: LineMatch;
  readonly settings: Attribute[];
  readonly blocks: Block[];
}

const sections = ['defaults', 'overrides', 'blacklist', 'blacklist_exceptions', 'devices', 'multipaths'];
const inner: Readonly<Record<string, string>> = {
  devices: 'device',
  blacklist: 'device',
  blacklist_exceptions: 'device',
  multipaths: 'multipath',
};

/** Reads the lines of multipath.conf. Comments hold nothing; a brace that is not closed, or a section that nobody knows, ends the parse. */
export function readMultipathSettings(lines: readonly Line[], reading: Reading) {
  const blocks = blocksOf(lines, reading);
  const settingsOf = (name: string): readonly Attribute[] =>
    blocks.filter((block) => block.name.raw(1) === name).flatMap(({ settings }) => settings);
  const innerOf = (name: string): readonly Block[] =>
    blocks.filter((block) => block.name.raw(1) === name).flatMap((block) => block.blocks);
  const excludedOf = (name: string) => settingsOf(name).map((one) => ({ kind: one.name, value: one.value }));
  return {
    defaults: settingsOf('defaults'),
    overrides: settingsOf('overrides'),
    blacklist: excludedOf('blacklist'),
    blacklistDevices: innerOf('blacklist').map(deviceOf),
    exceptions: [
      ...excludedOf('blacklist_exceptions'),
      ...innerOf('blacklist_exceptions').flatMap((block) => block.settings.map((one) => ({ kind: one.name, value: one.value }))),
    ],
    devices: innerOf('devices').map(deviceOf),
    multipaths: innerOf('multipaths').map((block) => {
      const wwid = take(block, 'wwid');
      if (wwid.value === '') unreadable('A multipath without its wwid', block.name.line);
      return { wwid, alias: take(block, 'alias'), settings: rest(block, ['wwid', 'alias']) };
    }),
  };
}

function deviceOf(block: Block) {
  return { vendor: take(block, 'vendor'), product: take(block, 'product'), settings: rest(block, ['vendor', 'product']) };
}

function take(block: Block, name: string): Leaf<string> {
  return block.settings.find((one) => one.name.value === name)?.value ?? leaf('', block.name.at(1));
}

function rest(block: Block, names: readonly string[]): readonly Attribute[] {
  return block.settings.filter((one) => !names.includes(one.name.value));
}

function blocksOf(lines: readonly Line[], reading: Reading): readonly Block[] {
  const top: Block[] = [];
  const open: Block[] = [];
  for (const line of lines) {
    const current = open[open.length - 1];
    if (/^\s*(?:[#!].*)?$/u.test(line.text)) {
      reading.ignore(line);
      continue;
    }
    const opening = matchLine(line, /^\s*([a-z_]+)(?: "[^"]*")?\s*\{\s*$/du);
    if (opening !== null) {
      const name = opening.raw(1);
      const fits = current === undefined ? sections.includes(name) : open.length === 1 && inner[current.name.raw(1)] === name;
      if (!fits) unreadable('A section of multipath.conf was expected', line);
      const block: Block = { name: opening, settings: [], blocks: [] };
      (current?.blocks ?? top).push(block);
      open.push(block);
      reading.ignore(line);
      continue;
    }
    if (/^\s*\}\s*$/u.test(line.text)) {
      if (open.pop() === undefined) unreadable('A brace is closed that was not opened', line);
      reading.ignore(line);
      continue;
    }
    const setting =
      matchLine(line, /^\s*([a-z_]+)\s+"([^"]*)"\s*(?:[#!].*)?$/du) ??
      mustMatch(line, /^\s*([a-z_]+)\s+([^\s"{}]+(?: [^\s"{}#!]+)*)\s*(?:[#!].*)?$/du, 'A keyword and its value');
    if (current === undefined) unreadable('A keyword outside of any section', line);
    const many = /^(?:blacklist|blacklist_exceptions)$/u.test(current.name.raw(1));
    const twice = current.settings.some(
      (one) => one.name.value === setting.raw(1) && (!many || one.value.value === setting.raw(2)),
    );
    if (twice) unreadable('A keyword came twice in one section', line);
    current.settings.push({ name: setting.text(1), value: setting.text(2) });
  }
  const [left] = open;
  if (left !== undefined) unreadable('A section is not closed', left.name.line);
  return top;
}
