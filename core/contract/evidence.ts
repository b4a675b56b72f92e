import { z } from 'zod';
import { call } from './contract.ts';
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
  'runs.search': call(
    z.strictObject({ text: z.string().min(3).max(200) }),
    ours<
      readonly { readonly run: string; readonly sequence: number; readonly artefact: string | null; readonly excerpt: string }[]
    >(),
  ),
};
