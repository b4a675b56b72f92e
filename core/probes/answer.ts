import { leaf } from './cited.ts';
import type { Leaf } from './cited.ts';
import { flag, text } from './facts.ts';
import { cite, isAbsent, lineText, unreadable } from './reading.ts';
import type { Reading } from './reading.ts';
import type { Section } from './sections.ts';

/**
 * First fields of the facts of a program that may be missing or may refuse: a check is often about just that. `refusal` is the line in
 * which it (or the shell, where there is no such program) says so; null when it answered, or said nothing.
 */
export const answerFields = { answered: flag, refusal: text.nullable() };

export interface Answer {
  readonly answered: Leaf<boolean>;
  readonly refusal: Leaf<string | null>;
}

/** The program answered. */
export function answeredBy(reading: Reading): Answer {
  return { answered: leaf(true, reading.whole), refusal: leaf(null, reading.whole) };
}

/** There is no such program, or nobody may start it: POSIX shells say 127 and 126. Null when it was started. */
export function absenceOf(reading: Reading): Answer | null {
  return isAbsent(reading) ? refusalBy(reading) : null;
}

/** The first line that was printed, on standard error before standard output, is the refusal; the others only go with it. */
export function refusalBy(reading: Reading): Answer {
  const lines = [...reading.stderr, ...reading.stdout].filter((line) => line.text.trim() !== '');
  const first = lines[0];
  reading.ignore(...lines.slice(1));
  if (first === undefined) return { answered: leaf(false, reading.whole), refusal: leaf(null, reading.whole) };
  return { answered: leaf(false, cite(first)), refusal: lineText(first) };
}

/** Ends the parse when the program says that it failed in a way that nobody wrote down. */
export function expectSuccess(reading: Reading): void {
  if (reading.exit === 0) return;
  const said = [...reading.stderr, ...reading.stdout].find((line) => line.text.trim() !== '');
  unreadable(`It ended with exit status ${reading.exit}`, said);
}

/** The same three for one section of several. */
export function sectionAnswered(section: Section): Answer {
  return { answered: leaf(true, section.whole), refusal: leaf(null, section.whole) };
}

export function sectionAbsence(section: Section, reading: Reading): Answer | null {
  return section.exit.value === 127 || section.exit.value === 126 ? sectionRefusal(section, reading) : null;
}

export function sectionRefusal(section: Section, reading: Reading): Answer {
  const lines = section.lines.filter((line) => line.text.trim() !== '');
  const first = lines[0];
  reading.ignore(...lines.slice(1));
  if (first === undefined) return { answered: leaf(false, section.whole), refusal: leaf(null, section.whole) };
  return { answered: leaf(false, cite(first)), refusal: lineText(first) };
}

export function expectSectionSuccess(section: Section): void {
  if (section.exit.value === 0) return;
  unreadable(`${section.name} ended with exit status ${section.exit.value}`, section.lines[0]);
}
