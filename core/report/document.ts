import type { Procedure } from '../procedure/schema.ts';
import type { ScopeSource } from '../procedure/step-scope.ts';
import { stepState } from '../run/reduce-steps.ts';
import { artefactsOf } from '../run/references.ts';
import { standings, type Standing } from '../run/standing.ts';
import type { StoredEvent } from '../run/events.ts';
import type { RunState } from '../run/state.ts';
import { summarize } from '../run/summary.ts';
import { problemText } from '../result.ts';
import { timeline, workedMs } from '../run/timeline.ts';
import { VERDICT_WORDS } from '../run/verdict.ts';
import { calledWhole } from '../topology/called-whole.ts';
import type { PlannedStorage } from '../topology/from-declared.ts';
import type { Topology } from '../topology/model.ts';
import { topologyAt } from '../topology/topology-at.ts';
import { viewChapters } from './chapters.ts';
import { viewFigures } from './figures.ts';
import { viewListings } from './listings.ts';
import { viewMaterials } from './materials.ts';
import { viewFaults, viewMoments, type LayOut } from './moments.ts';
import type { ReadArtefact } from './output-view.ts';
import { indexRun, type RunIndex } from './run-index.ts';
import { viewPictures } from './pictures.ts';
import type { HostView, PictureView, ReportDocument, WordView } from './schema.ts';

export interface ReportInput {
  readonly events: readonly StoredEvent[];
  /** State after all of the events. */
  readonly state: RunState;
  /** The procedure that the run carries; null when its text cannot be read any more. */
  readonly procedure: Procedure | null;
  /** Values that the parameters have in this run, defaults included. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly planned: PlannedStorage;
  /** What expressions of the procedure may name at the run's end; null when the parameters do not fit any more. */
  readonly scopes: ScopeSource | null;
  /** Our clock, ISO 8601: age limits of a run that is still open. */
  readonly now: string;
  /** What a check of chain and artefacts found; null when it was not made. */
  readonly problems: readonly string[] | null;
  readonly read: ReadArtefact;
  readonly layOut: LayOut;
}

/** A run as one document. Outputs are read one after the other and only what is shown is kept, so that size follows the limits, not the run. */
export async function buildReport(input: ReportInput): Promise<ReportDocument> {
  const { events, state, procedure, read } = input;
  const { header } = state;
  if (header === null) throw new Error('A report needs a run with its first event.');
  const summary = summarize(state, input.now);
  const standing = standings(state, state.stopped?.at ?? input.now);
  const index = indexRun(events);
  const pictures = await viewPictures(state.notes, read);
  const topology = topologyAt(events, events.at(-1)?.sequence ?? 0, input.planned);
  const words = viewWords(state, index, pictures, topology);
  const chapters = await viewChapters({ procedure, scopes: input.scopes, state, index, standings: standing, words, read });
  const { kind, name, simulated, scale, seed } = header.lab;
  return {
    format: 'xenpath-report',
    version: 1,
    run: state.run,
    verdict: summary.verdict,
    verdictWords: VERDICT_WORDS[summary.verdict],
    sentence: summary.sentence,
    phase: summary.phase,
    stop: summary.stop,
    lab: { kind, name, simulated, scale, seed: seed ?? null },
    procedure: {
      id: header.procedure.id,
      title: procedure?.title ?? header.procedure.id,
      version: header.procedure.version,
      hash: state.procedureHash ?? header.procedure.hash,
      source: sourceText(procedure),
      about: procedure?.about ?? '',
    },
    xenpath: header.xenpath,
    operators: [...state.operators],
    startedAt: state.startedAt,
    lastAt: state.lastAt,
    timeZone: header.timeZone,
    workedMs: workedMs(state) * scale,
    counts: { ...summary.counts },
    steps: { ...summary.steps },
    totals: { ...state.totals },
    legacyHosts: Object.values(state.hosts).flatMap((host) => (host.legacy ? [host.name] : [])),
    pseudonyms: header.pseudonyms === true,
    left: viewLeft(state, standing),
    hosts: viewHosts(state),
    chapters,
    moments: await viewMoments(index, input.planned, input.layOut),
    listings: await viewListings(procedure, index, read),
    figures: viewFigures(procedure, chapters),
    faults: viewFaults(index, chapters, scale),
    words,
    timeline: timeline(events).map(({ kind: sort, host, step, what, first, from, to, outcome }) => ({
      kind: sort,
      host,
      step,
      what: what.length > 300 ? `${what.slice(0, 300)}…` : what,
      first,
      from,
      to,
      outcome,
    })),
    materials: viewMaterials(events, state, procedure, input.parameters),
    integrity: {
      events: events.length,
      head: state.head,
      problems: input.problems === null ? null : [...input.problems],
      artefacts: artefacts(events),
    },
  };
}

function sourceText(procedure: Procedure | null): string {
  if (procedure === null) return '';
  const { title, author, published, publisher } = procedure.source;
  return [author, `“${title}”`, publisher, published].filter((part) => part !== undefined).join(', ');
}

