import { readFileSync } from 'node:fs';

/** A listing of the article, as the page printed it. */
export function listing(number: number): string {
  return readFileSync(new URL(`../fixtures/article/listing-${String(number).padStart(2, '0')}.txt`, import.meta.url), 'utf8');
}

/** What a listing of the article shows: the prompt's host and its command, null where the listing has no prompt, and the lines under it. */
export interface ListingText {
  readonly host: string | null;
  readonly command: string | null;
  readonly lines: readonly string[];
}

/** A value of the moment at which a listing was taken: whatever stands there on either side is set aside, and why. */
export interface OfTheMoment {
  readonly listings: readonly number[];
  readonly why: string;
  readonly pattern: RegExp;
  readonly instead: string;
}

/** All that may differ between the article's listings and those of a run. Nothing else may. */
export const OF_THE_MOMENT: readonly OfTheMoment[] = [
  {
    listings: [6],
    why: 'processor time that a domain has had since it was started',
    pattern: /^(\S+ \d+ \d+ \d+ \S+) [\d.]+$/u,
    instead: '$1 TIME',
  },
  {
    listings: [10, 13],
    why: 'uuid that is drawn for each guest; the article shows one with dashes and one without',
    pattern: /^uuid = "[0-9a-f-]{32,36}"$/u,
    instead: 'uuid = "UUID"',
  },
  {
    listings: [10, 13],
    why: 'hardware address that is drawn for each guest, in the range of Xen',
    pattern: /mac=00:16:3e(?::[0-9a-f]{2}){3}/u,
    instead: 'mac=MAC',
  },
  {
    listings: [12, 14],
    why: 'what is used and available: metadata of the file systems and what was written so far',
    pattern: /^(\S+ \S+) \S+ \S+ \S+% (\/\S*)$/u,
    instead: '$1 USED AVAIL USE% $2',
  },
];

/** Lines of an output for comparison: blanks collapsed, lines that the page or df wrapped joined, values of the moment set aside. */
export function comparableLines(number: number, text: string): readonly string[] {
  const lines = text
    .split('\n')
    .map((line) => line.trim().replace(/\s+/gu, ' '))
    .filter((line) => line !== '');
  const values = OF_THE_MOMENT.filter(({ listings }) => listings.includes(number));
  return unwrapped(number, lines).map((line) =>
    values.reduce((before, { pattern, instead }) => before.replace(pattern, instead), line),
  );
}

/** The article's listing, ready to be compared with `comparableLines` of an output. */
export function articleListing(number: number): ListingText {
  const [first = '', ...rest] = listing(number).split('\n');
  const prompt = /^\[root@(\S+) \S+\]# (.+)$/u.exec(first);
  const body = prompt === null ? [first, ...rest] : rest;
  return { host: prompt?.[1] ?? null, command: prompt?.[2] ?? null, lines: comparableLines(number, body.join('\n')) };
}

/** Listings 2 and 13 were wrapped by the page, 12 and 14 by df itself where a name is long. */
function unwrapped(number: number, lines: readonly string[]): readonly string[] {
  if (number === 2) return [lines.join(' ')];
  const joined: string[] = [];
  for (const line of lines) {
    const last = joined.at(-1);
    const open = number === 13 && last !== undefined && last.includes('[') && !last.includes(']');
    const wrapped = (number === 12 || number === 14) && last !== undefined && /^\/\S+$/u.test(last);
    if (open || wrapped) joined[joined.length - 1] = `${last}${last.endsWith('/') && open ? '' : ' '}${line}`;
    else joined.push(line);
  }
  return joined;
}

/** A command as the article gives it: a run names programs and packages by their whole paths, since a session that is no login has no sbin in its PATH. */
export function shortCommand(command: string): string {
  return command.replace(/(^|\s)\/(?:[\w.-]+\/)+(?=(?:rpm|uname|xm|df|cat)\b|[\w.-]+\.rpm$)/gu, '$1');
}
