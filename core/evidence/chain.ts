import { canonicalJson } from './canonical.ts';
import { sha256Hex } from './hash.ts';

/** `previous` of the first link. */
export const CHAIN_START = '0'.repeat(64);

/** What every link of the chain has, whatever else stands in it. */
export interface Link {
  readonly sequence: number;
  readonly previous: string;
  readonly hash: string;
}

/** First place where a chain does not hold. */
export interface ChainBreak {
  readonly sequence: number;
  readonly sentence: string;
}

/** Hash of a link: SHA-256 over the canonical JSON of everything in it but the hash itself. */
export function linkHash(link: object): string {
  return sha256Hex(canonicalJson({ ...link, hash: undefined }));
}

/** A link up to which a chain is known to hold. */
export type Known = Pick<Link, 'sequence' | 'hash'>;

/**
 * First break of a chain, or null when every link follows from the one before. `head` is the hash that the end is known to
 * have (from a report or a manifest): only with it is a list that was cut short at its end found out. `known`: the link before the first; without it the
 * list begins with the chain.
 */
export function verifyChain(
  links: readonly Link[],
  head?: string,
  known: Known = { sequence: 0, hash: CHAIN_START },
): ChainBreak | null {
  let previous = known.hash;
  let expected = known.sequence + 1;
  for (const link of links) {
    if (link.sequence !== expected) {
      const sentence =
        link.sequence > expected
          ? `Event ${expected} is missing: event ${link.sequence} stands in its place.`
          : `Event ${link.sequence} stands where event ${expected} belongs.`;
      return { sequence: expected, sentence };
    }
    if (link.previous !== previous) {
      const before = expected === 1 ? 'the start of the chain' : `event ${expected - 1}`;
      return { sequence: expected, sentence: `Event ${expected} does not follow from ${before}.` };
    }
    if (hashOrNull(link) !== link.hash) {
      return { sequence: expected, sentence: `Event ${expected} is not what was stored: its content does not give its hash.` };
    }
    previous = link.hash;
    expected += 1;
  }
  if (head !== undefined && head !== previous) {
    return {
      sequence: expected,
      sentence: `The list ends after event ${expected - 1}, and not with the hash that its end is known to have.`,
    };
  }
  return null;
}

/** Null for content that JSON cannot say: that was never stored by us. */
function hashOrNull(link: Link): string | null {
  try {
    return linkHash(link);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}
