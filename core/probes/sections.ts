import { quotePosix } from './quote.ts';
import type { Reading } from './reading.ts';
import { cite, cutShort, unreadable } from './reading.ts';
import { leaf } from './cited.ts';
import type { Leaf } from './cited.ts';
import type { Citation } from './probe.ts';
import type { Line } from './text.ts';

/** One question of a probe that asks several at once. */
export interface SectionCommand {
  /** Words of letters, digits, `_./-` and blanks. */
  readonly name: string;
  /** A POSIX command list; what it prints on standard error is lost unless it says `2>&1`. */
  readonly run: string;
}

/**
 * One command line for several questions, each between marks of its own, with its exit status, and a mark at the very end:
 *
 *     === NAME
 *     ...
 *     === NAME exit 0
 *     === end
 *
 * A line feed is printed before each closing mark, so that a file without a final one is told from one that has it.
 */
export function sectioned(sections: readonly SectionCommand[]): string {
  const parts = sections.map(({ name, run }) => {
    if (!/^[A-Za-z0-9_./ -]+$/u.test(name)) throw new TypeError(`Not a name of a section: ${name}`);
    return `echo ${quotePosix(`=== ${name}`)}; { ${run}; } 2>/dev/null; printf '\\n=== %s exit %d\\n' ${quotePosix(name)} $?`;
  });
  return `${parts.join('; ')}; echo '=== end'`;
}

/** What one section printed. */
export interface Section {
  readonly name: string;
  readonly exit: Leaf<number>;
  readonly lines: readonly Line[];
  /** From its opening to its closing mark: what a fact of absence cites. */
  readonly whole: Citation;
  /** True when what it printed did not end in a line feed. */
  readonly open: boolean;
}

/** Takes sectioned output apart. Marks that are missing, doubled or out of order end the parse. The marks count as understood. */
export function readSections(reading: Reading): readonly Section[] {
  const sections: Section[] = [];
  const lines = reading.stdout;
  let at = 0;
  for (;;) {
    const opening = lines[at] ?? cutShort('the end mark is missing');
    if (opening.text === '=== end') {
      if (at !== lines.length - 1) unreadable('Something follows the end mark', lines[at + 1]);
      reading.ignore(opening);
      return sections;
    }
    const name =
      /^=== ([A-Za-z0-9_./ -]+)$/u.exec(opening.text)?.[1] ?? unreadable('A mark that opens a section was expected', opening);
    if (sections.some((section) => section.name === name)) unreadable('A section came twice', opening);
    const prefix = `=== ${name} exit `;
    let close = at + 1;
    while (close < lines.length && !(lines[close]?.text.startsWith(prefix) ?? false)) close += 1;
    const closing = lines[close] ?? cutShort(`the section ${name} has no end`);
    const status = closing.text.slice(prefix.length);
    if (!/^[0-9]{1,3}$/u.test(status)) unreadable('A mark that closes a section was expected', closing);
    const before = lines[close - 1];
    const ended = before !== undefined && close - 1 > at && before.text === '' && before.end === before.start;
    if (close - 1 === at) unreadable('A section lacks the line feed before its end', closing);
    sections.push({
      name,
      exit: leaf(Number(status), { stream: 'stdout', start: closing.start + prefix.length, end: closing.end }),
      lines: lines.slice(at + 1, ended ? close - 1 : close),
      whole: cite(opening, closing),
      open: !ended,
    });
    reading.ignore(opening, closing);
    at = close + 1;
  }
}

/** Sections by the names that were asked, in the order asked. One that is missing, more or elsewhere ends the parse. */
export function expectSections(reading: Reading, names: readonly string[]): (name: string) => Section {
  const sections = readSections(reading);
  const found = sections.map((section) => section.name);
  if (found.length !== names.length || found.some((name, index) => name !== names[index])) {
    unreadable(`The sections ${names.join(', ')} were asked for, but ${found.join(', ')} came`);
  }
  return (name) => sections.find((section) => section.name === name) ?? unreadable(`The section ${name} is missing`);
}
