import { z } from 'zod';
import { leaf } from './cited.ts';
import type { Leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { flag, integer, text } from './facts.ts';
import { optionOf, optionShape } from './module-option.ts';
import { none } from './parameters.ts';
import { quotePosix } from './quote.ts';
import { absence, cite, cutShort, matchLine, mustMatch, textAt, unreadable } from './reading.ts';
import type { LineMatch } from './reading.ts';
import { expectSections, sectioned } from './sections.ts';
import { tableOf } from './table.ts';

/** Words between commas inside a group, each with its own bytes. */
function wordsOf(match: LineMatch, group: number): readonly Leaf<string>[] {
  const from = match.at(group).start - match.line.start;
  return [...match.raw(group).matchAll(/[^,\s]+/gu)].map((found) =>
    textAt(match.line, from + found.index, from + found.index + found[0].length),
  );
}

export const modulesLoaded = defineProbe({
  name: 'modules.loaded',
  title: 'Which kernel modules are loaded',
  source: 'lsmod of module-init-tools 3.3, which prints /proc/modules',
  roles: ['dom0', 'guest'],
  parameters: none,
  facts: z.strictObject({
    present: flag,
    modules: z.array(z.strictObject({ name: text, bytes: integer, uses: integer, usedBy: z.array(text), permanent: flag })),
  }),
  empty: { present: false, modules: [] },
  command: () => '/sbin/lsmod',
  read: (reading) => {
    const missing = absence(reading);
    if (missing !== null) return { present: missing, modules: [] };
    const modules = tableOf(reading, /^Module\s+Size\s+Used by( +(Not tainted|Tainted: .*))?$/u, 'the list of modules').map(
      (line) => {
        const match = mustMatch(
          line,
          /^([A-Za-z0-9_.-]+)\s+([0-9]+)\s+(-?[0-9]+)(?:\s+([A-Za-z0-9_.,-]+))?(?:\s*(\[permanent\]))?\s*$/du,
          'A module',
        );
        return {
          name: match.text(1),
          bytes: match.integer(2),
          uses: match.integer(3),
          usedBy: wordsOf(match, 4),
          permanent: leaf(match.has(5), match.at(5)),
        };
      },
    );
    return { present: leaf(true, reading.whole), modules };
  },
});

export const modulesInfo = defineProbe({
  name: 'modules.info',
  title: 'What a kernel module says of itself',
  source: 'modinfo of module-init-tools 3.3',
  roles: ['dom0', 'guest'],
  parameters: z.strictObject({ name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/u, 'the name of a module') }),
  facts: z.strictObject({
    present: flag,
    /** The running kernel has such a module. */
    found: flag,
    filename: text,
    version: text,
    vermagic: text,
    depends: z.array(text),
    parameters: z.array(z.strictObject({ name: text, description: text })),
    others: z.array(z.strictObject({ name: text, value: text })),
  }),
  empty: { present: false, found: false, filename: '', version: '', vermagic: '', depends: [], parameters: [], others: [] },
  command: ({ name }) => `/sbin/modinfo ${quotePosix(name)}`,
  read: (reading) => {
    const missing = absence(reading);
    const [complaint] = reading.stderr;
    const unknown = reading.exit !== 0 && /^modinfo: (could not find module|ERROR: Module) /u.test(complaint?.text ?? '');
    if (missing !== null || unknown) {
      if (complaint !== undefined) reading.ignore(complaint);
      const nothing = leaf('', reading.whole);
      const found = leaf(false, reading.whole);
      const texts = { filename: nothing, version: nothing, vermagic: nothing };
      return { present: leaf(missing === null, reading.whole), found, ...texts, depends: [], parameters: [], others: [] };
    }
    if (reading.exit !== 0) unreadable(`It ended with status ${reading.exit}`, complaint);
    const singles = new Map<string, LineMatch>();
    const parameters = [];
    const others = [];
    let last: Leaf<string> = leaf('', reading.whole);
    for (const line of reading.stdout) {
      const match = matchLine(line, /^([a-z][A-Za-z0-9_]*):(?: +(.*\S))?\s*$/du);
      if (match === null) {
        // A description may hold line ends of its own.
        if (!/^\s+\S/u.test(line.text)) unreadable('A name and its value were expected', line);
        others.push({ name: last, value: textAt(line, 0, line.text.length) });
        continue;
      }
      last = match.text(1);
      const key = match.raw(1);
      const parameter = key === 'parm' ? mustMatch(line, /^parm: +([A-Za-z0-9_]+):(.*\S)?\s*$/du, 'A parameter') : null;
      if (parameter !== null) parameters.push({ name: parameter.text(1), description: parameter.text(2) });
      else if (['filename', 'version', 'vermagic', 'depends'].includes(key)) {
        if (singles.has(key)) unreadable('A name came twice', line);
        singles.set(key, match);
        // `depends:` of a module that needs no other.
        if (!match.has(2)) reading.ignore(line);
      } else others.push({ name: match.text(1), value: match.text(2) });
    }
    const filename = singles.get('filename') ?? cutShort('filename is missing');
    const single = (name: string): Leaf<string> => singles.get(name)?.text(2) ?? leaf('', reading.whole);
    const depends = singles.get('depends');
    return {
      present: leaf(true, reading.whole),
      found: leaf(true, filename.at(2)),
      filename: filename.text(2),
      version: single('version'),
      vermagic: single('vermagic'),
      depends: depends === undefined ? [] : wordsOf(depends, 2),
      parameters,
      others,
    };
  },
});

