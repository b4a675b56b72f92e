import { z } from 'zod';
import { outcome } from '../checks/outcome.ts';
import { actionClass } from '../actions/action.ts';
import { plannedStep } from './planned.ts';

/**
 * The append-only list that a run is. Every event carries its schema version and its operator; the store adds
 * sequence, time and hash. Old versions are lifted when read (see lift.ts), never rewritten.
 *
 * Output is not in events: it is an artefact, referred to by the SHA-256 of its bytes as they were stored (after redaction).
 */

/** SHA-256 of stored bytes, 64 lower-case hexadecimal digits. */
export const artefactHash = z.string().regex(/^[0-9a-f]{64}$/u);
export const outputReference = z.strictObject({
  hash: artefactHash,
  /** Length of what is stored, in bytes. */
  bytes: z.number().int().min(0),
  /** Bytes that came and were not stored because of the limit. */
  cut: z.number().int().min(0),
  /** Places in it where a secret stood; absent when there was none. */
  redacted: z.number().int().positive().optional(),
});
export type OutputReference = z.infer<typeof outputReference>;

const problem = z.strictObject({ code: z.string(), sentence: z.string(), next: z.string().exactOptional() });
const json: z.ZodType = z.unknown();
/** Step, host and action (with its item's index) that an act belongs to. */
export const place = z.strictObject({
  step: z.string(),
  host: z.string(),
  action: z.string().optional(),
  item: z.number().int().optional(),
});

const e = <Name extends string, Shape extends z.ZodRawShape>(type: Name, shape: Shape) => versioned(type, 1, shape);
const versioned = <Name extends string, Version extends number, Shape extends z.ZodRawShape>(
  type: Name,
  version: Version,
  shape: Shape,
) => z.strictObject({ type: z.literal(type), version: z.literal(version), ...shape });

