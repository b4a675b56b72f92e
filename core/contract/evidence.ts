import { z } from 'zod';
import { bytes, call } from './contract.ts';
import type { FoundPlace, ShownPlace } from './found-place.ts';
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
  /** Every place that holds the text, newest run first, up to `MOST_FOUND`. Problem: `search-too-short`. */
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
  /** Takes in the archive of a bundle that the window sends; gives a `TakenIn` as JSON. Problems: `bundle-shape`, `bundle-tampered`, `run-differs`. */
  'bundle.import': bytes(z.null()),
};
