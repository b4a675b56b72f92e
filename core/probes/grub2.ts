import { z } from 'zod';
import { leaf } from './cited.ts';
import type { Cited, Leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { derivedText, flag, integer, text } from './facts.ts';
import { none } from './parameters.ts';
import type { attribute } from './pieces.ts';
import { lineText, matchLine, mustMatch, unreadable } from './reading.ts';
import type { LineMatch, Reading } from './reading.ts';
import { expectSections, sectioned } from './sections.ts';
import type { Section } from './sections.ts';

const bootFile = z.strictObject({
  path: text,
  /** Options of the command that loads it, such as `--nounzip`; '' for none. */
  options: text,
  arguments: text,
  /** A file of that name is in /boot. */
  exists: flag,
});
const entry = z.strictObject({
  title: text,
  /** Its identifier; '' where it has none. */
  id: text,
  /** Classes and identifier as written. */
  words: text,
  /** Titles of the submenus that it stands in, and its own, with `>` between: what `default` may name. */
  path: derivedText,
  /** Counted from 0 in its own menu. */
  index: integer,
  isDefault: flag,
  /** xen: it loads the hypervisor. linux: it loads Linux. other: neither. */
  kind: derivedText,
  /** The hypervisor, or Linux. */
  kernel: bootFile,
  /** For Xen dom0's kernel and initrd; for Linux its initrd. */
  modules: z.array(bootFile),
});
type Entry = z.infer<typeof entry>;

const setting = z.strictObject({ file: text, name: text, value: text });

/** GRUB 2 as it will boot next: what `grub.cfg` offers, what it takes by itself, and the settings that the file was made from. */
export const grub2Configuration = defineProbe({
  name: 'grub2.configuration',
  title: 'What GRUB 2 offers, and what it boots by itself',
  source: 'GRUB 2.06 manual, chapters 6 and 15; grub-mkconfig of Debian 12 with 20_linux_xen; /etc/default/grub.d/xen.cfg',
  roles: ['dom0', 'guest'],
  parameters: none,
  facts: z.strictObject({
    present: flag,
    /** As `set default=` has it, or the environment's `saved_entry` where it names that; '' means the first. */
    default: text,
    /** Entry for the next start alone, from the environment; '' for none. */
    next: text,
    /** Title of the entry that boots by itself; '' when none fits. */
    defaultTitle: text,
    entries: z.array(entry),
    /** GRUB_... in /etc/default/grub and grub.d: later files come later. */
    settings: z.array(setting),
    /** Files in /boot. */
    bootFiles: z.array(text),
  }),
  empty: { present: false, default: '', next: '', defaultTitle: '', entries: [], settings: [], bootFiles: [] },
  command: () =>
    sectioned([
      { name: 'menu', run: '/bin/cat /boot/grub/grub.cfg' },
      { name: 'environment', run: "/bin/grep -a '=' /boot/grub/grubenv" },
      {
        name: 'settings',
        run: "/bin/grep -HE '^[[:space:]]*(export )?[A-Z_]+=' /etc/default/grub /etc/default/grub.d/*.cfg; true",
      },
      { name: 'files', run: '/bin/ls -1 /boot' },
    ]),
  read: (reading) => {
    const section = expectSections(reading, ['menu', 'environment', 'settings', 'files']);
    const menu = section('menu');
    const bootFiles = section('files')
      .lines.filter((line) => line.text !== '')
      .map(lineText);
    const environment = environmentOf(section('environment'), reading);
    const saved = (name: string): Leaf<string> =>
      environment.find((one) => one.name.value === name)?.value ?? leaf('', section('environment').whole);
    const settings = section('settings').lines.map((line) => {
      const row = mustMatch(line, /^(\/[^:]+):\s*(?:export )?([A-Z_]+)=(.*?)\s*$/du, 'A setting of GRUB');
      return { file: row.text(1), name: row.text(2), value: row.text(3) };
    });
    for (const [index, one] of settings.entries()) {
      const twice = settings.findIndex(
        (other) =>
          other.file.value === one.file.value && other.name.value === one.name.value && other.value.value === one.value.value,
      );
      if (twice !== index) unreadable(`${one.name.value} came twice in ${one.file.value}`);
    }
    if (menu.exit.value !== 0) {
      reading.ignore(...menu.lines);
      const at = menu.exit.at;
      const nothing = leaf('', at);
      return {
        present: leaf(false, at),
        default: nothing,
        next: saved('next_entry'),
        defaultTitle: nothing,
        entries: [],
        settings,
        bootFiles,
      };
    }
    const { drafts, chosen } = menuOf(menu, reading);
    const named = chosen === null ? leaf('', menu.whole) : chosen.text(1);
    const bySaved = /^\$\{?saved_entry\}?$/u.test(named.value);
    if (bySaved && chosen !== null) reading.ignore(chosen.line);
    const preset = bySaved ? saved('saved_entry') : named;
    const wanted = preset.value === '' ? '0' : preset.value;
    const names = new Set(bootFiles.map((file) => file.value));
    const entries = drafts.map((draft) => entryOf(draft, fits(draft, wanted, drafts), names));
    return {
      present: leaf(true, menu.exit.at),
      default: preset,
      next: saved('next_entry'),
      defaultTitle: entries.find((one) => one.isDefault.value)?.title ?? leaf('', preset.at),
      entries,
      settings,
      bootFiles,
    };
  },
});

function environmentOf(section: Section, reading: Reading): readonly Cited<z.infer<typeof attribute>>[] {
  const rows = section.lines.flatMap((line) => {
    const row = matchLine(line, /^([A-Za-z_][A-Za-z0-9_]*)=(.*?)\s*$/du);
    if (row === null) {
      reading.ignore(line);
      return [];
    }
    return [{ name: row.text(1), value: row.text(2) }];
  });
  // What is not asked for is kept by nobody.
  for (const { name } of rows) {
    if (rows.filter((one) => one.name.value === name.value).length > 1) unreadable(`${name.value} came twice in the environment`);
  }
  reading.ignore(...section.lines.filter((line) => !/^(?:saved_entry|next_entry)=/u.test(line.text)));
  return rows;
}

/** A menu entry or a submenu while it is read. */
interface Draft {
  readonly opening: LineMatch;
  readonly parents: readonly LineMatch[];
  readonly index: number;
  readonly depth: number;
  readonly loads: LineMatch[];
}

/** Entries, and the last `set default` that is not the one for the next start alone. All else of the script holds nothing that is asked. */
function menuOf(menu: Section, reading: Reading): { readonly drafts: readonly Draft[]; readonly chosen: LineMatch | null } {
  const drafts: Draft[] = [];
  const submenus: { readonly opening: LineMatch; readonly depth: number; count: number }[] = [];
  let [depth, count] = [0, 0];
  let chosen: LineMatch | null = null;
  for (const line of menu.lines) {
    const opening = matchLine(line, /^\s*(menuentry|submenu)\s+(?:'((?:[^'\\]|'\\''|\\.)*)'|"([^"]*)")(.*)\{\s*$/du);
    const current = drafts[drafts.length - 1];
    const inside = current !== undefined && depth > current.depth;
    if (opening !== null) {
      const parent = submenus[submenus.length - 1];
      const index = parent === undefined ? count : parent.count;
      if (parent === undefined) count += 1;
      else parent.count += 1;
      if (opening.raw(1) === 'submenu') {
        submenus.push({ opening, depth, count: 0 });
        reading.ignore(line);
      } else drafts.push({ opening, parents: submenus.map((one) => one.opening), index, depth, loads: [] });
      depth += 1;
      continue;
    }
    const load = inside
      ? matchLine(
          line,
          /^\s*(multiboot2?|module2?|linux(?:16|efi)?|initrd(?:16|efi)?|xen_hypervisor|xen_module)\s+((?:--\S+(?=\s)\s*)*)(\S+)(?:\s+(.*\S))?\s*$/du,
        )
      : null;
    const preset = matchLine(line, /^\s*set\s+default=(?:"([^"]*)"|([^\s"]+))\s*$/du);
    if (load !== null && current !== undefined) {
      current.loads.push(load);
    } else if (preset !== null && !/\$\{?next_entry/u.test(line.text)) {
      chosen = preset.has(1) ? preset : mustMatch(line, /^\s*set\s+default=([^\s"]+)\s*$/du, 'A default');
    } else {
      reading.ignore(line);
    }
    if (/^\s*\}\s*$/u.test(line.text)) {
      depth -= 1;
      if (depth < 0) unreadable('A brace is closed that was not opened', line);
      if (submenus[submenus.length - 1]?.depth === depth) submenus.pop();
    } else if (/\{\s*$/u.test(line.text)) depth += 1;
  }
  if (depth !== 0) unreadable('The menu ends within an entry');
  return { drafts, chosen };
}

const titleGroup = (opening: LineMatch): number => (opening.has(2) ? 2 : 3);

function idOf(opening: LineMatch): Leaf<string> {
  const found = matchLine(opening.line, /(?:\$menuentry_id_option|--id)[ =](?:'([^']*)'|"([^"]*)"|([^\s'"{]+))/du);
  return found === null ? leaf('', opening.at(1)) : found.text(found.has(1) ? 1 : found.has(2) ? 2 : 3);
}

function pathOf(draft: Draft): string {
  return [...draft.parents, draft.opening].map((one) => one.raw(titleGroup(one))).join('>');
}

/** Whether `default` means this entry: by number, by title or by identifier, each also through its submenus with `>` between. */
function fits(draft: Draft, wanted: string, all: readonly Draft[]): boolean {
  const steps = wanted.split('>');
  const chain = [...draft.parents, draft.opening];
  if (steps.length !== chain.length) return false;
  return steps.every((step, at) => {
    const one = chain[at];
    if (one === undefined) return false;
    const index = at === chain.length - 1 ? draft.index : indexOfSubmenu(one, all);
    return step === one.raw(titleGroup(one)) || step === idOf(one).value || (/^[0-9]+$/u.test(step) && Number(step) === index);
  });
}

/** A submenu takes a number in the menu around it: how many entries and submenus of that menu stand before it. */
function indexOfSubmenu(submenu: LineMatch, all: readonly Draft[]): number {
  const inside = all.find((one) => one.parents.includes(submenu));
  const level = inside?.parents.indexOf(submenu) ?? 0;
  const parent = inside?.parents[level - 1];
  const before = new Set<string>();
  for (const one of all) {
    const own = one.parents[level] ?? one.opening;
    if (own === submenu) break;
    if (level === 0 || one.parents[level - 1] === parent) before.add(String(own.line.start));
  }
  return before.size;
}

function entryOf(draft: Draft, isDefault: boolean, names: ReadonlySet<string>): Cited<Entry> {
  const { opening, loads } = draft;
  const title = opening.text(titleGroup(opening));
  const kernels = loads.filter((load) => /^(?:multiboot2?|linux(?:16|efi)?|xen_hypervisor)$/u.test(load.raw(1)));
  const [kernel, second] = kernels;
  if (second !== undefined) unreadable('An entry loads two kernels', second.line);
  const xen = kernel !== undefined && /(?:^|\/)xen[^/]*$/u.test(kernel.raw(3));
  return {
    title,
    id: idOf(opening),
    words: opening.text(4),
    path: leaf(pathOf(draft), title.at),
    index: leaf(draft.index, title.at),
    isDefault: leaf(isDefault, title.at),
    kind: kernel === undefined ? leaf('other', title.at) : leaf(xen ? 'xen' : 'linux', kernel.at(3)),
    kernel:
      kernel === undefined
        ? { path: leaf('', title.at), options: leaf('', title.at), arguments: leaf('', title.at), exists: leaf(false, title.at) }
        : fileOf(kernel, names),
    modules: loads.filter((load) => load !== kernel).map((load) => fileOf(load, names)),
  };
}

function fileOf(load: LineMatch, names: ReadonlySet<string>): Cited<Entry['kernel']> {
  const name = /^(?:\/boot)?\/([^/]+)$/u.exec(load.raw(3).replace(/^\([^)]*\)/u, ''))?.[1] ?? '';
  return {
    path: load.text(3),
    options: load.text(2),
    arguments: load.has(4) ? load.text(4) : leaf('', load.at(3)),
    exists: leaf(names.has(name), load.at(3)),
  };
}
