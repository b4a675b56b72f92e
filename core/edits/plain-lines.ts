import { RE2JS } from 're2js';
import { z } from 'zod';
import { failure, success } from '../result.ts';
import type { Edit } from './edit.ts';
import { insertLines, joinLines, splitLines, utf8Text } from './lines.ts';

const oneLine = z
  .string()
  .min(1)
  .regex(/^[^\0\r\n]+$/u, 'one line');

const ensureParameters = z.strictObject({ line: oneLine });

/** Adds a line at the end unless it is there. */
export const ensureLine: Edit<z.infer<typeof ensureParameters>> = {
  name: 'ensure-line',
  title: 'Add a line',
  parameters: ensureParameters,
  mayCreate: true,
  apply: (text, given) => {
    const lines = splitLines(text);
    const wanted = utf8Text(given.line);
    if (lines.some((line) => line.text.trimEnd() === wanted.trimEnd())) return success(text);
    return success(joinLines(insertLines(lines, lines.length, [wanted])));
  },
};

const removeParameters = z
  .strictObject({ line: oneLine.optional(), pattern: z.string().min(1).optional() })
  .refine(({ line, pattern }) => (line === undefined) !== (pattern === undefined), 'either line or pattern');

/** Takes away every line that is the given one, or that an RE2 pattern fits as a whole. */
export const removeLine: Edit<z.infer<typeof removeParameters>> = {
  name: 'remove-line',
  title: 'Remove a line',
  parameters: removeParameters,
  mayCreate: false,
  apply: (text, given) => {
    let fits: (line: string) => boolean;
    if (given.pattern === undefined) {
      const wanted = utf8Text(given.line ?? '').trimEnd();
      fits = (line) => line.trimEnd() === wanted;
    } else {
      try {
        const pattern = RE2JS.compile(utf8Text(given.pattern));
        fits = (line) => pattern.matches(line);
      } catch {
        return failure('pattern', `\`${given.pattern}\` is not a pattern of RE2.`);
      }
    }
    return success(joinLines(splitLines(text).filter((line) => !fits(line.text))));
  },
};
