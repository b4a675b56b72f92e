import { z } from 'zod';
import { outcome } from '../checks/outcome.ts';
import type { Layout } from '../topology/layout-graph.ts';
import type { Topology } from '../topology/model.ts';
import { VIEW_IDS } from '../topology/views.ts';

/** Output of a command as it is shown: bytes as stored, read as UTF-8, what acts made visible; bounded, with what was left out said. */
export const outputView = z.strictObject({
  /** SHA-256 of the stored bytes. */
  hash: z.string(),
  bytes: z.number().int(),
  /** Bytes that came and were not stored. */
  cut: z.number().int(),
  redacted: z.number().int(),
  /** False when the stored bytes could not be found. */
  found: z.boolean(),
  pieces: z.array(
    z.union([
      /** Text; `marked` when a fact that the check reads stands here. */
      z.strictObject({ text: z.string(), start: z.number().int(), marked: z.boolean() }),
      /** Bytes that are stored and not shown. */
      z.strictObject({ skipped: z.number().int(), start: z.number().int() }),
    ]),
  ),
});
export type OutputView = z.infer<typeof outputView>;

/** The topology's own types say what is in them; they are drawn, and travel as they are. */
function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

const problem = z.strictObject({ code: z.string(), sentence: z.string(), next: z.string().optional() });

/** A command that ran, a file that was changed, something that hands did. */
export const actView = z.strictObject({
  sequence: z.number().int(),
  doneSequence: z.number().int().nullable(),
  at: z.string(),
  endedAt: z.string().nullable(),
  intent: z.string(),
  action: z.string().nullable(),
  kind: z.string(),
  class: z.string(),
  host: z.string(),
  command: z.string(),
  /** `open`: without an outcome so far. */
  result: z.enum(['succeeded', 'failed', 'unknown', 'did-not-happen', 'open']),
  exit: z.number().int().nullable(),
  signal: z.string().nullable(),
  /** Host time. */
  durationMs: z.number().nullable(),
  by: z.enum(['host', 'lab', 'person']).nullable(),
  problem: problem.nullable(),
  settled: z.string().nullable(),
  stdout: outputView.nullable(),
  stderr: outputView.nullable(),
  file: z
    .strictObject({
      path: z.string(),
      /** Hash of what was there before, and of what is there after; null for no file. */
      before: z.string().nullable(),
      after: z.string().nullable(),
      /** Where the host keeps what was there before; null when it keeps nothing, or when nobody heard where. */
      backup: z.string().nullable(),
      diff: z.string(),
    })
    .nullable(),
  bootIds: z.strictObject({ before: z.string(), after: z.string() }).nullable(),
  fault: z.strictObject({ what: z.string(), does: z.enum(['take', 'restore']) }).nullable(),
});
export type ActView = z.infer<typeof actView>;

/** What a probe asked and got, as evidence of a check. */
export const evidenceView = z.strictObject({
  binding: z.string(),
  host: z.string(),
  probe: z.string(),
  parameters: z.unknown(),
  sequence: z.number().int(),
  result: z.number().int(),
  command: z.string(),
  exit: z.number().int().nullable(),
  /** Host time. */
  durationMs: z.number(),
  problem: problem.nullable(),
  stdout: outputView,
  stderr: outputView,
  /** Facts that the rule reads, as JSON text, bounded. */
  read: z.array(z.strictObject({ fact: z.string(), value: z.string() })),
});
export type EvidenceView = z.infer<typeof evidenceView>;

export const checkView = z.strictObject({
  id: z.string(),
  title: z.string(),
  host: z.string(),
  severity: z.enum(['fatal', 'warning']),
  /** What it counts as now, and why when that is not simply what was found. */
  outcome,
  why: z.string().nullable(),
  rule: z.string().nullable(),
  recorded: outcome.nullable(),
  sequence: z.number().int(),
  at: z.string().nullable(),
  phase: z.enum(['before', 'after', 'later']).nullable(),
  asked: z.number().int(),
  polls: z.number().int().nullable(),
  expected: z.string().nullable(),
  actual: z.string().nullable(),
  missing: z.array(z.string()),
  extra: z.array(z.string()),
  message: z.string().nullable(),
  hint: z.strictObject({ id: z.string(), cause: z.string(), next: z.string() }).nullable(),
  problem: problem.nullable(),
  /** Every answer before the last one. */
  earlier: z.array(
    z.strictObject({ sequence: z.number().int(), at: z.string(), phase: z.string(), outcome, actual: z.string().nullable() }),
  ),
  evidence: z.array(evidenceView),
});
export type CheckView = z.infer<typeof checkView>;

const picture = z.strictObject({
  name: z.string(),
  /** SHA-256 of its bytes as they are stored. */
  hash: z.string(),
  bytes: z.number().int(),
  /** Null where it does not stand in the report: it is not there any more, or there are too many. */
  shown: z
    .strictObject({
      type: z.enum(['image/png', 'image/jpeg']),
      width: z.number().int(),
      height: z.number().int(),
      data: z.string(),
    })
    .nullable(),
});
export type PictureView = z.infer<typeof picture>;

