import { z } from 'zod';
import { leaf } from './cited.ts';
import type { Cited, Leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { derivedText, flag, integer, text } from './facts.ts';
import { none } from './parameters.ts';
import type { Citation } from './probe.ts';
import { cite, lineText, matchLine, mustMatch, unreadable } from './reading.ts';
import type { LineMatch, Reading } from './reading.ts';
import { expectSections, sectioned } from './sections.ts';
import type { Section } from './sections.ts';

const bootFile = z.strictObject({
  /** As GRUB is told it: from the top of the partition that `root` names. */
  path: text,
  arguments: text,
  /** A file of that name is in /boot. */
  exists: flag,
});

const stanza = z.strictObject({
  title: text,
  /** Counted from 0, as `default` counts. */
  index: integer,
  isDefault: flag,
  /** xen: its kernel is the hypervisor. linux: its kernel is Linux. other: it has no kernel line. */
  kind: derivedText,
  root: text,
  kernel: bootFile,
  modules: z.array(bootFile),
  /** Path of the initrd line; '' where there is none, as in a Xen stanza. */
  initrd: bootFile,
  others: z.array(z.strictObject({ name: text, value: text })),
});
type Stanza = z.infer<typeof stanza>;

const facts = z.strictObject({
  present: flag,
  /** Value of `default`; 0 where it is not set, null where it is `saved`. */
  defaultIndex: integer.nullable(),
  /** Title of the stanza that boots by itself; '' when the index names none. */
  defaultTitle: text,
  settings: z.array(z.strictObject({ name: text, value: text })),
  stanzas: z.array(stanza),
  /** Files in /boot. */
  bootFiles: z.array(text),
});

/** A stanza while it is read. */
interface Open {
  readonly title: LineMatch;
  readonly directives: LineMatch[];
}

export const grubConfiguration = defineProbe({
  name: 'grub.configuration',
  title: 'What the boot loader offers, and what it boots by itself',
  source: 'Article, listing 8; grub.conf of RHEL 5 with Xen; manual of GRUB 0.97',
  roles: ['dom0', 'guest'],
  parameters: none,
  facts,
  empty: { present: false, defaultIndex: null, defaultTitle: '', settings: [], stanzas: [], bootFiles: [] },
  command: () =>
    sectioned([
      { name: 'configuration', run: '/bin/cat /boot/grub/grub.conf' },
      { name: 'files', run: '/bin/ls -1 /boot' },
    ]),
  read: (reading) => {
    const section = expectSections(reading, ['configuration', 'files']);
    const configuration = section('configuration');
    const bootFiles = section('files').lines.map(lineText);
    if (configuration.exit.value !== 0) {
      if (configuration.lines.length > 0) unreadable('The configuration could not be read', configuration.lines[0]);
      const at = configuration.exit.at;
      return {
        present: leaf(false, at),
        defaultIndex: leaf(null, at),
        defaultTitle: leaf('', at),
        settings: [],
        stanzas: [],
        bootFiles,
      };
    }
    const { settings, open } = directivesOf(configuration, reading);
    const chosen = settings.filter((match) => match.raw(1) === 'default').at(-1);
    const defaultIndex = defaultOf(chosen, configuration);
    const names = new Set(bootFiles.map((file) => file.value));
    const stanzas = open.map((one, index) => stanzaOf(one, index, defaultIndex, names));
    return {
      present: leaf(true, configuration.exit.at),
      defaultIndex,
      defaultTitle: stanzas.find((one) => one.isDefault.value)?.title ?? leaf('', defaultIndex.at),
      settings: settings.map((match) => ({ name: match.text(1), value: match.text(2) })),
      stanzas,
      bootFiles,
    };
  },
});

/** Lines before the first title are settings of the menu; from a title on, they belong to its stanza. Comments hold nothing. */
function directivesOf(
  configuration: Section,
  reading: Reading,
): { readonly settings: readonly LineMatch[]; readonly open: readonly Open[] } {
  const settings: LineMatch[] = [];
  const open: Open[] = [];
  for (const line of configuration.lines) {
    if (/^\s*(#.*)?$/u.test(line.text)) {
      reading.ignore(line);
      continue;
    }
    // GRUB takes a blank or an equals sign after the directive.
    const match = mustMatch(line, /^\s*([a-z]+)(?:\s*=\s*|\s+|$)(.*\S)?\s*$/du, 'A line of grub.conf');
    if (match.raw(1) === 'title') open.push({ title: match, directives: [] });
    else (open[open.length - 1]?.directives ?? settings).push(match);
  }
  return { settings, open };
}

function defaultOf(match: LineMatch | undefined, configuration: Section): Leaf<number | null> {
  if (match === undefined) return leaf<number | null>(0, configuration.whole);
  if (match.raw(2) === 'saved') return leaf<number | null>(null, match.at(2));
  return match.integer(2);
}

function stanzaOf(open: Open, position: number, defaultIndex: Leaf<number | null>, names: ReadonlySet<string>): Cited<Stanza> {
  const at = open.title.at(2);
  const single = (name: string): LineMatch | null => {
    const found = open.directives.filter((match) => match.raw(1) === name);
    if (found[1] !== undefined) unreadable(`A stanza has ${name} twice`, found[1].line);
    return found[0] ?? null;
  };
  const kernel = single('kernel');
  const root = single('root');
  const known = new Set(['root', 'kernel', 'module', 'initrd']);
  return {
    title: open.title.text(2),
    index: leaf(position, at),
    isDefault: leaf(position === defaultIndex.value, at),
    kind:
      kernel === null ? leaf('other', at) : leaf(/(^|\/)xen[^/\s]*(\s|$)/u.test(kernel.raw(2)) ? 'xen' : 'linux', kernel.at(2)),
    root: root?.text(2) ?? leaf('', at),
    kernel: fileOf(kernel, at, names),
    modules: open.directives.filter((match) => match.raw(1) === 'module').map((match) => fileOf(match, at, names)),
    initrd: fileOf(single('initrd'), at, names),
    others: open.directives
      .filter((match) => !known.has(match.raw(1)))
      .map((match) => ({ name: match.text(1), value: match.text(2) })),
  };
}

/** `PATH ARGUMENTS`. The path may begin with a device in parentheses, and with /boot where /boot is no partition of its own. */
function fileOf(match: LineMatch | null, absent: Citation, names: ReadonlySet<string>): Cited<Stanza['kernel']> {
  if (match === null) return { path: leaf('', absent), arguments: leaf('', absent), exists: leaf(false, absent) };
  const parts = matchLine(match.line, /^\s*[a-z]+\s+(\S+)(?:\s+(.*\S))?\s*$/du) ?? unreadable('A file was expected', match.line);
  const path = parts.raw(1).replace(/^\(.*\)/u, '');
  const name = /^(?:\/boot)?\/([^/]+)$/u.exec(path)?.[1] ?? '';
  return {
    path: parts.text(1),
    arguments: parts.has(2) ? parts.text(2) : leaf('', cite(match.line)),
    exists: leaf(names.has(name), parts.at(1)),
  };
}
