import { z } from 'zod';
import { leaf } from './cited.ts';
import type { Leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { flag, text } from './facts.ts';
import { wordList } from './parameters.ts';
import { quotePosixWords } from './quote.ts';
import { absence, cutShort, matchLine, mustMatch, unreadable } from './reading.ts';

const packageWord = /^[A-Za-z0-9][A-Za-z0-9._+~-]*$/u;

interface Package {
  readonly name: Leaf<string>;
  readonly version: Leaf<string>;
  readonly release: Leaf<string>;
  readonly architecture: Leaf<string>;
}

/** True when a package answers the word that was asked for: its name, or name-version, name-version-release, with or without architecture. */
function answers(found: Package, asked: string): boolean {
  const name = found.name.value;
  const version = `${name}-${found.version.value}`;
  const release = `${version}-${found.release.value}`;
  return [name, version, release, `${release}.${found.architecture.value}`, `${name}.${found.architecture.value}`].includes(
    asked,
  );
}

export const rpmPackages = defineProbe({
  name: 'rpm.packages',
  title: 'Which of the named packages are installed',
  source: 'rpm(8) 4.4.2: --queryformat, since RHEL 5 prints no architecture by itself; "package X is not installed"',
  roles: ['dom0', 'guest'],
  /** `names`: words between blanks or commas. */
  parameters: z.strictObject({
    names: z
      .string()
      .max(4096)
      .refine(
        (value) => wordList(value).length > 0 && wordList(value).every((name) => packageWord.test(name)),
        'names of packages between blanks or commas',
      ),
  }),
  facts: z.strictObject({
    present: flag,
    packages: z.array(z.strictObject({ name: text, version: text, release: text, architecture: text })),
    /** Words that were asked for and answer to no package. */
    missing: z.array(text),
  }),
  empty: { present: false, packages: [], missing: [] },
  command: ({ names }) =>
    `/bin/rpm -q --queryformat '%{NAME}|%{VERSION}|%{RELEASE}|%{ARCH}\\n' ${quotePosixWords(wordList(names))}`,
  read: (reading, { names }) => {
    const absent = absence(reading);
    if (absent !== null) return { present: absent, packages: [], missing: [] };
    if (reading.stderr.length > 0 && reading.exit !== 0)
      unreadable('The database of packages could not be read', reading.stderr[0]);
    const packages: Package[] = [];
    const missing: Leaf<string>[] = [];
    for (const line of reading.stdout) {
      const none = matchLine(line, /^package ([^\s]+) is not installed$/du);
      if (none !== null) {
        if (missing.some((other) => other.value === none.raw(1)) || !wordList(names).includes(none.raw(1)))
          unreadable('An answer came that was not asked for', line);
        missing.push(none.text(1));
        continue;
      }
      const match = mustMatch(line, /^([^|\s]+)\|([^|\s]+)\|([^|\s]+)\|([^|\s]+)$/du, 'A package');
      packages.push({ name: match.text(1), version: match.text(2), release: match.text(3), architecture: match.text(4) });
    }
    for (const asked of wordList(names)) {
      if (!packages.some((found) => answers(found, asked)) && !missing.some((word) => word.value === asked))
        cutShort(`there is no answer about ${asked}`);
    }
    return { present: leaf(true, reading.whole), packages, missing };
  },
});