export const runEvent = z.discriminatedUnion('type', [
  e('run-created', {
    procedure: z.strictObject({
      id: z.string(),
      version: z.string(),
      hash: artefactHash,
      text: z.string(),
      /** Where it was read: it ships under its id, or is the file of this absolute path. Runs of earlier do not say. */
      origin: z.union([z.literal('shipped'), z.strictObject({ file: z.string() })]).exactOptional(),
    }),
    /** As given, without secrets. */
    inventory: json,
    parameters: z.record(z.string(), json),
    lab: z.strictObject({
      kind: z.enum(['practice', 'xen', 'own']),
      name: z.string(),
      simulated: z.boolean(),
      scale: z.number().positive(),
      seed: z.number().optional(),
    }),
    xenpath: z.string(),
    timeZone: z.string(),
    /** Pseudonyms stand in the place of identifiers in all of this run; a map beside the evidence leads back. */
    pseudonyms: z.literal(true).exactOptional(),
  }),
  /**
   * What is to be done and proved, by step and host, so that a run says what is left without its procedure at hand. Comes
   * after `run-created`, and again when hosts come into being or the procedure is replaced: the last one holds.
   */
  e('planned', { steps: z.array(plannedStep) }),
  e('run-resumed', { procedureChanged: z.boolean(), note: z.string().optional() }),
  e('run-stopped', { reason: z.enum(['finished', 'asked', 'failed', 'interrupted', 'declined']), sentence: z.string() }),
  e('procedure-replaced', { hash: artefactHash, text: z.string() }),

  e('host-connected', {
    host: z.string(),
    address: z.string(),
    fingerprint: z.string(),
    /** Negotiated algorithms, and whether a legacy one was among them. */
    algorithms: z.strictObject({ kex: z.string(), hostKey: z.string(), cipher: z.string(), mac: z.string() }),
    legacy: z.boolean(),
    labHost: z.boolean(),
    bootId: z.string().nullable(),
    /** Host clock minus ours, and round trip, in milliseconds of our clock. */
    skewMs: z.number().nullable(),
    roundTripMs: z.number().nullable(),
  }),
  e('host-lost', { host: z.string(), problem }),
  e('host-trusted', { host: z.string(), fingerprint: z.string(), how: z.enum(['inventory', 'asked', 'lab', 'known']) }),
  e('host-joined', { host: z.string(), role: z.string(), address: z.string(), user: z.string(), via: z.string() }),
  e('host-locked', { host: z.string(), lease: z.string() }),
  e('host-unlocked', { host: z.string(), broken: z.boolean() }),

  e('step-started', { place }),
  e('step-already-so', { place }),
  e('step-not-taken', { place, reason: z.string() }),
  e('step-skipped', { place, reason: z.string() }),
  e('step-done', { place, outcome: z.enum(['done', 'failed', 'unknown']), problem: problem.optional() }),

  /** On disk before the bytes go out. Without an outcome after a crash it reads `unknown`. */
  e('intent', {
    intent: z.string(),
    place,
    kind: z.enum(['run', 'edit', 'put', 'reboot', 'manual', 'join', 'restore', 'lease', 'read']),
    class: actionClass,
    /** Host that it acts on, when that is not the step's. */
    on: z.string().optional(),
    /** The exact text that goes to the host, after substitution and redaction. */
    command: z.string(),
    /** Devices it destroys, as HOST:DEVICE. */
    destroys: z.array(z.string()).optional(),
    bootId: z.string().nullable().optional(),
    /** For what writes a file: what is there before and what is to be there (null: nothing), so that a resume can tell which it is. */
    file: z
      .strictObject({ path: z.string(), before: artefactHash.nullable(), after: artefactHash.nullable(), diff: z.string() })
      .optional(),
    /** What is taken away on purpose, or given back: a cable's label, a controller, `SWITCH:PORT`. */
    fault: z.strictObject({ what: z.string(), does: z.enum(['take', 'restore']) }).optional(),
  }),
  e('act-done', {
    intent: z.string(),
    exit: z.number().int().nullable(),
    signal: z.string().optional(),
    stdout: outputReference,
    stderr: outputReference,
    /** Milliseconds of our clock; times the lab's scale it is host time, as which it is shown. */
    durationMs: z.number(),
    /** False when the exit code or what came back means that it did not do its work. */
    succeeded: z.boolean(),
    problem: problem.optional(),
    /** For edits: artefacts of the file before and after and where the backup is on the host. */
    file: z
      .strictObject({
        path: z.string(),
        before: artefactHash.nullable(),
        after: artefactHash,
        backup: z.string().nullable(),
        diff: z.string(),
      })
      .optional(),
    /** For reboots. */
    bootIds: z.strictObject({ before: z.string(), after: z.string() }).optional(),
    /** For manual acts: the lab's hands, or a person's word. */
    by: z.enum(['host', 'lab', 'person']).default('host'),
  }),
  /** What became of an intent that had no outcome: the host told, or a person who looked, whose statement `how` is then. */
  versioned('act-settled', 2, {
    intent: z.string(),
    verdict: z.enum(['happened', 'did-not-happen', 'unknown']),
    how: z.string(),
    by: z.enum(['host', 'person']),
  }),

  e('asked', {
    place,
    question: z.string(),
    answer: z.string(),
    by: z.enum(['person', 'option', 'lab']),
    /** What the answer allows or refuses. `rest`: the step on its other hosts, after the first was proved. */
    about: z.enum(['act', 'destroy', 'rest', 'undo', 'trust', 'other']).optional(),
    /** Left out where nobody said so: the run was stopped at the question. */
    granted: z.boolean().optional(),
    /** What was shown of the files that its edits would change, as diff -u writes it; null where it could not be told yet. */
    edits: z
      .array(z.strictObject({ host: z.string(), path: z.string(), diff: z.string().nullable(), why: z.string().exactOptional() }))
      .exactOptional(),
  }),

  /** One exec with several probes. `outside` is what stood outside the marks. */
  e('probed', {
    batch: z.string(),
    host: z.string(),
    step: z.string().optional(),
    command: z.string(),
    startedAt: z.string(),
    /** Of the whole exec, in milliseconds of our clock: the way there and back is part of it. */
    durationMs: z.number(),
    outside: outputReference.optional(),
    problem: problem.optional(),
    results: z.array(
      z.strictObject({
        probe: z.string(),
        parameters: json,
        command: z.string(),
        exit: z.number().int().nullable(),
        /** What the host's own clock counted: milliseconds of host time. */
        durationMs: z.number(),
        stdout: outputReference,
        stderr: outputReference,
        facts: json.optional(),
        citations: z.record(z.string(), z.tuple([z.enum(['stdout', 'stderr']), z.number(), z.number()])).optional(),
        problem: problem.optional(),
      }),
    ),
  }),
  e('checked', {
    place,
    check: z.string(),
    outcome,
    severity: z.enum(['fatal', 'warning']),
    /** Before a step acts, after it acted, or later as a drift check. */
    phase: z.enum(['before', 'after', 'later']),
    expected: json.optional(),
    actual: json.optional(),
    missing: z.array(json).optional(),
    extra: z.array(json).optional(),
    message: z.string().optional(),
    hint: z.strictObject({ id: z.string(), cause: z.string(), next: z.string() }).optional(),
    problem: problem.optional(),
    /** Batches and the probes in them that the rule looked at: binding name, batch, index of the result. */
    evidence: z.array(z.strictObject({ binding: z.string(), host: z.string(), batch: z.string(), result: z.number().int() })),
    polls: z.number().int().optional(),
  }),
  e('captured', { place, name: z.string(), value: json }),

  e('waived', { place, check: z.string(), reason: z.string() }),
  e('attested', { place, check: z.string().optional(), statement: z.string() }),
  e('noted', {
    place: place.partial().optional(),
    /** Element or link of the topology that it is about, by its id there. */
    element: z.string().exactOptional(),
    text: z.string(),
    attachment: z.strictObject({ name: z.string(), output: outputReference }).optional(),
  }),
  /** A person sits down at a terminal on a host beside the run. `command`: what runs there in the place of a login shell. */
  e('terminal-opened', { terminal: z.string(), host: z.string(), command: z.string().nullable() }),
  /** So many bytes went to the host's terminal since the last such event. What was typed is not kept: a password is typed as well. */
  e('terminal-used', { host: z.string(), bytes: z.number().int() }),
  /** The end of what `terminal-opened` began. */
  e('terminal-closed', {
    terminal: z.string(),
    host: z.string(),
    startedAt: z.string(),
    /** Milliseconds of our clock. */
    durationMs: z.number(),
    /** Bytes that went to the host in all. */
    typed: z.number().int().min(0),
    /** What the host showed, as a terminal gets it. */
    output: outputReference,
    exit: z.number().int().nullable(),
    problem: problem.optional(),
  }),
  e('undo-started', { place, stale: z.array(z.string()) }),
  e('undo-done', { place, outcome: z.enum(['done', 'failed']), problem: problem.optional() }),

  /**
   * A moment of what is connected: the model as core/topology makes it of the events up to `upTo`, and the layout of each of its views. `of`: SHA-256
   * of the graph that was laid out.
   */
  e('topology-seen', {
    upTo: z.number().int(),
    model: json,
    layouts: z.array(z.strictObject({ view: z.string(), of: z.string(), layout: json })),
  }),
]);
export type RunEvent = z.infer<typeof runEvent>;

/** An event as it is stored. `hash` = SHA-256 over the canonical JSON of everything else, `previous` included. */
export interface StoredEvent {
  readonly run: string;
  /** 1, 2, 3, ... within the run. */
  readonly sequence: number;
  /** Our clock, ISO 8601 with milliseconds, UTC. */
  readonly at: string;
  readonly operator: string;
  readonly event: RunEvent;
  /** Hash of the event before; 64 zeros for the first. */
  readonly previous: string;
  readonly hash: string;
}
