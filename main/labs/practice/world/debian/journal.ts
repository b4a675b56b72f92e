import { FileError } from '../file-error.ts';
import type { Machine } from '../machine.ts';

/** Where journald keeps the journal of a machine; here one line for each entry. */
const folder = '/var/log/journal';
const file = `${folder}/system.journal`;
/** Entries kept; older ones are dropped by the half. */
const mostEntries = 3_000;

export interface JournalEntry {
  /** The machine's clock, milliseconds. */
  readonly at: number;
  readonly bootId: string;
  /** `multipathd.service`; `-` for the kernel and what belongs to no unit. */
  readonly unit: string;
  /** `kernel`, `multipathd[238]`. */
  readonly tag: string;
  readonly text: string;
}

/** Appends an entry. A journal that cannot be written loses it, as journald's does. */
export function writeJournal(machine: Machine, unit: string, tag: string, text: string): void {
  const { files, state } = machine;
  try {
    if (!files.isDirectory(folder)) return;
    files.append(file, `${[String(machine.now()), state.bootId, unit, tag, text.replace(/[\n\t]/gu, ' ')].join('\t')}\n`, 0o640);
    if (files.stat(file).size > mostEntries * 150) trim(machine);
  } catch (problem) {
    if (!(problem instanceof FileError)) throw problem;
  }
}

/** Every entry that is kept, oldest first. */
export function readJournal(machine: Machine): readonly JournalEntry[] {
  if (!machine.files.isFile(file)) return [];
  return machine.files.readText(file).split('\n').flatMap((line) => {
    const [at, bootId, unit, tag, text] = line.split('\t');
    if (at === undefined || bootId === undefined || unit === undefined || tag === undefined || text === undefined) return [];
    return [{ at: Number(at), bootId, unit, tag, text }];
  }); // prettier-ignore
}

function trim(machine: Machine): void {
  const lines = machine.files.readText(file).split('\n');
  if (lines.length > mostEntries) machine.files.write(file, lines.slice(-mostEntries / 2).join('\n'), 0o640);
}
