import type { ProbeOutput } from '../../core/probes/probe.ts';
import type { Problem } from '../../core/result.ts';

/** One probe of a batch: its command and the time it is given on the host, in milliseconds of host time. */
export interface BatchPart {
  readonly command: string;
  readonly deadlineMs: number;
  /** Bytes kept of each stream on the host. Default 1 MiB. */
  readonly limitBytes?: number;
}

export interface BatchAnswer {
  /**
   * `done`: it ran to its end (its output may still be cut at the limit). `timed-out`: killed on the host at its deadline. `killed`: something
   * else ended it. `cut`: the stream ended inside it. `not-run`: it was never begun.
   */
  readonly state: 'done' | 'timed-out' | 'killed' | 'cut' | 'not-run';
  readonly output: ProbeOutput;
  /** Host time, in milliseconds; 0 when it was not measured. */
  readonly durationMs: number;
  /** Set unless `done`. */
  readonly problem?: Problem;
}

export interface BatchDone {
  /** The exact text that was sent (kind fos: one line a command). */
  readonly command: string;
  /** In the order of the parts. */
  readonly answers: readonly BatchAnswer[];
  /** What stood outside the marks: what the login shell printed. */
  readonly outside: { readonly stdout: Uint8Array; readonly stderr: Uint8Array };
  /** Milliseconds of our clock. */
  readonly durationMs: number;
  /** The exec's own problem, such as `session-lost`; answers that had arrived are kept. */
  readonly problem?: Problem;
}
