import { z } from 'zod';
import { leaf } from './cited.ts';
import type { Cited, Leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { derivedText, flag, text } from './facts.ts';
import { wordList } from './parameters.ts';
import { quotePosix } from './quote.ts';
import { cite, matchLine, mustMatch, unreadable } from './reading.ts';
import type { LineMatch } from './reading.ts';
import { expectSections, sectioned } from './sections.ts';

/** Names of Debian packages with blanks or commas between them (Debian Policy 5.6.1). */
const names = z
  .string()
  .min(1)
  .max(4096)
  .refine(
    (value) => wordList(value).length > 0 && wordList(value).every((one) => /^[a-z0-9][a-z0-9+.-]+$/u.test(one)),
    'names of packages with blanks between them',
  );

const installedPackage = z.strictObject({
  name: text,
  installed: flag,
  version: text,
  architecture: text,
  /** What is wanted of it: `install`, `hold`, `deinstall`, `purge`. */
  wanted: text,
  /** `installed`, `config-files`, `half-configured`, `unpacked`, `not-installed`, ... */
  status: text,
});

/** `dpkg-query -W` of packages by name. One that dpkg has never heard of is `missing`. */
export const dpkgPackages = defineProbe({
  name: 'dpkg.packages',
  title: 'Which of the named Debian packages are installed',
  source: 'dpkg-query(1) of dpkg 1.21; captured on Debian 12',
  roles: ['dom0', 'guest'],
  parameters: z.strictObject({ names }),
  facts: z.strictObject({
    present: flag,
    packages: z.array(installedPackage),
    /** Names that are not installed, as asked for. */
    missing: z.array(derivedText),
  }),
  empty: { present: false, packages: [], missing: [] },
  command: (parameters) =>
    sectioned([
      {
        name: 'packages',
        run: `/usr/bin/dpkg-query -W -f '\${Package} \${Architecture} \${db:Status-Want} \${db:Status-Status} \${Version}\\n' ${wordList(parameters.names).map(quotePosix).join(' ')} 2>&1`,
      },
    ]),
  read: (reading, parameters) => {
    const section = expectSections(reading, ['packages'])('packages');
    const { exit, whole } = section;
    if (exit.value === 127 || exit.value === 126) {
      reading.ignore(...section.lines);
      return { present: leaf(false, whole), packages: [], missing: [] };
    }
    if (exit.value > 1) unreadable(`dpkg-query ended with exit status ${exit.value}`, section.lines[0]);
    const packages: Cited<z.infer<typeof installedPackage>>[] = [];
    const unknown: Leaf<string>[] = [];
    for (const line of section.lines) {
      const strange = matchLine(line, /^dpkg-query: no packages found matching (\S+)\s*$/du);
      if (strange !== null) {
        if (unknown.some((one) => one.value === strange.raw(1))) unreadable('A package came twice', line);
        unknown.push(strange.text(1));
        continue;
      }
      const row = mustMatch(line, /^(\S+) (\S*) (\S+) (\S+) (\S*)\s*$/du, 'A package');
      if (packages.some((one) => one.name.value === row.raw(1) && one.architecture.value === row.raw(2)))
        unreadable('A package came twice', line);
      packages.push({
        name: row.text(1),
        installed: leaf(row.raw(4) === 'installed', row.at(4)),
        version: row.text(5),
        architecture: row.text(2),
        wanted: row.text(3),
        status: row.text(4),
      });
    }
    const missing = wordList(parameters.names).flatMap((name) => {
      const found = packages.find((one) => one.name.value === name);
      if (found?.installed.value === true) return [];
      const at = found?.status.at ?? unknown.find((one) => one.value === name)?.at;
      return at === undefined ? unreadable(`Nothing was said about ${name}`) : [leaf(name, at)];
    });
    if (unknown.some((one) => !wordList(parameters.names).includes(one.value)))
      unreadable('A package came that was not asked for');
    return { present: leaf(true, whole), packages, missing };
  },
});

const candidate = z.strictObject({
  name: text,
  /** null where it is not installed. */
  installed: text.nullable(),
  /** null where no source has it. */
  candidate: text.nullable(),
  /** Where the versions are from: priority and place, as printed. */
  sources: z.array(text),
});

/** `apt-cache policy`: what would be installed, and from where. A name that no source and no status file has is left out by apt. */
export const aptCandidates = defineProbe({
  name: 'apt.candidates',
  title: 'Which versions of packages could be installed, and from where',
  source: 'apt-cache(8) of apt 2.6; captured on Debian 12',
  roles: ['dom0', 'guest'],
  parameters: z.strictObject({ names }),
  facts: z.strictObject({ present: flag, packages: z.array(candidate) }),
  empty: { present: false, packages: [] },
  command: (parameters) =>
    sectioned([
      { name: 'policy', run: `LC_ALL=C /usr/bin/apt-cache policy ${wordList(parameters.names).map(quotePosix).join(' ')}` },
    ]),
  deadline: 60_000,
  read: (reading) => {
    const section = expectSections(reading, ['policy'])('policy');
    const { exit, whole } = section;
    if (exit.value === 127 || exit.value === 126) {
      reading.ignore(...section.lines);
      return { present: leaf(false, whole), packages: [] };
    }
    if (exit.value !== 0) unreadable(`apt-cache ended with exit status ${exit.value}`, section.lines[0]);
    const packages: { name: Leaf<string>; installed: LineMatch | null; candidate: LineMatch | null; sources: Leaf<string>[] }[] =
      [];
    for (const line of section.lines) {
      const named = matchLine(line, /^([a-z0-9][a-z0-9+.-]+(?::[a-z0-9]+)?):$/du);
      if (named !== null) {
        if (packages.some((one) => one.name.value === named.raw(1))) unreadable('A package came twice', line);
        packages.push({ name: named.text(1), installed: null, candidate: null, sources: [] });
        continue;
      }
      const current = packages[packages.length - 1] ?? unreadable('The name of a package was expected', line);
      const versioned = matchLine(line, /^ {2}(Installed|Candidate): (\S+)\s*$/du);
      if (versioned?.raw(1) === 'Installed' && current.installed === null) current.installed = versioned;
      else if (versioned?.raw(1) === 'Candidate' && current.candidate === null) current.candidate = versioned;
      else if (versioned === null && /^ {2}Version table:\s*$/u.test(line.text)) reading.ignore(line);
      else if (versioned === null && current.candidate !== null)
        current.sources.push(mustMatch(line, /^(?: \*\*\*| {4}) {1,}?\s*(\S.*?)\s*$/du, 'A version or its source').text(1));
      else unreadable('A line of apt-cache policy was expected', line);
    }
    const version = (match: LineMatch | null): Leaf<string | null> => {
      if (match === null) return unreadable('A package without its versions');
      return match.raw(2) === '(none)' ? leaf(null, cite(match.line)) : match.text(2);
    };
    return {
      present: leaf(true, whole),
      packages: packages.map((one) => ({
        name: one.name,
        installed: version(one.installed),
        candidate: version(one.candidate),
        sources: one.sources,
      })),
    };
  },
});
