import { leaf } from './cited.ts';
import { flag, text } from './facts.ts';
import { cite, unreadable } from './reading.ts';
import type { Reading } from './reading.ts';
import type { Answer } from './refusal.ts';
import type { Section } from './sections.ts';
import { visible } from './text.ts';
import type { Line } from './text.ts';

/** First fields of the facts of a program that may be missing or may refuse: a check is often about just that. */
export const answerFields = { present: flag, answered: flag, refusal: text };
export const noAnswer = { present: false, answered: false, refusal: '' };

/**
 * How the program of a section ended, where its run says `2>&1`. Statuses 127 and 126 are POSIX's for a program that was not found or
 * could not be started. Any other status but 0 is a refusal when a line matches `opening`, and ends the parse when none does.
 */
export function sectionAnswer(section: Section, reading: Reading, opening?: RegExp): Answer {
  const status = section.exit.value;
  const lines = section.lines.filter((line) => line.text.trim() !== '');
  if (status === 127 || status === 126) return refused(section, reading, false, lines[0]);
  const complaint = opening === undefined ? undefined : lines.find((line) => opening.test(line.text));
  if (complaint !== undefined) return refused(section, reading, true, complaint);
  if (status !== 0) unreadable(`${section.name} ended with exit status ${status}`, lines[0]);
  const yes = leaf(true, section.whole);
  return { present: yes, answered: yes, refusal: leaf('', section.whole) };
}

/** The refusal runs from the complaint to the end of the section. */
function refused(section: Section, reading: Reading, present: boolean, complaint: Line | undefined): Answer {
  const from = complaint === undefined ? section.lines.length : section.lines.indexOf(complaint);
  reading.ignore(...section.lines.slice(0, from));
  const last = section.lines[section.lines.length - 1];
  const at = complaint === undefined || last === undefined ? section.whole : cite(complaint, last);
  return {
    present: leaf(present, at),
    answered: leaf(false, at),
    refusal: leaf(complaint === undefined ? '' : visible(reading.raw.stdout.slice(at.start, at.end)), at),
  };
}