export const modprobeConfiguration = defineProbe({
  name: 'modprobe.configuration',
  title: 'Options and aliases of kernel modules, as configured',
  source: 'Article, listing 7; modprobe.conf(5) of module-init-tools 3.3',
  roles: ['dom0', 'guest'],
  parameters: none,
  facts: z.strictObject({
    present: flag,
    aliases: z.array(z.strictObject({ name: text, module: text })),
    /** Those of /etc/modprobe.conf, then those of /etc/modprobe.d with their file. */
    options: z.array(optionShape),
    others: z.array(z.strictObject({ directive: text, value: text })),
    /** Comments: RDAC's installer marks its changes by them. */
    comments: z.array(text),
  }),
  empty: { present: false, aliases: [], options: [], others: [], comments: [] },
  command: () =>
    sectioned([
      { name: 'modprobe.conf', run: '/bin/cat /etc/modprobe.conf' },
      { name: 'modprobe.d', run: "/bin/grep -rH '^[[:space:]]*options[[:space:]]' /etc/modprobe.d" },
    ]),
  read: (reading) => {
    const section = expectSections(reading, ['modprobe.conf', 'modprobe.d']);
    const { exit, lines } = section('modprobe.conf');
    const aliases = [];
    const options = [];
    const others = [];
    const comments = [];
    for (const line of lines) {
      if (line.text.trim() === '') continue;
      const comment = matchLine(line, /^\s*(#.*)$/du);
      const alias = matchLine(line, /^\s*alias\s+(\S+)\s+(\S+)\s*$/du);
      const option = optionOf(line);
      if (comment !== null) comments.push(comment.text(1));
      else if (alias !== null) aliases.push({ name: alias.text(1), module: alias.text(2) });
      else if (option !== null) options.push({ ...option, file: leaf('', cite(line)) });
      else {
        const match = mustMatch(line, /^\s*([a-z]+)\s+(.*\S)?\s*$/du, 'A line of modprobe.conf');
        others.push({ directive: match.text(1), value: match.text(2) });
      }
    }
    for (const line of section('modprobe.d').lines) {
      const match = mustMatch(line, /^(\/etc\/modprobe\.d\/[^:]+):(.*)$/du, 'A file and its line');
      const option = optionOf(line, match.raw(1).length + 1) ?? unreadable('Options were expected', line);
      options.push({ ...option, file: match.text(1) });
    }
    return { present: leaf(exit.value === 0, exit.at), aliases, options, others, comments };
  },
});
