import type { Outcome } from '../checks/outcome.ts';

/**
 * What the engine does at this moment, for whoever looks on. It is no evidence and is never stored: when it has come to its end the run's events tell it.
 * Times are ISO 8601 of our clock.
 */
export type Underway =
  /** A command, a reboot order or a file on its way: the open intent of that id says which. */
  | (Common & {
      readonly kind: 'act';
      readonly intent: string;
      /** Bytes that came so far, of both streams. */
      readonly bytes: number;
      /** The latest of them, without the secrets of the run, made inert. */
      readonly tail: string;
    })
  /** Several probes in one exec. */
  | (Common & { readonly kind: 'asking'; readonly step: string | null; readonly probes: readonly string[] })
  /** A check that is asked again and again until it holds. */
  | (Common & {
      readonly kind: 'poll';
      readonly step: string;
      readonly check: string;
      readonly asked: number;
      /** When it is asked again; null while it is asked. */
      readonly next: string | null;
      /** What it said the last time. */
      readonly outcome: Outcome | null;
      readonly expected: unknown;
      readonly actual: unknown;
    })
  /** A host that was told to reboot: it has to go, and then to answer again. */
  | (Common & { readonly kind: 'reboot'; readonly phase: 'going' | 'coming'; readonly knocked: number });

interface Common {
  /** Distinguishes what is under way at the same time. */
  readonly id: string;
  readonly host: string;
  readonly since: string;
  /** When it is given up; null where nothing limits it. */
  readonly until: string | null;
}

/** What is known of it when it begins; the rest comes as it goes on. */
export type Beginning = DistributedOmit<Underway, 'id' | 'since' | 'until'> & {
  /** Real milliseconds until it is given up; null where nothing limits it. */
  readonly withinMs: number | null;
};

type DistributedOmit<Union, Key extends PropertyKey> = Union extends unknown ? Omit<Union, Key> : never;
