import { z } from 'zod';
import { leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { flag, text } from './facts.ts';
import { none } from './parameters.ts';
import { attributes } from './pieces.ts';
import { lineText, matchLine, mustMatch, unreadable } from './reading.ts';
import { expectSections, sectioned } from './sections.ts';

/** Which distribution it is: os-release(5), and the point release and architecture as Debian has them. */
export const hostOsRelease = defineProbe({
  name: 'host.osRelease',
  title: 'Which distribution is installed, and for which architecture',
  source: 'os-release(5); /etc/debian_version; dpkg(1); captured on Debian 12',
  roles: ['dom0', 'guest'],
  parameters: none,
  facts: z.strictObject({
    present: flag,
    /** `debian`. */
    id: text,
    /** `12`. */
    version: text,
    codename: text,
    /** `12.11`, or a name while a release is in the making. */
    debianVersion: text,
    /** `amd64`, `arm64`. */
    architecture: text,
    others: attributes,
  }),
  empty: { present: false, id: '', version: '', codename: '', debianVersion: '', architecture: '', others: [] },
  command: () =>
    sectioned([
      { name: 'release', run: '/bin/cat /etc/os-release' },
      { name: 'debian', run: '/bin/cat /etc/debian_version' },
      { name: 'architecture', run: '/usr/bin/dpkg --print-architecture' },
    ]),
  read: (reading) => {
    const section = expectSections(reading, ['release', 'debian', 'architecture']);
    const release = section('release');
    const rows = release.lines.flatMap((line) => {
      if (/^\s*(#.*)?$/u.test(line.text)) {
        reading.ignore(line);
        return [];
      }
      const row =
        matchLine(line, /^([A-Z_0-9]+)="((?:[^"\\]|\\.)*)"\s*$/du) ??
        mustMatch(line, /^([A-Z_0-9]+)=([^\s"']*)\s*$/du, 'A variable');
      return [{ name: row.text(1), value: row.text(2) }];
    });
    for (const [index, { name }] of rows.entries()) {
      if (rows.findIndex((other) => other.name.value === name.value) !== index) unreadable(`${name.value} came twice`);
    }
    const found = (name: string) => rows.find((one) => one.name.value === name)?.value ?? leaf('', release.whole);
    const single = (name: string) => {
      const { lines, exit, whole } = section(name);
      const [line, second] = lines.filter((one) => one.text.trim() !== '');
      if (second !== undefined) unreadable('One line was expected', second);
      return exit.value !== 0 || line === undefined ? leaf('', whole) : lineText(line);
    };
    return {
      present: leaf(release.exit.value === 0, release.exit.at),
      id: found('ID'),
      version: found('VERSION_ID'),
      codename: found('VERSION_CODENAME'),
      debianVersion: single('debian'),
      architecture: single('architecture'),
      others: rows.filter(({ name }) => !['ID', 'VERSION_ID', 'VERSION_CODENAME'].includes(name.value)),
    };
  },
});
