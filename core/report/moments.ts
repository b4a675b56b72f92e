import { instantMs } from '../run/instant.ts';
import { compareSides } from '../topology/compare.ts';
import type { PlannedStorage } from '../topology/from-declared.ts';
import type { Layout } from '../topology/layout-graph.ts';
import { consequences, guestRedundancy, lunRedundancy, REDUNDANCY_WORDS } from '../topology/redundancy.ts';
import { topologyTable } from '../topology/table.ts';
import { topologyAt } from '../topology/topology-at.ts';
import { topologyView, type TopologyView, type ViewId } from '../topology/views.ts';
import type { ActHistory, RunIndex } from './run-index.ts';
import type { ChapterView, FaultView, MomentView } from './schema.ts';

/** Lays out a view: ELK's business, outside of core. */
export type LayOut = (view: TopologyView) => Promise<Layout>;

const DIAGRAMS: readonly ViewId[] = ['figure-1', 'figure-2', 'figure-6', 'figure-15'];

/** Topology before the run's first change, while each fault was in force, and at the run's end. */
export async function viewMoments(index: RunIndex, planned: PlannedStorage, layOut: LayOut): Promise<MomentView[]> {
  const last = index.events.at(-1);
  if (last === undefined) return [];
  const first = index.acts.find(({ intent }) => intent.event.class !== 'read' && intent.event.kind !== 'lease')?.intent;
  const moments: MomentView[] = [];
  if (first !== undefined) {
    const before = { id: 'before', title: 'Before the first change', sequence: first.sequence - 1, at: first.at };
    moments.push(await viewMoment(index, before, planned, layOut, DIAGRAMS));
  }
  for (const fault of faultPairs(index)) {
    const moment = {
      id: momentId(fault),
      title: `While ${fault.what} was taken away`,
      sequence: fault.during,
      at: fault.take.intent.at,
    };
    moments.push(await viewMoment(index, moment, planned, layOut, ['figure-2']));
  }
  const end = { id: 'end', title: 'At the end', sequence: last.sequence, at: last.at };
  moments.push(await viewMoment(index, end, planned, layOut, DIAGRAMS));
  return moments;
}

async function viewMoment(
  index: RunIndex,
  moment: Pick<MomentView, 'id' | 'title' | 'sequence' | 'at'>,
  planned: PlannedStorage,
  layOut: LayOut,
  views: readonly ViewId[],
): Promise<MomentView> {
  const topology = topologyAt(index.events, moment.sequence, planned);
  const names = new Map(topology.elements.map((one) => [one.id, one]));
  const name = (id: string): string => {
    const one = names.get(id);
    const parent = one === undefined || one.parent === null ? undefined : names.get(one.parent);
    const nested = one !== undefined && (one.kind.endsWith('-port') || one.kind === 'controller');
    return one === undefined ? id : nested && parent !== undefined ? `${one.name} of ${name(parent.id)}` : one.name;
  };
  const drawings: MomentView['drawings'] = [];
  for (const id of views) {
    const view = topologyView(topology, id);
    const rows = topologyTable(view);
    drawings.push({ view: id, title: view.title, about: view.about, layout: await layOut(view), rows });
  }
  return {
    ...moment,
    model: topology,
    drawings,
    luns: lunRedundancy(topology).map((one) => ({
      host: name(one.host),
      lun: name(one.lun),
      verdict: one.verdict,
      word: `${REDUNDANCY_WORDS[one.verdict].glyph} ${REDUNDANCY_WORDS[one.verdict].word}`,
      working: one.working,
      paths: one.paths,
      why: one.why,
      singlePoints: one.singlePoints.map(name),
    })),
    guests: guestRedundancy(topology).map((one) => ({
      guest: name(one.guest),
      verdict: one.verdict,
      word: `${REDUNDANCY_WORDS[one.verdict].glyph} ${REDUNDANCY_WORDS[one.verdict].word}`,
      why: one.why,
      singlePoints: one.singlePoints.map(name),
    })),
    consequences: consequences(topology).map((one) => ({
      element: name(one.element),
      loses: [...one.losesLuns, ...one.losesGuests].map(name),
      weakens: one.weakensLuns.map(name),
    })),
    differences: compareSides(topology).map(({ kind, sentence }) => ({ kind, sentence })),
  };
}

/** A fault and its restore. `during`: last sequence at which it was in force. */
interface FaultPair {
  readonly what: string;
  readonly take: ActHistory;
  readonly restore: ActHistory | null;
  readonly during: number;
}

function faultPairs(index: RunIndex): FaultPair[] {
  const last = index.events.at(-1)?.sequence ?? 0;
  return index.acts.flatMap((take) => {
    const { fault } = take.intent.event;
    if (fault?.does !== 'take' || take.done?.event.succeeded === false) return [];
    const restore =
      index.acts.find(
        (one) =>
          one.intent.sequence > take.intent.sequence &&
          one.intent.event.fault?.does === 'restore' &&
          one.intent.event.fault.what === fault.what,
      ) ?? null;
    return [{ what: fault.what, take, restore, during: restore === null ? last : restore.intent.sequence - 1 }];
  });
}

function momentId({ take }: FaultPair): string {
  return `fault-${take.intent.sequence}`;
}

/** Faults of the run: what was taken away and given back, when, and what the checks of those steps found. */
export function viewFaults(index: RunIndex, chapters: readonly ChapterView[], scale: number): FaultView[] {
  const steps = new Map(chapters.flatMap((chapter) => chapter.steps.map((step) => [step.id, step])));
  return faultPairs(index).map((pair) => {
    const { intent } = pair.take;
    const own = [intent.event.place.step, ...(pair.restore === null ? [] : [pair.restore.intent.event.place.step])];
    const from = instantMs(pair.take.done?.at ?? intent.at);
    const to = instantMs(pair.restore?.intent.at ?? '');
    return {
      what: pair.what,
      step: intent.event.place.step,
      host: intent.event.on ?? intent.event.place.host,
      takenAt: pair.take.done?.at ?? null,
      takenSequence: intent.sequence,
      restoredAt: pair.restore?.done?.at ?? null,
      restoredSequence: pair.restore?.intent.sequence ?? null,
      hostMs: from === null || to === null || to < from ? null : (to - from) * scale,
      moment: momentId(pair),
      checks: [...new Set(own)].flatMap((id) =>
        (steps.get(id)?.hosts ?? []).flatMap((host) =>
          host.checks.map(({ title, outcome, actual }) => ({ step: id, host: host.host, title, outcome, actual })),
        ),
      ),
    };
  });
}
