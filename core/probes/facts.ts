import { z } from 'zod';

/**
 * Building blocks of facts' schemas. Facts are plain: strict objects, arrays, strings, numbers, booleans and null; no optional keys,
 * no unions but with null. Keys are camelCase. So a schema can become a CEL type, and a rule can be type-checked.
 */

/** Text exactly as the cited bytes have it (decoded, with visible escapes). */
export const text = z.string();

/** A word that the parser chose, from the cited bytes or from their absence. */
export const derivedText = z.string().meta({ derived: true });

export const integer = z.number().int();
export const decimal = z.number();
export const flag = z.boolean();