const word = z.strictObject({
  kind: z.enum(['waiver', 'attestation', 'skip', 'undo', 'note', 'answer', 'terminal']),
  sequence: z.number().int(),
  at: z.string(),
  operator: z.string(),
  step: z.string().nullable(),
  host: z.string().nullable(),
  check: z.string().nullable(),
  text: z.string(),
  picture: picture.exactOptional(),
  /** Element or link of the topology that it is about, and what that is called. */
  element: z.strictObject({ id: z.string(), called: z.string() }).exactOptional(),
});
export type WordView = z.infer<typeof word>;

/** The same in a graphical tool, click by click, with the values of this run. */
const byHandView = z.strictObject({
  title: z.string(),
  clicks: z.array(
    z.strictObject({
      number: z.number().int().nullable(),
      screen: z.string(),
      do: z.string(),
      enters: z.array(z.strictObject({ field: z.string(), value: z.string() })),
      shows: z.string().nullable(),
      figure: z.number().int().nullable(),
    }),
  ),
});
export type ByHandView = z.infer<typeof byHandView>;

export const stepHostView = z.strictObject({
  host: z.string(),
  status: z.string(),
  attempts: z.number().int(),
  /** Every attempt before the last one, by its first event. */
  earlierAttempts: z.array(
    z.strictObject({ sequence: z.number().int(), at: z.string(), outcome: z.string(), why: z.string().nullable() }),
  ),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  /** Host time. */
  hostMs: z.number().nullable(),
  reason: z.string().nullable(),
  problem: problem.nullable(),
  acts: z.array(actView),
  checks: z.array(checkView),
  words: z.array(word),
  byHand: byHandView.nullable(),
});
export type StepHostView = z.infer<typeof stepHostView>;

const source = z.strictObject({
  section: z.string(),
  listings: z.array(z.number().int()),
  figures: z.array(z.number().int()),
  paragraph: z.string().nullable(),
  beyond: z.string().nullable(),
});
export const stepView = z.strictObject({
  id: z.string(),
  title: z.string(),
  class: z.string(),
  source: source.nullable(),
  why: z.array(z.string()),
  warning: z.string().nullable(),
  undo: z.string().nullable(),
  estimateMs: z.number(),
  hosts: z.array(stepHostView),
});
export type StepView = z.infer<typeof stepView>;

export const chapterView = z.strictObject({ id: z.string(), title: z.string(), about: z.string(), steps: z.array(stepView) });
export type ChapterView = z.infer<typeof chapterView>;

export const listingView = z.strictObject({
  number: z.number().int(),
  title: z.string(),
  steps: z.array(z.string()),
  found: z.array(
    z.strictObject({
      host: z.string(),
      step: z.string().nullable(),
      sequence: z.number().int(),
      /** Index among the results of one exec; null for a command that ran by itself. */
      result: z.number().int().nullable(),
      probe: z.string().nullable(),
      command: z.string(),
      exit: z.number().int().nullable(),
      stdout: outputView,
      stderr: outputView,
      facts: z.string().nullable(),
      diff: z.string().nullable(),
    }),
  ),
  /** Why there is nothing. */
  why: z.string().nullable(),
});
export type ListingView = z.infer<typeof listingView>;

export const figureView = z.strictObject({
  number: z.number().int(),
  title: z.string(),
  diagram: z.string().nullable(),
  steps: z.array(z.strictObject({ id: z.string(), title: z.string() })),
  /** What stood on the article's screen, as facts of this run. */
  shown: z.array(
    z.strictObject({ step: z.string(), host: z.string(), title: z.string(), outcome, actual: z.string().nullable() }),
  ),
});
export type FigureView = z.infer<typeof figureView>;

const row = z.strictObject({
  what: z.string(),
  name: z.string(),
  in: z.string(),
  state: z.string(),
  why: z.string(),
  origin: z.string(),
  connected: z.string(),
  facts: z.string(),
});
export const momentView = z.strictObject({
  id: z.string(),
  title: z.string(),
  sequence: z.number().int(),
  at: z.string().nullable(),
  /** The whole model at that moment. */
  model: z.custom<Topology>(isObject),
  drawings: z.array(
    z.strictObject({
      view: z.enum(VIEW_IDS),
      title: z.string(),
      about: z.string(),
      layout: z.custom<Layout>(isObject),
      rows: z.array(row),
    }),
  ),
  luns: z.array(
    z.strictObject({ host: z.string(), lun: z.string(), verdict: z.string(), word: z.string(), working: z.number(), paths: z.number(), why: z.string(), singlePoints: z.array(z.string()) }),
  ), // prettier-ignore
  guests: z.array(
    z.strictObject({
      guest: z.string(),
      verdict: z.string(),
      word: z.string(),
      why: z.string(),
      singlePoints: z.array(z.string()),
    }),
  ),
  consequences: z.array(z.strictObject({ element: z.string(), loses: z.array(z.string()), weakens: z.array(z.string()) })),
  differences: z.array(z.strictObject({ kind: z.enum(['missing', 'extra', 'different']), sentence: z.string() })),
});
export type MomentView = z.infer<typeof momentView>;

