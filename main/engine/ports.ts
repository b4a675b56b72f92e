import type { ActionClass } from '../../core/actions/action.ts';
import type { Problem, Result } from '../../core/result.ts';
import type { RunEvent } from '../../core/run/events.ts';
import type { Beginning, Underway } from '../../core/run/underway.ts';
import type { Hands } from '../labs/hands.ts';
import type { Sessions } from '../ssh/sessions.ts';

/**
 * What the engine needs of the world and does not build itself: main/app brings it. Nothing here knows whether the hosts
 * are simulated; a lab shows only as hands, a scale of time, and consent that is easier to get.
 */
export interface EnginePorts {
  readonly sessions: Sessions;
  readonly clock: EngineClock;
  readonly consent: Consent;
  /** Null on hosts of the user's own: manual acts are then attested by a person. */
  readonly hands: Hands | null;
  readonly materials: Materials;
  readonly identifiers: () => string;
  /** Told what is under way, for a window to show; left out where nobody looks on. */
  readonly progress?: Progress;
}

/** Where the engine tells what it does at this moment. Nothing depends on whether anybody hears it. */
export interface Progress {
  readonly begin: (beginning: Beginning) => UnderwayTeller;
}

/** Tells how one thing goes on that is under way. */
export interface UnderwayTeller {
  /** Bytes that a host printed, as they came. */
  readonly printed: (stream: 'stdout' | 'stderr', bytes: Uint8Array) => void;
  readonly now: (news: UnderwayNews) => void;
  readonly end: () => void;
}

/** What changes of it as it goes on. `nextMs`, `withinMs`: real milliseconds from now. */
export interface UnderwayNews extends Partial<
  Pick<Extract<Underway, { kind: 'poll' }>, 'asked' | 'outcome' | 'expected' | 'actual'> &
    Pick<Extract<Underway, { kind: 'reboot' }>, 'phase' | 'knocked'>
> {
  readonly nextMs?: number | null;
  readonly withinMs?: number | null;
}

/** Our clock, and the scale at which time passes on the hosts. */
export interface EngineClock {
  /** ISO 8601 with milliseconds, UTC. */
  readonly now: () => string;
  /** Milliseconds that only ever grow; differences alone mean something. A clock that is set back does not touch it. */
  readonly monotonic: () => number;
  /** Host time that passes in one unit of our time: 1 on real hosts. */
  readonly scale: number;
  /** Real milliseconds that are allowed for the work on our own side (handshakes, parsing, a busy machine) on top of what the host is given. */
  readonly ownSideMs: number;
  /** Waits so many milliseconds of host time; rejects when the signal is aborted. */
  readonly sleep: (hostMilliseconds: number, signal: AbortSignal) => Promise<void>;
}

export type Answer = { readonly answer: 'yes' | 'no' | 'stop'; readonly by: 'person' | 'option' | 'lab' };

/** What an edit would change in a file on a host. */
export interface EditAhead {
  readonly host: string;
  readonly path: string;
  /** As diff -u writes it; empty when nothing would be changed; null when it cannot be told yet. */
  readonly diff: string | null;
  /** Why it cannot be told. */
  readonly why?: string;
}

export interface StepQuestion {
  readonly step: string;
  readonly title: string;
  readonly host: string;
  readonly class: ActionClass;
  /** The exact commands, in order, as they will go to the host. */
  readonly commands: readonly { readonly title: string; readonly command: string; readonly class: ActionClass }[];
  /** What its edits would change, read from the hosts when somebody is to be shown it; what was shown goes into the record. */
  readonly edits: () => Promise<readonly EditAhead[]>;
  /** First host of several: a yes is for this one alone. */
  readonly firstOf: readonly string[];
}

export interface DestroyQuestion {
  readonly step: string;
  readonly host: string;
  readonly device: string;
  /** The host proved a key that a lab process of this user registered: nothing of anyone's is lost there. */
  readonly labHost: boolean;
  readonly command: string;
  /** What the probes found on the device: reasons to think twice, in sentences. */
  readonly reasons: readonly string[];
}

export interface ManualQuestion {
  readonly step: string;
  readonly host: string;
  /** What the person is to do. */
  readonly text: string;
}

export interface UndoQuestion {
  readonly title: string;
  readonly host: string;
  /** Titles of steps that stand on it. */
  readonly dependants: readonly string[];
  /** Files that are put back, as HOST:PATH. */
  readonly files: readonly string[];
  readonly commands: readonly { readonly title: string; readonly command: string; readonly host: string }[];
}

/**
 * Asks the operator, or answers from options. Never says that something was seen: only that it may be done. A question ends with an `AbortError` when the
 * signal is aborted.
 */
export interface Consent {
  readonly step: (question: StepQuestion, signal: AbortSignal) => Promise<Answer>;
  readonly rest: (
    question: { readonly step: string; readonly done: string; readonly rest: readonly string[] },
    signal: AbortSignal,
  ) => Promise<Answer>;
  readonly destroy: (question: DestroyQuestion, signal: AbortSignal) => Promise<Answer>;
  readonly undo: (question: UndoQuestion, signal: AbortSignal) => Promise<Answer>;
  /** Null: it was not done. */
  readonly manual: (question: ManualQuestion, signal: AbortSignal) => Promise<{ readonly statement: string } | null>;
}

/** Files that go to hosts: those that ship with Xenpath and those that the user has. */
export interface Materials {
  readonly asset: (name: string) => Promise<Result<Uint8Array>>;
  readonly file: (path: string) => Promise<Result<Uint8Array>>;
}

/** What an intent says of a file that is about to be written. */
export type FileIntent = NonNullable<Extract<RunEvent, { type: 'intent' }>['file']> & { readonly after: string };

/** Problems after which nobody knows whether what was sent to a host happened. */
export function endingUnseen({ code }: Problem): boolean {
  return code === 'session-lost' || code === 'session-closed' || code === 'exec-timeout' || code === 'interrupted';
}

/** What an act on a host came to. `unknown`: it was sent and its end was not seen. */
export type ActEnding =
  | { readonly ending: 'succeeded' }
  /** `nothingHappened`: the host says that it never began, so that it may be sent again. */
  | { readonly ending: 'failed'; readonly problem: Problem; readonly nothingHappened?: true }
  | { readonly ending: 'unknown'; readonly problem: Problem };
