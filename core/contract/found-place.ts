import type { MarkedText } from '../evidence/mark-hits.ts';
import type { EvidencePlace } from '../run/evidence-place.ts';

/** Places that one search gives. */
export const MOST_FOUND = 300;
/** Characters that a search needs at least. */
export const SHORTEST_SEARCH = 3;

/** A place in a run at which a text stands. */
export interface FoundPlace {
  readonly run: string;
  readonly sequence: number;
  /** Hash of the output that it stands in; null: in the event itself. */
  readonly artefact: string | null;
  /** Text around the first place, made inert. */
  readonly excerpt: string;
  /** Null where the run's evidence is not whole. */
  readonly place: EvidencePlace | null;
}

/** One place, to be read. */
export interface ShownPlace {
  readonly at: string;
  readonly operator: string;
  readonly place: EvidencePlace;
  readonly text: MarkedText;
}

/** A run that was taken in. */
export interface TakenIn {
  readonly run: string;
  /** It was here before, with the same evidence. */
  readonly known: boolean;
}
