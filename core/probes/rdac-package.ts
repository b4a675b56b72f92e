import { z } from 'zod';
import { leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { flag, text } from './facts.ts';
import { none } from './parameters.ts';
import { lineText, matchLine, mustMatch } from './reading.ts';
import { expectSections, sectioned } from './sections.ts';

export const rdacPackage = defineProbe({
  name: 'rdac.package',
  title: 'What the RDAC driver has installed: tools, modules, boot images',
  source: 'Makefile and setupDriver.REDHAT of linuxrdac 09.03; names of the images as in the article, listing 8',
  roles: ['dom0'],
  parameters: none,
  facts: z.strictObject({
    /** There is a folder /opt/mpp. */
    present: flag,
    tools: z.array(text),
    /** Programs of RDAC in /usr/sbin. */
    programs: z.array(text),
    /** Modules mppUpper and mppVhba, by the kernel that they were built for. */
    modules: z.array(z.strictObject({ path: text, kernel: text, name: text })),
    /** Boot images mpp-KERNEL.img in /boot. */
    images: z.array(z.strictObject({ file: text, kernel: text })),
    /** There is an init script /etc/init.d/mpp. */
    script: flag,
    /** Ties of arrays to virtual targets, kept over reboots, have been written. */
    mapping: flag,
  }),
  empty: { present: false, tools: [], programs: [], modules: [], images: [], script: false, mapping: false },
  command: () =>
    sectioned([
      { name: 'tools', run: '/bin/ls -1 /opt/mpp' },
      { name: 'programs', run: '/bin/ls -1 /usr/sbin/mppUtil /usr/sbin/mppUpdate /usr/sbin/mppBusRescan' },
      { name: 'modules', run: "/usr/bin/find /lib/modules -name 'mpp*.ko'" },
      { name: 'images', run: '/bin/ls -1 /boot' },
      { name: 'script', run: 'test -e /etc/init.d/mpp' },
      { name: 'mapping', run: 'test -s /var/mpp/devicemapping' },
    ]),
  read: (reading) => {
    const section = expectSections(reading, ['tools', 'programs', 'modules', 'images', 'script', 'mapping']);
    const images = [];
    for (const line of section('images').lines) {
      const match = matchLine(line, /^(mpp-(\S+)\.img)$/du);
      if (match === null) reading.ignore(line);
      else images.push({ file: match.text(1), kernel: match.text(2) });
    }
    const modules = section('modules').lines.map((line) => {
      const match = mustMatch(line, /^(\/lib\/modules\/([^/]+)\/(?:[^/]+\/)*(mpp[A-Za-z0-9]*)\.ko)$/du, 'A module of RDAC');
      return { path: match.text(1), kernel: match.text(2), name: match.text(3) };
    });
    const tools = section('tools');
    const script = section('script').exit;
    const mapping = section('mapping').exit;
    return {
      present: leaf(tools.exit.value === 0, tools.exit.at),
      tools: tools.lines.map(lineText),
      programs: section('programs').lines.map(lineText),
      modules,
      images,
      script: leaf(script.value === 0, script.at),
      mapping: leaf(mapping.value === 0, mapping.at),
    };
  },
});
