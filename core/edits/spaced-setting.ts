import { z } from 'zod';
import { failure, success } from '../result.ts';
import type { Edit } from './edit.ts';
import { insertLines, joinLines, replaceLine, splitLines, utf8Text } from './lines.ts';

const parameters = z.strictObject({
  name: z.string().regex(/^[A-Za-z][A-Za-z0-9_.[\]-]*$/u, 'a name as in node.session.timeo.replacement_timeout'),
  value: z.union([z.number().int(), z.string().regex(/^[^\0\r\n#]*[^\s\0#]$/u, 'one line without #')]),
});

/**
 * `NAME = VALUE` with blanks around the sign, as in /etc/iscsi/iscsid.conf (iscsid(8) of open-iscsi). The file explains its settings in comments:
 * one that is missing goes behind the last comment that shows it, `#NAME = ...`, else to the end.
 */
export const spacedSetting: Edit<z.infer<typeof parameters>> = {
  name: 'spaced-setting',
  title: 'Set a value in a file of settings with blanks around the sign',
  parameters,
  mayCreate: false,
  apply: (text, given) => {
    const lines = splitLines(text);
    const value = utf8Text(String(given.value));
    const named = (line: string, pattern: RegExp): RegExpExecArray | null => {
      const match = pattern.exec(line);
      return match?.[2] === given.name ? match : null;
    };
    const own = lines.flatMap(({ text: line }, index) => {
      const match = named(line, /^(\s*([A-Za-z][^\s=#]*)\s*=\s*)(.*?)(\s*)$/u);
      return match === null ? [] : [{ index, match }];
    });
    if (own.length > 1) return failure('set-twice', `\`${given.name}\` is set ${own.length} times.`, 'Leave one of them.');
    const [found] = own;
    if (found !== undefined) {
      const [, head = '', , old = ''] = found.match;
      return success(old === value ? text : joinLines(replaceLine(lines, found.index, head + value)));
    }
    const shown = lines.findLastIndex(({ text: line }) => named(line, /^(\s*#\s*([A-Za-z][^\s=#]*)\s*=)/u) !== null);
    return success(joinLines(insertLines(lines, shown < 0 ? lines.length : shown + 1, [`${given.name} = ${value}`])));
  },
};
