import type { Redactor } from '../../core/evidence/redactor.ts';
import type { OutputReference, RunEvent, StoredEvent } from '../../core/run/events.ts';
import type { RunState } from '../../core/run/state.ts';
import type { RunSummary } from '../../core/run/summary.ts';
import type { Problem, Result } from '../../core/result.ts';

/**
 * Output as it is kept: parse these bytes, since a fact's byte range is one of what is stored. Where the run has pseudonyms the bytes are those
 * of before, which have the same length.
 */
export interface KeptOutput {
  readonly reference: OutputReference;
  readonly bytes: Uint8Array;
}

/**
 * The one way to write into a run. Whoever holds it gave a redactor for it, and everything that goes through it is redacted
 * before it is hashed and stored: nothing gets past.
 */
export interface RunWriter {
  readonly run: string;
  /**
   * Redacts and hashes output at once; it is written in the same transaction as the next `append`. `cut`: bytes that came and
   * are not among `bytes`.
   */
  readonly keep: (bytes: Uint8Array, cut?: number) => KeptOutput;
  /** Text without secrets; identifiers stand in it also where the run has pseudonyms. */
  readonly redacted: (text: string) => string;
  /** The run has pseudonyms in the place of identifiers. */
  readonly pseudonymous: boolean;
  /** Names that a host said: where the run has pseudonyms, what is kept from now on has some in their place. */
  readonly learn: (names: readonly string[]) => void;
  /** A stored event as it was before pseudonyms were put into it; the same event where the run has none. */
  readonly own: (event: RunEvent) => RunEvent;
  /** A JSON value as events of this run have it. */
  readonly concealed: (value: unknown) => unknown;
  /**
   * Stores events in order, all or none; committed when it resolves. Problems: `disk-full`, `store-io`, `chain-broken`,
   * `read-only`. After a problem nothing was stored, and the same call may be made again.
   */
  readonly append: (operator: string, events: RunEvent | readonly RunEvent[]) => Promise<Result<readonly StoredEvent[]>>;
}

export interface RunListing {
  readonly run: string;
  /** Null when the run cannot be read, and then `problem` says why. */
  readonly summary: RunSummary | null;
  readonly problem: Problem | null;
}

export interface SearchHit {
  readonly run: string;
  readonly sequence: number;
  /** Where the words stand: in the event itself, or in the artefact with this hash. */
  readonly artefact: string | null;
  /** Text around the first place, made inert. */
  readonly excerpt: string;
}

/** What a check of a run's evidence found. `problems` is empty when all is as it was stored. */
export interface Verification {
  readonly run: string;
  readonly events: number;
  readonly artefacts: number;
  readonly head: string;
  readonly problems: readonly string[];
}

/** A run in the names and addresses of its hosts, for whoever works on them: as it is stored, where it has no pseudonyms. */
export interface OwnRun {
  readonly events: (after?: number) => Promise<Result<readonly StoredEvent[]>>;
  readonly state: () => Promise<Result<RunState>>;
  /** Null when there is no such artefact. The hash is that of what is stored. */
  readonly artefact: (hash: string) => Promise<Uint8Array | null>;
  readonly event: (stored: StoredEvent) => StoredEvent;
}

export interface Disposable {
  readonly dispose: () => void;
}

export interface Store {
  readonly folder: string;
  readonly readOnly: boolean;
  /** Said once when it was opened: a network file system, a copy made before a migration. */
  readonly warnings: readonly string[];
  /**
   * Starts a run with its first event; the name is made of time, procedure and four random letters. Where the event says that the run has
   * pseudonyms, `names` are those that are known beforehand; what leads back is a file under `private` in the data folder.
   */
  readonly createRun: (
    operator: string,
    event: Extract<RunEvent, { type: 'run-created' }>,
    redactor: Redactor,
    names?: readonly string[],
  ) => Promise<Result<{ readonly writer: RunWriter; readonly created: StoredEvent }>>;
  /** Goes on with a run that exists. Problem: `pseudonyms-lost`. */
  readonly writeRun: (run: string, redactor: Redactor) => Promise<Result<RunWriter>>;
  /** Events after sequence `after` (0: all), lifted to the current version. */
  readonly events: (run: string, after?: number) => Promise<Result<readonly StoredEvent[]>>;
  /** State at the last event, from a kept copy and what came since, or from the start. */
  readonly state: (run: string) => Promise<Result<RunState>>;
  /** A run as its hosts are called, for acting on them. Problem: `pseudonyms-lost`. */
  readonly own: (run: string) => Promise<Result<OwnRun>>;
  /** Null when there is no such artefact. */
  readonly artefact: (hash: string) => Promise<Uint8Array | null>;
  /** Newest first. */
  readonly runs: () => Promise<readonly RunListing[]>;
  /** The run with this name, or the only one whose name starts or ends so; `last` is the newest. */
  readonly findRun: (name: string) => Promise<Result<string>>;
  readonly verify: (run: string) => Promise<Result<Verification>>;
  /** Writes a folder that three shell lines verify; `manifest` is the hash of its manifest. Problem: `folder-not-empty`. */
  readonly exportRun: (run: string, folder: string) => Promise<Result<Verification & { readonly manifest: string }>>;
  /** Takes in such a folder, after checking it; gives the run's name. Problems: `bundle-shape`, `bundle-tampered`, `run-differs`. */
  readonly importRun: (folder: string) => Promise<Result<string>>;
  /** Every place in all runs' events and outputs that holds the text (three characters or more), newest run first. */
  readonly search: (text: string, limit?: number) => Promise<Result<readonly SearchHit[]>>;
  /** Throws away everything that can be made again: summaries, states, the search index. */
  readonly forgetDerived: () => Promise<void>;
  /** Hears every event right after it was committed, in order. */
  readonly watch: (listener: (event: StoredEvent) => void) => Disposable;
  readonly dispose: () => Promise<void>;
}
