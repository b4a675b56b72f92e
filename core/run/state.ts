import type { ActionClass } from '../actions/action.ts';
import type { Disturbance as HostDisturbance } from '../checks/freshness.ts';
import type { Outcome } from '../checks/outcome.ts';
import type { Problem } from '../result.ts';
import type { RunEvent } from './events.ts';
import type { PlannedStep } from './planned.ts';

type EventOf<Type extends RunEvent['type']> = Extract<RunEvent, { type: Type }>;

/** Counted up whenever the reducer gives another state for the same events: kept copies of older numbers are thrown away. */
export const REDUCER_VERSION = 7;

/** What the first event says of a run. */
export type RunHeader = Pick<
  EventOf<'run-created'>,
  'procedure' | 'inventory' | 'parameters' | 'lab' | 'xenpath' | 'timeZone' | 'pseudonyms'
>;

/** Something on a host that can make an earlier pass stale. */
export type DisturbanceCause = HostDisturbance['cause'];
export interface Disturbance {
  readonly sequence: number;
  readonly at: string;
  /** What it was, for a sentence: the command, or what happened. */
  readonly what: string;
  /** Step it belongs to, when it was an act of the run. */
  readonly step: string | null;
}

export interface HostState {
  readonly name: string;
  /** Null until a connection or a join said so. */
  readonly role: string | null;
  readonly address: string | null;
  /** Host that it was reached through when it joined. */
  readonly via: string | null;
  /** `closed`: with the sitting that it belonged to. */
  readonly connection: 'never' | 'connected' | 'lost' | 'closed';
  readonly problem: Problem | null;
  readonly fingerprint: string | null;
  readonly trusted: EventOf<'host-trusted'>['how'] | null;
  readonly algorithms: EventOf<'host-connected'>['algorithms'] | null;
  /** A legacy algorithm was negotiated at least once. */
  readonly legacy: boolean;
  readonly labHost: boolean;
  readonly bootId: string | null;
  /** Every boot id seen, oldest first. */
  readonly bootIds: readonly string[];
  readonly skewMs: number | null;
  readonly roundTripMs: number | null;
  /** Our lease on the host, while it is held. */
  readonly lease: string | null;
  /** Latest disturbance of each kind. */
  readonly disturbed: Readonly<Partial<Record<DisturbanceCause, Disturbance>>>;
}

/**
 * What a run's events alone say of a step on a host. Locked, waiting and ready follow from the plan: see next.ts.
 * `interrupted`: a resume found it running with nothing in flight; `unknown`: with something in flight. `declined`: a person did not allow it, or what it
 * would have destroyed: nothing failed.
 */
export type StepStatus =
  | 'untouched'
  | 'running'
  | 'done'
  | 'already-so'
  | 'failed'
  | 'declined'
  | 'skipped'
  | 'not-taken'
  | 'interrupted'
  | 'unknown'
  | 'undone';

/** What became of one act of a step, by `ACTION` or `ACTION#ITEM`, and `@HOST` where it is on another host than its step. */
export interface ActionState {
  readonly intent: string;
  readonly state: 'open' | 'succeeded' | 'failed' | 'unknown' | 'did-not-happen';
  /** Boot that its host was in when it began; null where that is not known. */
  readonly bootId: string | null;
  readonly sequence: number;
}

export interface StepState {
  readonly status: StepStatus;
  /** How often it was started. */
  readonly attempts: number;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** Reason of a skip or of a branch not taken. */
  readonly reason: string | null;
  readonly problem: Problem | null;
  readonly actions: Readonly<Record<string, ActionState>>;
  /** A person or an option allowed the step on its other hosts, or refused it. */
  readonly rest: 'allowed' | 'refused' | null;
  /** Sequence of the latest event about it. */
  readonly sequence: number;
}

