import { cutShort, unreadable } from './reading.ts';
import type { Reading } from './reading.ts';
import type { Line } from './text.ts';

/** The heading of a table and the rows below it. A table without its heading ends the parse. */
export function tableOf(reading: Reading, heading: RegExp, what: string): readonly Line[] {
  const [head, ...rows] = reading.stdout;
  if (head === undefined) return cutShort(`${what} has no heading`);
  if (!heading.test(head.text)) unreadable(`The heading of ${what} was expected`, head);
  reading.ignore(head);
  return rows;
}
