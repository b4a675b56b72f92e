import { parseTree } from '../checks/cel.ts';
import { references } from '../checks/cel-tree.ts';
import type { Checkpoint } from '../procedure/schema.ts';
import type { RunState } from '../run/state.ts';
import type { Standing } from '../run/standing.ts';
import { own } from '../run/records.ts';
import type { ActHistory, Placed, RunIndex } from './run-index.ts';
import { viewOutput, type ByteRange, type ReadArtefact } from './output-view.ts';
import type { ActView, CheckView, EvidenceView } from './schema.ts';
import type { Problem } from '../result.ts';

/** JSON text of a value, bounded. */
export function valueText(value: unknown, limit = 2000): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) as string | undefined);
  if (text === undefined) return '';
  return text.length <= limit ? text : `${text.slice(0, limit)}… (${text.length - limit} more characters)`;
}

function shown(problem: Problem | undefined): { code: string; sentence: string; next?: string } | null {
  if (problem === undefined) return null;
  const { code, sentence, next } = problem;
  return next === undefined ? { code, sentence } : { code, sentence, next };
}

/** The file that an act wrote, or was to write where nobody knows whether it did; null where it is known that none was written. */
function fileOf({ intent, done, settled }: ActHistory): ActView['file'] {
  if (done?.event.file !== undefined) return done.event.file;
  const { file } = intent.event;
  if (file === undefined || done?.event.succeeded === false || settled?.event.verdict === 'did-not-happen') return null;
  return { ...file, backup: null };
}

/** An act with what it printed. `scale`: how many times as fast as our clock the hosts' runs. */
export async function viewAct(act: ActHistory, read: ReadArtefact, scale: number): Promise<ActView> {
  const { intent, done, settled } = act;
  const of = intent.event;
  const result = done?.event;
  const settledAs =
    settled === null
      ? null
      : ({ happened: 'succeeded', 'did-not-happen': 'did-not-happen', unknown: 'unknown' } as const)[settled.event.verdict];
  return {
    sequence: intent.sequence,
    doneSequence: done?.sequence ?? settled?.sequence ?? null,
    at: intent.at,
    endedAt: done?.at ?? settled?.at ?? null,
    intent: of.intent,
    action: of.place.action ?? null,
    kind: of.kind,
    class: of.class,
    host: of.on ?? of.place.host,
    command: of.command,
    result: result === undefined ? (settledAs ?? 'open') : result.succeeded ? 'succeeded' : 'failed',
    exit: result?.exit ?? null,
    signal: result?.signal ?? null,
    durationMs: result === undefined ? null : result.durationMs * scale,
    by: result?.by ?? (settled?.event.by === 'person' ? 'person' : null),
    problem: shown(result?.problem),
    settled: settled?.event.how ?? null,
    stdout: result === undefined ? null : await viewOutput(result.stdout, read),
    stderr: result === undefined ? null : await viewOutput(result.stderr, read),
    file: fileOf(act),
    bootIds: result?.bootIds ?? null,
    fault: of.fault ?? null,
  };
}

export interface CheckInput {
  readonly standing: Standing;
  /** As the procedure has it; null when its text no longer names it. */
  readonly checkpoint: Checkpoint | null;
  readonly state: RunState;
  readonly index: RunIndex;
  readonly read: ReadArtefact;
  /** Answers that stand in the report already, near this check; what is shown here is added. */
  readonly shown: Set<string>;
}

/** A checkpoint on a host with the evidence behind its last answer. */
export async function viewCheck(input: CheckInput): Promise<CheckView> {
  const { standing, checkpoint, state, index } = input;
  const known = own(own(own(state.checks, standing.step), standing.check), standing.host);
  const history = index.checked.filter(
    ({ event }) => event.check === standing.check && event.place.step === standing.step && event.place.host === standing.host,
  );
  const last = history.at(-1);
  const text = (value: unknown): string | null => (value === undefined ? null : valueText(value));
  const evidence: EvidenceView[] = [];
  for (const one of last?.event.evidence ?? []) {
    const batch = index.batches.get(one.batch);
    if (batch === undefined) continue;
    // Each check asks anew: the same bytes again are the same answer for a reader.
    const key = `${one.host} ${batch.event.results[one.result]?.stdout.hash ?? ''}`;
    evidence.push(await viewEvidence(one, batch, checkpoint, input.read, input.shown.has(key)));
    input.shown.add(key);
  }
  return {
    id: standing.check,
    title: standing.title,
    host: standing.host,
    severity: standing.severity,
    outcome: standing.outcome,
    why: standing.why,
    rule: checkpoint?.rule ?? null,
    recorded: known?.recorded ?? null,
    sequence: last?.sequence ?? 0,
    at: last?.at ?? null,
    phase: last?.event.phase ?? null,
    asked: history.length,
    polls: last?.event.polls ?? null,
    expected: text(last?.event.expected),
    actual: text(last?.event.actual),
    missing: (last?.event.missing ?? []).map((value) => valueText(value, 400)),
    extra: (last?.event.extra ?? []).map((value) => valueText(value, 400)),
    message: last?.event.message ?? null,
    hint: last?.event.hint ?? null,
    problem: shown(last?.event.problem),
    earlier: history.slice(0, -1).map(({ sequence, at, event }) => ({
      sequence,
      at,
      phase: event.phase,
      outcome: event.outcome,
      actual: text(event.actual),
    })),
    evidence,
  };
}

async function viewEvidence(
  one: { readonly binding: string; readonly host: string; readonly result: number },
  batch: Placed<'probed'>,
  checkpoint: Checkpoint | null,
  read: ReadArtefact,
  brief: boolean,
): Promise<EvidenceView> {
  const result = batch.event.results[one.result];
  if (result === undefined) throw new Error(`Batch ${batch.event.batch} has no result ${one.result}.`);
  const paths = checkpoint === null ? [] : factsRead(checkpoint, one.binding);
  const marks = { stdout: [] as ByteRange[], stderr: [] as ByteRange[] };
  for (const [pointer, [stream, start, end]] of Object.entries(result.citations ?? {}))
    if (paths.some((path) => pointer === path || pointer.startsWith(`${path}/`))) marks[stream].push({ start, end });
  return {
    binding: one.binding,
    host: one.host,
    probe: result.probe,
    parameters: result.parameters,
    sequence: batch.sequence,
    result: one.result,
    command: result.command,
    exit: result.exit,
    durationMs: result.durationMs,
    problem: shown(result.problem),
    stdout: await viewOutput(result.stdout, read, marks.stdout, brief),
    stderr: await viewOutput(result.stderr, read, marks.stderr, brief),
    read: paths.map((path) => ({
      fact: `${one.binding}${path.replaceAll('/', '.')}`,
      value: valueText(at(result.facts, path), 600),
    })),
  };
}

/** Pointers of the facts of a binding that the rule and what is shown beside it read. */
function factsRead(checkpoint: Checkpoint, binding: string): string[] {
  const pointers = [checkpoint.rule, checkpoint.actual, checkpoint.expected].flatMap((text) => {
    const tree = text === undefined ? undefined : parseTree(text);
    if (tree?.ok !== true) return [];
    return references(tree.value)
      .filter(({ name, fields }) => name === binding && fields.length > 0)
      .map(({ fields }) => `/${fields.join('/')}`);
  });
  return [...new Set(pointers)];
}

function at(facts: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, name)
          ? (value as Record<string, unknown>)[name]
          : undefined,
      facts,
    );
}