/** Latest word on a checkpoint on a host. */
export interface CheckState {
  /** As asked of the host: never `stale`, `waived` or `attested`, which follow; null when it was not asked yet. */
  readonly recorded: Outcome | null;
  readonly severity: 'fatal' | 'warning';
  /** Sequence and time of the event that recorded it; 0 and null when it was not asked yet. */
  readonly sequence: number;
  readonly at: string | null;
  /** Boot ids known at that moment, of the host and of those that the check depends on. */
  readonly bootIds: Readonly<Record<string, string | null>>;
  readonly phase: EventOf<'checked'>['phase'] | null;
  readonly last: EventOf<'checked'> | null;
  /** How often it was asked, and the latest sequence with a pass. */
  readonly asked: number;
  readonly passedAt: number | null;
  /** The signed words that stand for it, by sequence. A pass recorded later ends them. */
  readonly waivedAt: number | null;
  readonly attestedAt: number | null;
  /** Made stale by hand of an undo, with the reason. */
  readonly spoiled: { readonly sequence: number; readonly why: string } | null;
}

/** An act whose outcome is not known yet; `unknown` after a crash, until somebody asked the host. */
export interface OpenIntent extends EventOf<'intent'> {
  readonly sequence: number;
  readonly at: string;
  readonly unknown: boolean;
}

export interface Signed {
  readonly sequence: number;
  readonly at: string;
  readonly operator: string;
}
export interface Waiver extends Signed {
  readonly step: string;
  readonly host: string;
  readonly check: string;
  readonly reason: string;
}
export interface Attestation extends Signed {
  readonly step: string;
  readonly host: string;
  readonly check: string | null;
  /** Intent of the act that it says the outcome of; null for a check or a step. */
  readonly act: string | null;
  readonly statement: string;
}
export interface Note extends Signed {
  readonly step: string | null;
  readonly host: string | null;
  /** Element or link of the topology. */
  readonly element: string | null;
  readonly text: string;
  readonly attachment: EventOf<'noted'>['attachment'] | null;
}
export interface FaultInForce extends Signed {
  readonly what: string;
  readonly step: string;
  readonly host: string;
  readonly class: ActionClass;
}
export interface CapturedValue {
  readonly value: unknown;
  readonly step: string;
  readonly sequence: number;
}

/** From a creation or a resume to the stop that followed; `to` is null while it goes on or when it ended without a word. */
export interface Sitting {
  readonly from: string;
  readonly to: string | null;
  readonly sequence: number;
}

/** What a run is at one sequence number. Plain data: it travels to a window and into a cache as JSON. */
export interface RunState {
  readonly run: string;
  /** Sequence and hash of the last event that is in it; 0 and zeros for none. */
  readonly sequence: number;
  readonly head: string;
  readonly header: RunHeader | null;
  /** Replaced procedure text, when there was one. */
  readonly procedureHash: string | null;
  readonly plan: readonly PlannedStep[] | null;
  readonly operators: readonly string[];
  readonly startedAt: string | null;
  readonly lastAt: string | null;
  readonly sittings: readonly Sitting[];
  /** Set while the run stands still after a stop. */
  readonly stopped: (Signed & { readonly reason: EventOf<'run-stopped'>['reason']; readonly sentence: string }) | null;
  readonly hosts: Readonly<Record<string, HostState>>;
  /** By step, then host. */
  readonly steps: Readonly<Record<string, Readonly<Record<string, StepState>>>>;
  /** By step, then check, then host. */
  readonly checks: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, CheckState>>>>>>;
  readonly open: Readonly<Record<string, OpenIntent>>;
  /** By name, then host. */
  readonly captures: Readonly<Record<string, Readonly<Record<string, CapturedValue>>>>;
  readonly waivers: readonly Waiver[];
  readonly attestations: readonly Attestation[];
  readonly notes: readonly Note[];
  readonly faults: readonly FaultInForce[];
  readonly totals: {
    readonly acts: number;
    readonly probes: number;
    /** Bytes of output that were stored, before equal ones were put together; and bytes that were cut. */
    readonly bytes: number;
    readonly cut: number;
    readonly redacted: number;
  };
}
