import { leaf } from './cited.ts';
import type { Leaf } from './cited.ts';
import { absence, unreadable } from './reading.ts';
import type { Reading } from './reading.ts';
import { visible } from './text.ts';

/** Whether a tool is there and answered, and what it said where it refused. */
export interface Answer {
  readonly present: Leaf<boolean>;
  readonly answered: Leaf<boolean>;
  readonly refusal: Leaf<string>;
}

/**
 * How a management tool ended, before its output is looked at. A refusal begins on standard error with a line that `opening` knows and
 * goes on to its end; what the tool prints on standard output beside it (usage help) holds no fact. A failure in other words ends the parse.
 */
export function answerOf(reading: Reading, opening: RegExp): Answer {
  const missing = absence(reading);
  if (missing !== null) return { present: missing, answered: leaf(false, missing.at), refusal: leaf('', missing.at) };
  const yes = leaf(true, reading.whole);
  if (reading.exit === 0) return { present: yes, answered: yes, refusal: leaf('', reading.whole) };
  const first = reading.stderr.findIndex((line) => opening.test(line.text));
  const from = reading.stderr[first];
  const last = reading.stderr[reading.stderr.length - 1];
  if (from === undefined || last === undefined) {
    return unreadable(
      `It ended with status ${reading.exit} and no message that is known`,
      reading.stderr[0] ?? reading.stdout[0],
    );
  }
  reading.ignore(...reading.stdout, ...reading.stderr.slice(0, first));
  const at = { stream: 'stderr', start: from.start, end: last.end } as const;
  return {
    present: leaf(true, at),
    answered: leaf(false, at),
    refusal: leaf(visible(reading.raw.stderr.slice(at.start, at.end)), at),
  };
}
