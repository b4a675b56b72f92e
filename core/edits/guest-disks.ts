import { z } from 'zod';
import { failure, success, type Result } from '../result.ts';
import type { Edit } from './edit.ts';
import { assignmentOf, readGuestConfig, splice, type Assignment, type ListItem } from './guest-config.ts';
import { insertLines, joinLines, splitLines, utf8Text } from './lines.ts';

/** `phy:/dev/sdb,xvda,w` or `tap:aio:/var/lib/xen/images/test1-xvda.img,xvda,w`: back end, name in the guest, mode. */
const disk = z
  .string()
  .regex(/^(phy|file|tap:[a-z0-9]+):[^,"'\\\s]+,[a-z]+[a-z0-9]*(:cdrom)?,[rw]!?$/u, 'a disk as in phy:/dev/sdb,xvda,w');

const addParameters = z.strictObject({ disks: z.array(disk).min(1) });

/** Adds disks behind those of a guest's configuration. The guest boots the first of the list, whatever it is called. */
export const guestDisksAdd: Edit<z.infer<typeof addParameters>> = {
  name: 'guest-disks-add',
  title: "Add disks to a guest's configuration",
  parameters: addParameters,
  mayCreate: false,
  apply: (text, given) => {
    const found = diskList(text);
    if (!found.ok) return found;
    const { assignment, items } = found.value;
    const fresh: string[] = [];
    for (const wanted of given.disks.map(utf8Text)) {
      if (items.some(({ value }) => value === wanted)) continue;
      const clash = items.find(({ value }) => frontOf(value) === frontOf(wanted) || backOf(value) === backOf(wanted));
      if (clash !== undefined) {
        return failure(
          'disk-taken',
          `\`${wanted}\` cannot be added: the configuration has \`${clash.value}\` already.`,
          'Choose another device or another name for it.',
        );
      }
      fresh.push(wanted);
    }
    if (fresh.length === 0) return success(text);
    if (assignment === undefined) {
      const lines = splitLines(text);
      return success(joinLines(insertLines(lines, lines.length, [`disk = [ ${fresh.map((one) => `"${one}"`).join(', ')} ]`])));
    }
    const last = items.at(-1);
    if (last === undefined)
      return success(splice(text, assignment.start, assignment.end, `[ ${fresh.map((one) => `"${one}"`).join(', ')} ]`));
    return success(splice(text, last.end, last.end, fresh.map((one) => `, ${last.quote}${one}${last.quote}`).join('')));
  },
};

const setParameters = z.strictObject({ disks: z.array(disk).min(1) });

/** Sets the whole list of disks, in order. */
export const guestDisks: Edit<z.infer<typeof setParameters>> = {
  name: 'guest-disks',
  title: "Set the disks of a guest's configuration",
  parameters: setParameters,
  mayCreate: false,
  apply: (text, given) => {
    const found = diskList(text);
    if (!found.ok) return found;
    const { assignment, items } = found.value;
    const wanted = given.disks.map(utf8Text);
    if (items.length === wanted.length && items.every(({ value }, index) => value === wanted[index])) return success(text);
    const quote = items[0]?.quote ?? '"';
    const list = `[ ${wanted.map((one) => `${quote}${one}${quote}`).join(', ')} ]`;
    if (assignment !== undefined) return success(splice(text, assignment.start, assignment.end, list));
    const lines = splitLines(text);
    return success(joinLines(insertLines(lines, lines.length, [`disk = ${list}`])));
  },
};

const prefix = z.enum(['xvd', 'hd', 'sd']);
const renameParameters = z.strictObject({ from: prefix, to: prefix });

/** Renames the disks as the guest sees them: xvda to hda and so on (article, Listing 11). Back ends, order and modes stay. */
export const guestDisksRename: Edit<z.infer<typeof renameParameters>> = {
  name: 'guest-disks-rename',
  title: "Rename the disks of a guest's configuration",
  parameters: renameParameters,
  mayCreate: false,
  apply: (text, given) => {
    const found = diskList(text);
    if (!found.ok) return found;
    let result = text;
    // From the end, so that earlier places stay true.
    for (const item of [...found.value.items].reverse()) {
      const parts = item.value.split(',');
      const front = parts[1] ?? '';
      if (parts.length !== 3 || !new RegExp(`^${given.from}[a-z]+$`, 'u').test(front)) continue;
      const renamed = [parts[0], given.to + front.slice(given.from.length), parts[2]].join(',');
      result = splice(result, item.start, item.end, `${item.quote}${renamed}${item.quote}`);
    }
    return success(result);
  },
};

function diskList(text: string): Result<{ readonly assignment: Assignment | undefined; readonly items: readonly ListItem[] }> {
  const all = readGuestConfig(text);
  if (!all.ok) return all;
  const own = assignmentOf(all.value, 'disk');
  if (!own.ok) return own;
  if (own.value === undefined) return success({ assignment: undefined, items: [] });
  if (own.value.value.kind !== 'list') return failure('guest-config', '`disk` is not a list in this configuration.');
  return success({ assignment: own.value, items: own.value.value.items });
}

function frontOf(entry: string): string {
  return entry.split(',')[1] ?? '';
}

function backOf(entry: string): string {
  return (entry.split(',')[0] ?? '').replace(/^(phy|file|tap:[a-z0-9]+):/u, '');
}