export const faultView = z.strictObject({
  what: z.string(),
  step: z.string(),
  host: z.string(),
  takenAt: z.string().nullable(),
  takenSequence: z.number().int(),
  restoredAt: z.string().nullable(),
  restoredSequence: z.number().int().nullable(),
  /** Our clock between taking away and giving back, times the lab's scale. */
  hostMs: z.number().nullable(),
  moment: z.string().nullable(),
  checks: z.array(
    z.strictObject({ step: z.string(), host: z.string(), title: z.string(), outcome, actual: z.string().nullable() }),
  ),
});
export type FaultView = z.infer<typeof faultView>;

export const hostView = z.strictObject({
  name: z.string(),
  role: z.string().nullable(),
  address: z.string().nullable(),
  via: z.string().nullable(),
  connection: z.string(),
  problem: z.string().nullable(),
  fingerprint: z.string().nullable(),
  trusted: z.string().nullable(),
  algorithms: z.string().nullable(),
  legacy: z.boolean(),
  labHost: z.boolean(),
  bootIds: z.array(z.string()),
  skewMs: z.number().nullable(),
  roundTripMs: z.number().nullable(),
});
export type HostView = z.infer<typeof hostView>;

/** A run as one document: every form of the report (HTML, JSON, JUnit) is made of this. */
export const reportDocument = z.strictObject({
  format: z.literal('xenpath-report'),
  version: z.literal(1),
  run: z.string(),
  verdict: z.enum(['passed', 'passed-with-words', 'failed', 'unreachable', 'not-established']),
  verdictWords: z.string(),
  sentence: z.string(),
  phase: z.enum(['open', 'finished', 'stopped']),
  stop: z.string().nullable(),
  lab: z.strictObject({
    kind: z.string(),
    name: z.string(),
    simulated: z.boolean(),
    scale: z.number(),
    seed: z.number().nullable(),
  }),
  procedure: z.strictObject({
    id: z.string(),
    title: z.string(),
    version: z.string(),
    hash: z.string(),
    source: z.string(),
    about: z.string(),
  }),
  xenpath: z.string(),
  operators: z.array(z.string()),
  startedAt: z.string().nullable(),
  lastAt: z.string().nullable(),
  timeZone: z.string(),
  /** Time of all sittings, without what is between them. Host time. */
  workedMs: z.number(),
  counts: z.record(outcome, z.number()),
  steps: z.record(z.string(), z.number()),
  totals: z.strictObject({ acts: z.number(), probes: z.number(), bytes: z.number(), cut: z.number(), redacted: z.number() }),
  legacyHosts: z.array(z.string()),
  /** Pseudonyms stand in the place of names, addresses and world wide names. */
  pseudonyms: z.boolean(),
  /** What is not done or not proved. */
  left: z.array(
    z.strictObject({ step: z.string(), title: z.string(), host: z.string(), status: z.string(), why: z.string().nullable() }),
  ),
  hosts: z.array(hostView),
  chapters: z.array(chapterView),
  moments: z.array(momentView),
  listings: z.array(listingView),
  figures: z.array(figureView),
  faults: z.array(faultView),
  words: z.array(word),
  timeline: z.array(
    z.strictObject({ kind: z.string(), host: z.string(), step: z.string().nullable(), what: z.string(), first: z.number(), from: z.string(), to: z.string().nullable(), outcome: z.string().nullable() }),
  ), // prettier-ignore
  materials: z.strictObject({
    packages: z.array(z.strictObject({ host: z.string(), name: z.string(), version: z.string(), sequence: z.number() })),
    versions: z.array(z.strictObject({ host: z.string(), what: z.string(), value: z.string(), sequence: z.number() })),
    parameters: z.array(z.strictObject({ name: z.string(), title: z.string(), value: z.string(), set: z.boolean() })),
    inventory: z.string(),
  }),
  integrity: z.strictObject({
    events: z.number().int(),
    head: z.string(),
    /** What a check of the whole chain and every artefact found when the report was written; null when it was not made. */
    problems: z.array(z.string()).nullable(),
    artefacts: z.array(z.strictObject({ hash: z.string(), sequence: z.number().int() })),
  }),
});
export type ReportDocument = z.infer<typeof reportDocument>;

/** JSON Schema of the document, for whoever reads the JSON form. */
export function reportJsonSchema(): unknown {
  return z.toJSONSchema(reportDocument, { io: 'output', unrepresentable: 'any' });
}
