import { z } from 'zod';
import type { MarkedText } from '../evidence/mark-hits.ts';
import type { EvidencePlace } from '../run/evidence-place.ts';
import { bytes, call } from './contract.ts';
import { name, ours } from './ours.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/u);

/** A piece of stored output, made inert: what is not printable stands as a visible escape. */
export interface OutputPiece {
  readonly text: string;
  /** Length of the whole, in bytes. */
  readonly bytes: number;
  /** First byte of this piece, and the first after it. */
  readonly from: number;
  readonly to: number;
}

/** Places that one search gives. */
export const MOST_FOUND = 300;

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

export const evidenceCalls = {
  /** At most 64 KiB at a time: a window shows a page of it, never all. */
  'output.read': call(
    z.strictObject({ hash, from: z.number().int().min(0), length: z.number().int().min(1).max(65_536) }),
    ours<OutputPiece>(),
  ),
  'runs.verify': call(
    z.strictObject({ run: name }),
    ours<{ readonly events: number; readonly artefacts: number; readonly head: string; readonly problems: readonly string[] }>(),
  ),
  /** At most {@link MOST_FOUND} places, newest run first. Problem: `search-too-short`. */
  'runs.search': call(z.strictObject({ text: z.string().min(1).max(200) }), ours<readonly FoundPlace[]>()),
  /** A place that a search found, with what was looked for marked in it; `occurrence` counts within it, from 0. Problem: `no-such-output`. */
  'evidence.show': call(
    z.strictObject({
      run: name,
      sequence: z.number().int().min(1),
      artefact: hash.nullable(),
      text: z.string().min(1).max(200),
      occurrence: z.number().int().min(0).max(1_000_000),
    }),
    ours<ShownPlace>(),
  ),
  /** Takes in the archive of a bundle that the window sends; gives a {@link TakenIn} as JSON. Problems: `bundle-shape`, `bundle-tampered`, `run-differs`. */
  'bundle.import': bytes(z.null()),
};
