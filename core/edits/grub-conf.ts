import { failure, success, type Result } from '../result.ts';
import type { Line } from './lines.ts';

/** One `title` of /boot/grub/grub.conf with the lines that belong to it (GRUB 0.97's manual, chapter "Configuration"). */
export interface GrubEntry {
  readonly title: string;
  /** Index of its `title` line, and of the line behind its last command. Blank lines and comments behind that are nobody's. */
  readonly start: number;
  readonly end: number;
  readonly commands: readonly GrubCommand[];
}
export interface GrubCommand {
  readonly line: number;
  readonly name: string;
  readonly rest: string;
}

export interface GrubConf {
  readonly entries: readonly GrubEntry[];
  /** Line of `default`, and what it says; null when there is none (0 is meant then). */
  readonly defaultLine: number | null;
  readonly defaultValue: string;
}

const COMMAND = /^\s*([a-z][a-z0-9_-]*)(?:\s*=\s*|\s+|$)(.*?)\s*$/u;

/** Reads grub.conf; a file without any entry is refused. */
export function readGrubConf(lines: readonly Line[]): Result<GrubConf> {
  const entries: { title: string; start: number; end: number; commands: GrubCommand[] }[] = [];
  let defaultLine: number | null = null;
  let defaultValue = '0';
  for (const [index, { text }] of lines.entries()) {
    if (/^\s*(#|$)/u.test(text)) continue;
    const title = /^\s*title(?:\s*=\s*|\s+)(.*?)\s*$/u.exec(text);
    if (title !== null) {
      entries.push({ title: title[1] ?? '', start: index, end: index + 1, commands: [] });
      continue;
    }
    const command = COMMAND.exec(text);
    if (command === null)
      return failure('grub-conf', `Line ${index + 1} of the boot loader's configuration is not understood: ${shown(text)}`);
    const entry = entries.at(-1);
    const name = command[1] ?? '';
    if (entry === undefined) {
      if (name === 'default') {
        if (defaultLine !== null) return failure('grub-conf', 'The configuration of the boot loader has two `default` lines.');
        defaultLine = index;
        defaultValue = command[2] ?? '';
      }
      continue;
    }
    entry.end = index + 1;
    entry.commands.push({ line: index, name, rest: command[2] ?? '' });
  }
  if (entries.length === 0) return failure('grub-conf', 'The file has no `title`: it is not the configuration of GRUB 0.97.');
  return success({ entries, defaultLine, defaultValue });
}

/** The entry that boots by default; undefined when `default` is not a number (`saved`) or names none. */
export function defaultEntry(conf: GrubConf): GrubEntry | undefined {
  return /^[0-9]+$/u.test(conf.defaultValue) ? conf.entries[Number(conf.defaultValue)] : undefined;
}

/** A Xen entry boots the hypervisor as its kernel and the rest as modules. */
export function isXenEntry(entry: GrubEntry): boolean {
  return (
    entry.commands.some(({ name, rest }) => name === 'kernel' && /(^|\/)xen[^/\s]*(\s|$)/u.test(rest)) &&
    modules(entry).length > 0
  );
}

/** The `module` lines of an entry, in order: dom0's kernel first, the initial ramdisk last (GRUB 0.97, multiboot). */
export function modules(entry: GrubEntry): readonly GrubCommand[] {
  return entry.commands.filter(({ name }) => name === 'module');
}

/** Text of a file in a sentence: short, and without control characters. */
export function shown(text: string): string {
  const inert = text.replace(/[^\x20-\x7e]/gu, '?').trim();
  return `\`${inert.length > 80 ? `${inert.slice(0, 77)}...` : inert}\``;
}
