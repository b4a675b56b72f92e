import { z } from 'zod';
import { leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { flag, text } from './facts.ts';
import { none } from './parameters.ts';
import { cite, lineText, mustMatch, textAt } from './reading.ts';
import { expectSections, sectioned } from './sections.ts';

const entry = z.strictObject({
  id: text,
  /** Runlevels, one character each: `2345`. */
  levels: text,
  action: text,
  process: text,
  /** Where a getty asks for a name: `tty1`, `xvc0`; '' for any other process. */
  terminal: text,
});

/** A getty's terminal is its first word that is no option and no speed: `agetty xvc0 9600 vt100-nav`, `mingetty tty1`. */
const getty = /\/[a-z]*getty\s+(?:-\S+\s+|[0-9,]+\s+)*([A-Za-z][A-Za-z0-9/]*)/du;

/** At which terminals init starts a login, and at which of them root may log in. */
export const hostLoginTerminals = defineProbe({
  name: 'host.loginTerminals',
  title: 'Terminals with a login prompt, and where root may log in',
  source: 'inittab(5) of SysVinit 2.86, securetty(5) of Linux-PAM; agetty(8), mingetty(8)',
  roles: ['dom0', 'guest'],
  parameters: none,
  facts: z.strictObject({
    inittabPresent: flag,
    entries: z.array(entry),
    /** Without the file root may log in anywhere. */
    securettyPresent: flag,
    secure: z.array(text),
  }),
  empty: { inittabPresent: false, entries: [], securettyPresent: false, secure: [] },
  command: () =>
    sectioned([
      { name: 'inittab', run: '/bin/cat /etc/inittab' },
      { name: 'securetty', run: '/bin/cat /etc/securetty' },
    ]),
  read: (reading) => {
    const section = expectSections(reading, ['inittab', 'securetty']);
    const inittab = section('inittab');
    const securetty = section('securetty');
    const meant = (lines: typeof inittab.lines): typeof inittab.lines =>
      lines.filter((line) => {
        const remark = /^\s*(?:#|$)/u.test(line.text);
        if (remark) reading.ignore(line);
        return !remark;
      });
    const entries = meant(inittab.lines).map((line) => {
      const row = mustMatch(line, /^\s*([^:\s]{1,4}):([0-9A-Za-z]*):([a-z]+):(.*)$/du, 'An entry of inittab');
      const place = getty.exec(line.text)?.indices?.[1];
      return {
        id: row.text(1),
        levels: row.text(2),
        action: row.text(3),
        process: row.text(4),
        terminal: place === undefined ? leaf('', cite(line)) : textAt(line, place[0], place[1]),
      };
    });
    return {
      inittabPresent: leaf(inittab.exit.value === 0, inittab.whole),
      entries,
      securettyPresent: leaf(securetty.exit.value === 0, securetty.whole),
      secure: meant(securetty.lines).map((line) => lineText(line)),
    };
  },
});
