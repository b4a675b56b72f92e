import type { z } from 'zod';
import type { HostRole, ShellKind } from '../hosts/inventory.ts';
import type { Problem } from '../result.ts';

/** What a command left behind, exactly as it came. Decoding is the parser's business. */
export interface ProbeOutput {
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  /** Exit status; null when the command was ended by a signal or its deadline. */
  readonly exit: number | null;
  /** True when output was cut at a limit: such output never parses as whole. */
  readonly truncated: boolean;
}

/** A byte range of one stream: `end` is exclusive. */
export interface Citation {
  readonly stream: 'stdout' | 'stderr';
  readonly start: number;
  readonly end: number;
}

/** An RFC 6901 pointer into the facts, for example `/domains/0/name`. */
export type FactPointer = string;

/**
 * A parser never throws on what a host says. It returns facts with, for each leaf, the byte range that
 * it came from; or a problem, and the outcome of whoever asked is then `error`, never `fail`.
 *
 * A refusal that the tool is known to print (xend not running, no such domain) is a fact, since checks are
 * about it: `{ answered: false, refusal: "..." }`. Output that the parser does not know is a problem.
 */
export type Parsed<Facts> =
  | {
      readonly ok: true;
      readonly facts: Facts;
      readonly citations: Readonly<Record<FactPointer, Citation>>;
      /** Lines that were understood and hold no fact (headings, rulers, blank lines). */
      readonly ignored: readonly Citation[];
    }
  | { readonly ok: false; readonly problem: Problem };

/**
 * A named question to a host: a command and the parser that turns its output into facts.
 * Always of class `read`: asking may not change anything on the host.
 */
export interface Probe<Parameters = unknown, Facts = unknown> {
  /** `family.question`, for example `xm.list`. */
  readonly name: string;
  readonly title: string;
  /** Where the output format is known from: article listing, man page, driver source, or how sure it is. */
  readonly source: string;
  readonly roles: readonly HostRole[];
  readonly shell: ShellKind;
  readonly parameters: z.ZodType<Parameters>;
  readonly facts: z.ZodType<Facts>;
  /** What a host with nothing to report yields. Lint evaluates every rule on it: one that holds there proves nothing. */
  readonly empty: Facts;
  /**
   * One command for the host's kind of shell: POSIX sh with absolute paths (a non-login PATH on RHEL 5 lacks sbin), or one
   * FOS command. Parameters are quoted by the builder (see quote.ts). No pipes on FOS.
   */
  readonly command: (parameters: Parameters) => string;
  /** Time the host is given, in milliseconds of host time. */
  readonly deadline: number;
  readonly parse: (output: ProbeOutput, parameters: Parameters) => Parsed<Facts>;
}
