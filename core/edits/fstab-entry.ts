import { z } from 'zod';
import { failure, success } from '../result.ts';
import type { Edit } from './edit.ts';
import { shown } from './grub-conf.ts';
import { insertLines, joinLines, replaceLine, splitLines, utf8Text } from './lines.ts';

const word = z.string().regex(/^[^\s\\#][^\s\\]*$/u, 'a word without blanks');
const parameters = z.strictObject({
  device: word,
  mount: z.string().regex(/^\/[^\s\\]*$/u, 'a path without blanks'),
  type: word,
  options: word.default('defaults'),
  dump: z.number().int().min(0).max(1).default(0),
  pass: z.number().int().min(0).max(9).default(0),
});

/** One file system of /etc/fstab (fstab(5)), told by its mount point. */
export const fstabEntry: Edit<z.infer<typeof parameters>> = {
  name: 'fstab-entry',
  title: 'Mount a file system at every start',
  parameters,
  mayCreate: false,
  apply: (text, given) => {
    const lines = splitLines(text);
    const wanted = [given.device, given.mount, given.type, given.options, String(given.dump), String(given.pass)].map(utf8Text);
    const entries = lines.flatMap((line, index) =>
      /^\s*(#|$)/u.test(line.text) ? [] : [{ index, fields: line.text.trim().split(/\s+/u) }],
    );
    const named = /^(\/|LABEL=|UUID=)/u.test(given.device);
    const other = entries.find(
      ({ fields }) => named && fields[0] === wanted[0] && fields[1] !== wanted[1] && fields[2] !== 'swap',
    );
    if (other !== undefined) {
      return failure(
        'device-mounted-elsewhere',
        `${given.device} has an entry for ${shown(other.fields[1] ?? '')} already.`,
        'Remove that entry, or choose another device.',
      );
    }
    const own = entries.filter(({ fields }) => fields[1] === wanted[1]);
    if (own.length > 1) return failure('mount-point-twice', `${given.mount} has ${own.length} entries.`, 'Leave one of them.');
    const entry = `${wanted.slice(0, 4).join('\t')}\t${wanted.slice(4).join(' ')}`;
    const [found] = own;
    if (found === undefined) return success(joinLines(insertLines(lines, lines.length, [entry])));
    // fstab(5): dump and pass are 0 where they are left out.
    const fields = [...found.fields, ...['defaults', '0', '0'].slice(Math.min(Math.max(found.fields.length - 3, 0), 3))];
    if (fields.slice(0, 6).join(' ') === wanted.join(' ')) return success(text);
    return success(joinLines(replaceLine(lines, found.index, entry)));
  },
};
