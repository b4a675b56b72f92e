import { z } from 'zod';
import { failure, success } from '../result.ts';
import type { Edit } from './edit.ts';
import { insertLines, joinLines, replaceLine, splitLines } from './lines.ts';

const name = z.string().regex(/^[A-Za-z0-9_-]+$/u, 'a name of letters, digits, dash and underscore');
const parameters = z.strictObject({
  module: name,
  option: name,
  value: z.union([z.string().regex(/^[A-Za-z0-9_.,:/-]+$/u, 'a value without blanks'), z.number().int()]),
});

/** Sets one option of a kernel module in modprobe.conf (modprobe.conf(5)): `options qla2xxx ql2xfailover=0`; its other options stay. */
export const moduleOption: Edit<z.infer<typeof parameters>> = {
  name: 'module-option',
  title: 'Set an option of a kernel module',
  parameters,
  mayCreate: true,
  apply: (text, given) => {
    let lines = splitLines(text);
    const wanted = `${given.option}=${given.value}`;
    const own = lines.flatMap((line, index) => {
      const match = /^\s*options\s+(\S+)/u.exec(line.text);
      // modprobe takes a dash and an underscore in module names for the same.
      return match?.[1]?.replaceAll('-', '_') === given.module.replaceAll('-', '_') ? [index] : [];
    });
    for (const index of own) {
      if (lines[index]?.text.trimEnd().endsWith('\\') === true) {
        return failure(
          'continued-line',
          `Line ${index + 1} goes on in the next one (\`\\\`): it is not changed by Xenpath.`,
          'Join the lines first.',
        );
      }
    }
    const pattern = new RegExp(`(\\s)${given.option}(=\\S*)?(?=\\s|$)`, 'gu');
    const having = own.filter((index) => (lines[index]?.text ?? '').search(pattern) >= 0);
    for (const index of having) lines = replaceLine(lines, index, (lines[index]?.text ?? '').replace(pattern, `$1${wanted}`));
    if (having.length > 0) return success(joinLines(lines));
    const last = own.at(-1);
    if (last === undefined) return success(joinLines(insertLines(lines, lines.length, [`options ${given.module} ${wanted}`])));
    const old = lines[last]?.text ?? '';
    const blanks = /\s*$/u.exec(old)?.[0] ?? '';
    return success(joinLines(replaceLine(lines, last, `${old.slice(0, old.length - blanks.length)} ${wanted}${blanks}`)));
  },
};
