import { z } from 'zod';
import { failure, success } from '../result.ts';
import type { Edit } from './edit.ts';
import { assignmentOf, readGuestConfig, splice } from './guest-config.ts';
import { insertLines, joinLines, splitLines, utf8Text } from './lines.ts';

const parameters = z.strictObject({
  name: z.string().regex(/^[a-z_][a-z0-9_]*$/u, 'a name of lower-case letters, digits and underscore'),
  value: z.union([z.number().int(), z.string().regex(/^[^"'\\\r\n]*$/u, 'text without quotes and backslashes')]),
});

/** Sets one value of a guest's configuration: memory, maxmem, vcpus, on_reboot and the like. */
export const guestValue: Edit<z.infer<typeof parameters>> = {
  name: 'guest-value',
  title: "Set a value of a guest's configuration",
  parameters,
  mayCreate: false,
  apply: (text, given) => {
    const all = readGuestConfig(text);
    if (!all.ok) return all;
    const own = assignmentOf(all.value, given.name);
    if (!own.ok) return own;
    const wanted = typeof given.value === 'number' ? String(given.value) : utf8Text(given.value);
    if (own.value === undefined) {
      const written = typeof given.value === 'number' ? wanted : `"${wanted}"`;
      const lines = splitLines(text);
      return success(joinLines(insertLines(lines, lines.length, [`${given.name} = ${written}`])));
    }
    const { start, end, value } = own.value;
    switch (value.kind) {
      case 'list':
        return failure('guest-config', `\`${given.name}\` is a list in this configuration, and one value was to be set.`);
      case 'number':
        if (typeof given.value === 'number' && value.value === given.value) return success(text);
        return success(splice(text, start, end, typeof given.value === 'number' ? wanted : `"${wanted}"`));
      case 'text':
        if (value.value === wanted) return success(text);
        return success(splice(text, start, end, `${value.quote}${wanted}${value.quote}`));
    }
  },
};
