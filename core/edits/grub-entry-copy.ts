import { z } from 'zod';
import { failure, success, type Result } from '../result.ts';
import type { Edit } from './edit.ts';
import { defaultEntry, isXenEntry, modules, readGrubConf, shown, type GrubConf, type GrubEntry } from './grub-conf.ts';
import { setDefault } from './grub-default.ts';
import { insertLines, joinLines, splitLines, utf8Text, type Line } from './lines.ts';

const parameters = z.strictObject({
  /** Title of the new entry. */
  title: z
    .string()
    .min(1)
    .regex(/^[^\r\n]+$/u, 'one line'),
  /** What stands before the first dash of the image's name: `initrd` becomes `mpp`. */
  replace: z.string().min(1).default('initrd'),
  by: z.string().min(1).default('mpp'),
  makeDefault: z.boolean().default(true),
});

/**
 * Copies the Xen entry that boots by default under another title, with another image in its last `module` line, and makes the copy
 * the default. A Xen entry has no `initrd` line: the image is the last module (article, Listing 8). The old entry stays as the way back.
 */
export const grubEntryCopy: Edit<z.infer<typeof parameters>> = {
  name: 'grub-entry-copy',
  title: 'Copy the Xen entry of grub.conf with another image',
  parameters,
  mayCreate: false,
  apply: (text, given) => {
    const lines = splitLines(text);
    const conf = readGrubConf(lines);
    if (!conf.ok) return conf;
    const title = utf8Text(given.title).trim();
    const there = conf.value.entries.findIndex((entry) => entry.title === title);
    const source = sourceEntry(conf.value, title, given.replace);
    if (there >= 0) return settled(lines, conf.value, there, source, given);
    if (!source.ok) return source;
    const made = copyOf(lines, source.value, title, given.replace, given.by);
    if (!made.ok) return made;
    const at = conf.value.entries.indexOf(source.value) + 1;
    const added = insertLines(lines, source.value.end, made.value);
    const again = readGrubConf(added);
    if (!again.ok) return again;
    const old = /^[0-9]+$/u.test(conf.value.defaultValue) ? Number(conf.value.defaultValue) : null;
    // Entries behind the copy are counted one further.
    const wanted = given.makeDefault ? at : old !== null && old >= at ? old + 1 : old;
    return success(joinLines(wanted === null ? added : setDefault(added, again.value, wanted)));
  },
};

/** The Xen entry that boots by default and has the old image, or the first such entry when the copy boots by default already. */
function sourceEntry(conf: GrubConf, title: string, replace: string): Result<GrubEntry> {
  const current = defaultEntry(conf);
  const old = (entry: GrubEntry): boolean =>
    isXenEntry(entry) && entry.title !== title && imageName(entry)?.startsWith(`${replace}-`) === true;
  if (current !== undefined && current.title !== title) {
    if (!isXenEntry(current)) {
      return failure(
        'not-xen',
        `The entry that boots by default, ${shown(current.title)}, does not boot Xen.`,
        'Make the Xen entry the default first.',
      );
    }
    if (!old(current)) {
      return failure(
        'no-image',
        `The last \`module\` of ${shown(current.title)} is no \`${replace}-\` image: ${shown(modules(current).at(-1)?.rest ?? '')}.`,
      );
    }
    return success(current);
  }
  const other = conf.entries.find(old);
  return other === undefined
    ? failure('no-source', `There is no Xen entry with a \`${replace}-\` image to copy.`)
    : success(other);
}

function imageName(entry: GrubEntry): string | undefined {
  const path = modules(entry).at(-1)?.rest.split(/\s+/u)[0];
  return path?.slice(path.lastIndexOf('/') + 1);
}

function copyOf(lines: readonly Line[], entry: GrubEntry, title: string, replace: string, by: string): Result<readonly string[]> {
  const last = modules(entry).at(-1);
  const made: string[] = [];
  for (let index = entry.start; index < entry.end; index += 1) {
    const text = lines[index]?.text ?? '';
    if (index === entry.start) made.push(text.replace(/^(\s*title(?:\s*=\s*|\s+)).*$/u, (_all, head: string) => head + title));
    else if (index === last?.line) made.push(text.replace(`/${replace}-`, `/${by}-`));
    else made.push(text);
  }
  if (last !== undefined && !(lines[last.line]?.text ?? '').includes(`/${replace}-`)) {
    return failure(
      'no-image',
      `The last \`module\` line has no path with \`/${replace}-\`: ${shown(lines[last.line]?.text ?? '')}.`,
    );
  }
  return success(made);
}

/** The title is there already: nothing to do but perhaps the default, or a refusal when the entry is not the copy that was asked for. */
function settled(
  lines: readonly Line[],
  conf: GrubConf,
  index: number,
  source: Result<GrubEntry>,
  given: z.infer<typeof parameters>,
): Result<string> {
  const entry = conf.entries[index];
  const fits = entry !== undefined && isXenEntry(entry) && imageName(entry)?.startsWith(`${given.by}-`) === true;
  const same = fits && source.ok ? sameBody(lines, entry, source.value, given) : fits;
  if (!same) {
    return failure(
      'other-entry',
      `An entry ${shown(given.title)} is there already and is not the copy that was to be made.`,
      'Look at it, and remove it or choose another title.',
    );
  }
  return success(joinLines(given.makeDefault ? setDefault(lines, conf, index) : lines));
}

function sameBody(lines: readonly Line[], entry: GrubEntry, source: GrubEntry, given: z.infer<typeof parameters>): boolean {
  const made = copyOf(lines, source, entry.title, given.replace, given.by);
  if (!made.ok) return false;
  const words = (text: string): string => text.trim().replace(/\s+/gu, ' ');
  const wanted = made.value
    .slice(1)
    .map(words)
    .filter((text) => text !== '' && !text.startsWith('#'));
  return wanted.join('\n') === entry.commands.map(({ line }) => words(lines[line]?.text ?? '')).join('\n');
}
