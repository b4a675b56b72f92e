import { z } from 'zod';
import { leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { derivedText, flag, integer, text } from './facts.ts';
import { absolutePath } from './parameters.ts';
import { quotePosix } from './quote.ts';
import { matchLine, mustMatch, onlyLine, unreadable } from './reading.ts';
import { expectSections, sectioned } from './sections.ts';

const file = z.strictObject({
  path: text,
  mode: text,
  links: integer,
  owner: text,
  group: text,
  bytes: integer,
  /** As ls prints it: without the year where it is not long ago. */
  modified: text,
});

/** What of the archive is asked for: its init, multipath with its files, and modules that have to do with paths. */
const asked =
  '(^| )(init|(usr/)?s?bin/multipathd?|etc/multipath([.]conf|/[^ ]+)|[^ ]*/(dm-[a-z-]+|scsi_dh_[a-z]+|iscsi_tcp|libiscsi|qla2xxx|lpfc|sd_mod)[.]ko([.][xg]z|[.]zst)?)$';

/** `lsinitramfs -l`, filtered on the host to what has to do with multipath. */
export const initramfsContents = defineProbe({
  name: 'initramfs.contents',
  title: 'What an initrd has of multipath: program, configuration, modules',
  source: 'lsinitramfs(8) of initramfs-tools 0.142, lines as of ls -l; captured on Debian 12',
  roles: ['dom0', 'guest'],
  parameters: z.strictObject({ image: absolutePath }),
  facts: z.strictObject({
    present: flag,
    /** When it was made, and when that was asked, in seconds since 1970 by the host's clock. */
    changedAt: integer.nullable(),
    askedAt: integer,
    /** Its own init was found, so that the archive was read. */
    readable: flag,
    files: z.array(file),
    /** Modules by name, with dashes as in their files. */
    modules: z.array(derivedText),
    /** multipath itself is in it. */
    multipath: flag,
    /** Bytes of its copy of /etc/multipath.conf; null where it has none. */
    configurationBytes: integer.nullable(),
  }),
  empty: {
    present: false,
    changedAt: null,
    askedAt: 0,
    readable: false,
    files: [],
    modules: [],
    multipath: false,
    configurationBytes: null,
  },
  command: ({ image }) =>
    sectioned([
      { name: 'exists', run: `test -e ${quotePosix(image)}` },
      { name: 'changed', run: `/usr/bin/stat -L -c %Y ${quotePosix(image)}` },
      { name: 'now', run: '/bin/date +%s' },
      { name: 'listing', run: `/usr/bin/lsinitramfs -l ${quotePosix(image)} | /bin/grep -E ${quotePosix(asked)}` },
    ]),
  deadline: 120_000,
  read: (reading) => {
    const section = expectSections(reading, ['exists', 'changed', 'now', 'listing']);
    const { exit } = section('exists');
    const listing = section('listing');
    const seconds = (name: string) =>
      mustMatch(onlyLine(section(name).lines, 'a time'), /^([0-9]{1,12})$/du, 'Seconds since 1970').integer(1);
    const changed = section('changed');
    const files = listing.lines.map((line) => {
      const row =
        matchLine(
          line,
          /^([-l][rwxsStT-]{9})\s+([0-9]+)\s+(\S+)\s+(\S+)\s+([0-9]+)\s+([A-Z][a-z]{2}\s+[0-9]+\s+[0-9:]+)\s+(\S+)\s*$/du,
        ) ?? unreadable('A file of the archive was expected', line);
      return {
        path: row.text(7),
        mode: row.text(1),
        links: row.integer(2),
        owner: row.text(3),
        group: row.text(4),
        bytes: row.integer(5),
        modified: row.text(6),
      };
    });
    for (const [index, one] of files.entries()) {
      if (files.findIndex((other) => other.path.value === one.path.value) !== index) unreadable(`${one.path.value} came twice`);
    }
    const named = (pattern: RegExp) => files.find((one) => pattern.test(one.path.value));
    const init = named(/^init$/u);
    const program = named(/^(?:usr\/)?s?bin\/multipath$/u);
    const configuration = named(/^etc\/multipath\.conf$/u);
    return {
      present: leaf(exit.value === 0, exit.at),
      changedAt: changed.exit.value === 0 ? seconds('changed') : leaf(null, changed.whole),
      askedAt: seconds('now'),
      readable: leaf(init !== undefined, init?.path.at ?? listing.whole),
      files,
      modules: files.flatMap(({ path }) => {
        const name = /([^/]+)\.ko(?:\.[xg]z|\.zst)?$/u.exec(path.value)?.[1];
        return name === undefined ? [] : [leaf(name, path.at)];
      }),
      multipath: leaf(program !== undefined, program?.path.at ?? listing.whole),
      configurationBytes: configuration?.bytes ?? leaf(null, listing.whole),
    };
  },
});
