import { RE2JS } from 're2js';
import { z } from 'zod';
import { failure, success, type Result } from '../result.ts';
import type { Edit } from './edit.ts';
import { readGrubConf, type GrubConf } from './grub-conf.ts';
import { insertLines, joinLines, replaceLine, splitLines, utf8Text, type Line } from './lines.ts';

const parameters = z
  .strictObject({
    /** Exact title of the entry. */
    title: z.string().min(1).optional(),
    /** RE2 pattern that is found in one of the entry's `kernel` or `module` lines, for example `vmlinuz-.*xen`. */
    kernel: z.string().min(1).optional(),
  })
  .refine(({ title, kernel }) => (title === undefined) !== (kernel === undefined), 'either title or kernel');

/** Makes an entry the one that boots by default. `default` counts entries from 0 in the order of the file. */
export const grubDefault: Edit<z.infer<typeof parameters>> = {
  name: 'grub-default',
  title: 'Make an entry of grub.conf the default',
  parameters,
  mayCreate: false,
  apply: (text, given) => {
    const lines = splitLines(text);
    const conf = readGrubConf(lines);
    if (!conf.ok) return conf;
    const index = findEntry(conf.value, given.title, given.kernel);
    return index.ok ? success(joinLines(setDefault(lines, conf.value, index.value))) : index;
  },
};

function findEntry(conf: GrubConf, title: string | undefined, kernel: string | undefined): Result<number> {
  const titles = conf.entries.map((entry) => `\`${entry.title}\``).join(', ');
  if (title !== undefined) {
    const index = conf.entries.findIndex((entry) => entry.title === utf8Text(title).trim());
    return index < 0 ? failure('no-entry', `No entry has the title \`${title}\`; there are ${titles}.`) : success(index);
  }
  let pattern: RE2JS;
  try {
    pattern = RE2JS.compile(kernel ?? '');
  } catch {
    return failure('pattern', `\`${kernel ?? ''}\` is not a pattern of RE2.`);
  }
  const index = conf.entries.findIndex(({ commands }) =>
    commands.some(({ name, rest }) => (name === 'kernel' || name === 'module') && pattern.matcher(rest).find()),
  );
  return index < 0
    ? failure('no-entry', `No entry boots what \`${kernel ?? ''}\` describes; there are ${titles}.`)
    : success(index);
}

/** Lines with `default` set, its spelling and what stands behind it kept. Without a `default` line one is put in front of the first command. */
export function setDefault(lines: readonly Line[], conf: GrubConf, index: number): readonly Line[] {
  if (conf.defaultLine === null) {
    if (index === 0) return lines;
    const first = lines.findIndex(({ text }) => !/^\s*(#|$)/u.test(text));
    return insertLines(lines, Math.max(first, 0), [`default=${index}`]);
  }
  if (conf.defaultValue === String(index)) return lines;
  const old = lines[conf.defaultLine]?.text ?? '';
  return replaceLine(lines, conf.defaultLine, old.replace(/^(\s*default(?:\s*=\s*|\s+)).*?(\s*)$/u, `$1${index}$2`));
}
