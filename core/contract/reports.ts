import { z } from 'zod';
import type { RunComparison } from '../run/compare-runs.ts';
import { call } from './contract.ts';
import { name, ours } from './ours.ts';
import { savedForms, type SavedFile } from './saved-form.ts';

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

export const reportCalls = {
  /** Makes the report of a run as it is now, for the window's frame. Problems: those of reading the run. */
  'report.open': call(z.strictObject({ run: name }), ours<OpenedReport>()),
  /** Makes a file of a run: where there is a desktop its dialog asks for the place, elsewhere it is offered to be fetched. */
  'report.save': call(z.strictObject({ run: name, form: z.enum(savedForms) }), ours<SavedFile>()),
  'runs.compare': call(z.strictObject({ before: name, after: name }), ours<RunComparison>()),
};
