import { z } from 'zod';
import { leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { flag, text } from './facts.ts';
import { optionOf, optionShape } from './module-option.ts';
import { absolutePath } from './parameters.ts';
import { quotePosix } from './quote.ts';
import { cite, lineText, matchLine } from './reading.ts';
import { expectSections, sectioned } from './sections.ts';

export const initrdContents = defineProbe({
  name: 'initrd.contents',
  title: 'Modules in an initrd, and the options that were baked into it',
  source: 'mkinitrd 5.1.19 of RHEL 5: a gzipped cpio archive whose init loads modules by insmod with their options; cpio(1) 2.6',
  roles: ['dom0', 'guest'],
  parameters: z.strictObject({ image: absolutePath }),
  facts: z.strictObject({
    present: flag,
    /** The archive could be read to its end. */
    readable: flag,
    /** Files in the archive whose name ends in .ko. */
    moduleFiles: z.array(text),
    /** insmod lines of its init, in their order: the file, and the options that it is loaded with. */
    loads: z.array(z.strictObject({ file: text, module: text, options: text })),
    /** Lines `options` of its etc/modprobe.conf, where it has one. */
    options: z.array(optionShape),
  }),
  empty: { present: false, readable: false, moduleFiles: [], loads: [], options: [] },
  command: ({ image }) => {
    const file = quotePosix(image);
    return sectioned([
      { name: 'exists', run: `test -e ${file}` },
      { name: 'listing', run: `/bin/zcat ${file} | /bin/cpio -it --quiet` },
      { name: 'init', run: `/bin/zcat ${file} | /bin/cpio -i --quiet --to-stdout init` },
      { name: 'options', run: `/bin/zcat ${file} | /bin/cpio -i --quiet --to-stdout etc/modprobe.conf` },
    ]);
  },
  deadline: 60_000,
  read: (reading) => {
    const section = expectSections(reading, ['exists', 'listing', 'init', 'options']);
    const { exit } = section('exists');
    const listing = section('listing');
    const loads = [];
    for (const line of section('init').lines) {
      const match = matchLine(line, /^\s*insmod\s+((?:\S*\/)?([^\s/]+)\.ko)(?:\s+(.*\S))?\s*$/du);
      if (match === null) reading.ignore(line);
      else loads.push({ file: match.text(1), module: match.text(2), options: match.text(3) });
    }
    const moduleFiles = [];
    for (const line of listing.lines) {
      if (/\.ko$/u.test(line.text)) moduleFiles.push(lineText(line));
      else reading.ignore(line);
    }
    const options = [];
    for (const line of section('options').lines) {
      const option = optionOf(line);
      if (option === null) reading.ignore(line);
      else options.push({ ...option, file: leaf('', cite(line)) });
    }
    return {
      present: leaf(exit.value === 0, exit.at),
      readable: exit.value === 0 ? leaf(listing.exit.value === 0, listing.exit.at) : leaf(false, exit.at),
      moduleFiles,
      loads,
      options,
    };
  },
});