function pictureOf(picture: PictureView | undefined): Pick<WordView, 'picture'> {
  return picture === undefined ? {} : { picture };
}

/** Signed words of people, and what they answered. */
function viewWords(state: RunState, index: RunIndex, pictures: ReadonlyMap<number, PictureView>, topology: Topology): WordView[] {
  const words: WordView[] = [
    ...state.waivers.map((one) => ({
      ...signed(one),
      kind: 'waiver' as const,
      step: one.step,
      host: one.host,
      check: one.check,
      text: one.reason,
    })),
    ...state.attestations.map((one) => ({
      ...signed(one),
      kind: 'attestation' as const,
      step: one.step,
      host: one.host,
      check: one.check,
      text: one.statement,
    })),
    ...state.notes.map((one) => ({
      ...signed(one),
      kind: 'note' as const,
      step: one.step,
      host: one.host,
      check: null,
      text: one.text,
      ...pictureOf(pictures.get(one.sequence)),
      ...(one.element === null
        ? {}
        : { element: { id: one.element, called: calledWhole(topology, one.element) ?? one.element } }),
    })),
    ...index.skipped.map(({ event, ...placed }) => ({
      ...signed(placed),
      kind: 'skip' as const,
      step: event.place.step,
      host: event.place.host,
      check: null,
      text: event.reason,
    })),
    ...index.undone.map(({ event, ...placed }) => ({
      ...signed(placed),
      kind: 'undo' as const,
      step: event.place.step,
      host: event.place.host,
      check: null,
      text: event.outcome === 'done' ? 'What the step did was taken back.' : (event.problem?.sentence ?? 'The undo failed.'),
    })),
    ...index.terminals.map(({ event, ...placed }) => ({
      ...signed(placed),
      kind: 'terminal' as const,
      step: null,
      host: event.host,
      check: null,
      text: terminalText(event),
    })),
    ...index.asked.map(({ sequence, at, operator, event }) => ({
      kind: 'answer' as const,
      sequence,
      at,
      operator,
      step: event.place.step,
      host: event.place.host,
      check: null,
      text: `${event.question} ${event.answer} (${{ person: 'a person', option: 'an option', lab: 'the lab' }[event.by]})`,
    })),
  ];
  return words.sort((a, b) => a.sequence - b.sequence);
}

function terminalText({ startedAt, typed, output }: RunIndex['terminals'][number]['event']): string {
  const cut = output.cut === 0 ? '' : `, and ${String(output.cut)} more that were not kept`;
  return `An interactive terminal was open from ${startedAt}; ${String(typed)} bytes were typed. What the host showed is artefact ${output.hash} (${String(output.bytes)} bytes${cut}).`;
}

function signed({ sequence, at, operator }: { readonly sequence: number; readonly at: string; readonly operator: string }) {
  return { sequence, at, operator };
}

/** Steps that did not come to their end, and checks that do not count. */
function viewLeft(state: RunState, standing: readonly Standing[]): ReportDocument['left'] {
  const ended = new Set(['done', 'already-so', 'not-taken']);
  const words = new Set(['pass', 'not-applicable', 'waived', 'attested']);
  return (state.plan ?? []).flatMap((step) =>
    step.hosts.flatMap((host) => {
      const { status, reason, problem } = stepState(state, step.id, host);
      const open = standing.filter((one) => one.step === step.id && one.host === host && !words.has(one.outcome));
      if (ended.has(status) && open.length === 0) return [];
      const checks = [...new Set(open.map(({ outcome }) => outcome))]
        .map((outcome) => `${outcome}: ${open.flatMap((one) => (one.outcome === outcome ? [one.title] : [])).join(', ')}`)
        .join('; ');
      return [
        {
          step: step.id,
          title: step.title,
          host,
          status,
          why: problem === null ? (reason ?? (checks === '' ? null : checks)) : problemText(problem),
        },
      ];
    }),
  );
}

function viewHosts(state: RunState): HostView[] {
  return Object.values(state.hosts).map((host) => ({
    name: host.name,
    role: host.role,
    address: host.address,
    via: host.via,
    connection: host.connection,
    problem: host.problem === null ? null : problemText(host.problem),
    fingerprint: host.fingerprint,
    trusted: host.trusted,
    algorithms: host.algorithms === null ? null : Object.values(host.algorithms).join(', '),
    legacy: host.legacy,
    labHost: host.labHost,
    bootIds: [...host.bootIds],
    skewMs: host.skewMs,
    roundTripMs: host.roundTripMs,
  }));
}

function artefacts(events: readonly StoredEvent[]): ReportDocument['integrity']['artefacts'] {
  const first = new Map<string, number>();
  for (const { event, sequence } of events)
    for (const hash of artefactsOf(event)) if (!first.has(hash)) first.set(hash, sequence);
  return [...first].map(([hash, sequence]) => ({ hash, sequence }));
}
