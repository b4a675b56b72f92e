import { z } from 'zod';
import { leaf } from './cited.ts';
import { wordList } from './parameters.ts';
import type { Citation } from './probe.ts';
import { quotePosix, quotePosixWords } from './quote.ts';
import { cite, unreadable } from './reading.ts';
import type { Reading } from './reading.ts';
import type { Answer } from './refusal.ts';
import { sectionAnswer } from './section-answer.ts';
import { expectSections, sectioned } from './sections.ts';
import { visible } from './text.ts';
import type { Line } from './text.ts';

/** Addresses of the controllers, with blanks between them. */
export const controllerAddresses = z.strictObject({
  controllers: z
    .string()
    .min(1)
    .refine((value) => {
      const all = wordList(value);
      return all.length > 0 && all.length <= 2 && all.every((address) => /^[A-Za-z0-9][A-Za-z0-9.:-]{0,252}$/u.test(address));
    }, 'one or two addresses with a blank between them'),
});

/** One script command of SMcli, asked of the controllers at these addresses. */
export function smcliCommand(controllers: string, script: string): string {
  return sectioned([
    {
      name: 'smcli',
      run: `/opt/IBM_DS4000/client/SMcli ${quotePosixWords(wordList(controllers))} -c ${quotePosix(script)} 2>&1`,
    },
  ]);
}

const frame =
  /^(?:Performing syntax check\.\.\.|Syntax check complete\.|Executing script\.\.\.|Script execution complete\.|SMcli completed successfully\.)\s*$/u;

/**
 * What stands between SMcli's own sentences, without blank lines. Where it ends in `SMcli failed.` the lines before are its refusal.
 * The closing sentence is what tells: exit statuses differ between versions.
 */
export function readSmcli(reading: Reading): {
  readonly answer: Answer;
  readonly body: readonly Line[];
  readonly whole: Citation;
} {
  const section = expectSections(reading, ['smcli'])('smcli');
  if (section.exit.value === 127 || section.exit.value === 126)
    return { answer: sectionAnswer(section, reading), body: [], whole: section.whole };
  const lines = section.lines.filter((line) => line.text.trim() !== '');
  const closing = lines[lines.length - 1];
  const body = lines.filter((line) => !frame.test(line.text));
  reading.ignore(...lines.filter((line) => frame.test(line.text)));
  if (closing !== undefined && /^SMcli completed successfully\.\s*$/u.test(closing.text)) {
    const yes = leaf(true, section.whole);
    return { answer: { present: yes, answered: yes, refusal: leaf('', section.whole) }, body, whole: section.whole };
  }
  if (closing === undefined || !/^SMcli failed\.\s*$/u.test(closing.text))
    unreadable('SMcli’s last sentence was expected', closing);
  const first = body[0] ?? closing;
  const at = cite(first, closing);
  return {
    answer: {
      present: leaf(true, at),
      answered: leaf(false, at),
      refusal: leaf(visible(reading.raw.stdout.slice(at.start, at.end)), at),
    },
    body: [],
    whole: section.whole,
  };
}
