import { z } from 'zod';

/** Words that the shapes of checks, actions and procedures share. */

export const identifier = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/u, 'lower-case words joined by dashes');
export const bindingName = z.string().regex(/^[a-z][A-Za-z0-9]*$/u, 'a name in camelCase');
/** A CEL expression as a whole field. */
export const cel = z.string().min(1);
/** Text with CEL between `{{` and `}}`. */
export const template = z.string().min(1);
/** `5s`, `3m`, `2h`: time of the hosts, which a lab may scale. */
export const duration = z.string().regex(/^[1-9][0-9]*(ms|s|m|h)$/u, 'a number and ms, s, m or h');

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of host time of a duration as written in a procedure; 0 for text that is none. */
export function durationMs(text: string): number {
  const match = /^([1-9][0-9]*)(ms|s|m|h)$/u.exec(text);
  return match === null ? 0 : Number(match[1]) * (UNITS[match[2] ?? ''] ?? 0);
}

/**
 * Arguments of a probe or edit: a template that is one expression and nothing else keeps the type of its value
 * (a list stays a list), any other template is text.
 */
export const argument = z.union([template, z.number(), z.boolean(), z.array(z.union([template, z.number()]))]);
export type Argument = z.infer<typeof argument>;
