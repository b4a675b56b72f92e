import { expect, it } from 'vitest';
import { pastedAdvice } from '../../../main/cli/pasted.ts';

it.each([
  ['[root@xen1 ~]# xm list\nName ID\n', 'Line 1 looks like a prompt that was pasted with it: “[root@xen1 ~]# xm list”.'],
  ['Name ID\nDomain-0 0\nroot@xen1:~# \n', 'Line 3 looks like a prompt'],
  ['$ uname -r\n2.6.18\n', 'Line 1 looks like a prompt'],
  ['sw1:admin> switchshow\n', 'Line 1 looks like a prompt'],
  ['Name ID\nDoma', 'Its last line does not end'],
  ['Name ID\n', 'Look at the text itself'],
  ['# a comment is no prompt only with its blank\u001b[2J\n', '\\x1b[2J'],
])('of %j it says what to look at', (text, said) => {
  expect(pastedAdvice(text)).toContain(said);
  expect(pastedAdvice(text)).not.toMatch(/ask again/iu);
});
