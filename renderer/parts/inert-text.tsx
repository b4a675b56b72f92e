import type { ReactNode } from 'react';
import { inert } from '../../core/evidence/inert.ts';

/** Characters of a host's text that are shown in one place; what is longer is read in pieces. */
const LONGEST = 4000;

/**
 * The one way in which what a host said gets on the screen: as text, of bounded length, with what acts on a terminal or on the order of reading
 * written as an escape that can be seen. `lines` keeps line feeds, for a block.
 */
export function InertText({
  text,
  lines = false,
  limit = LONGEST,
}: {
  readonly text: string;
  readonly lines?: boolean;
  readonly limit?: number;
}): ReactNode {
  return <bdi className="inert">{inert(text, { limit, lines })}</bdi>;
}
