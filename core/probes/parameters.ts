import { z } from 'zod';

/** Parameters of probes: each is checked here before it may stand in a command line. */

export const none = z.strictObject({});

/** A word for a command line: no NUL, no line ends, and no dash at its beginning, so that it is never taken for an option. */
export const word = z
  .string()
  .min(1)
  .max(1024)
  .regex(/^[^-\0-\x1f\x7f][^\0-\x1f\x7f]*$/u, 'printable, and no dash at its beginning');

export const absolutePath = z
  .string()
  .max(4096)
  .regex(/^\/[^\0-\x1f\x7f]*$/u, 'a path that begins with / and has no control characters');

/** Names of Xen domains: letters, digits and `_-.:/+` (XendDomainInfo.py of Xen 3.0.3). */
export const domainName = z.string().regex(/^[A-Za-z0-9_.:+][A-Za-z0-9_.:/+-]{0,127}$/u, 'letters, digits and _-.:/+');

/** One or more words between blanks or commas: what a template can carry into a probe that asks about several things at once. */
export function wordList(value: string): readonly string[] {
  return value.split(/[\s,]+/u).filter((item) => item !== '');
}
