import { z } from 'zod';
import type { RunComparison } from '../run/compare-runs.ts';
import { call } from './contract.ts';
import { name, ours } from './ours.ts';

/** Forms in which a person takes a run away: its report, and `bundle`, all of its evidence in one archive. */
export const savedForm = z.enum(['html', 'pdf', 'json', 'junit', 'bundle']);
export type SavedForm = z.infer<typeof savedForm>;

/** A report that was made for the window's frame. */
export interface OpenedReport {
  /** Path at the window's own origin. */
  readonly address: string;
  /** Last event that is in it. */
  readonly sequence: number;
  /** When it was made; our clock, ISO 8601. */
  readonly at: string;
  readonly bytes: number;
  /** What of the evidence is not as it was stored, a sentence each, with the event or output. */
  readonly tampered: readonly string[];
}

/** What became of a file that was asked for. `manifest`: hash of a bundle's manifest, to be kept elsewhere. */
export type SavedFile =
  | { readonly kind: 'written'; readonly path: string; readonly manifest: string | null; readonly tampered: readonly string[] }
  /** To be fetched at the window's own origin, soon. */
  | {
      readonly kind: 'offered';
      readonly address: string;
      readonly name: string;
      readonly bytes: number;
      readonly manifest: string | null;
      readonly tampered: readonly string[];
    }
  /** The person thought better of it. */
  | { readonly kind: 'not-wanted' };

export const reportCalls = {
  /** Makes the report of a run as it is now, for the window's frame. Problems: those of reading the run. */
  'report.open': call(z.strictObject({ run: name }), ours<OpenedReport>()),
  /** Makes a file of a run: where there is a desktop its dialog asks for the place, elsewhere it is offered to be fetched. */
  'report.save': call(z.strictObject({ run: name, form: savedForm }), ours<SavedFile>()),
  'runs.compare': call(z.strictObject({ before: name, after: name }), ours<RunComparison>()),
};
