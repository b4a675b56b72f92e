import { durationMs } from '../checks/terms.ts';
import { scopeVariables } from '../checks/scope.ts';
import { byHandIn, byHandTitle } from '../procedure/by-hand.ts';
import type { Procedure, Step } from '../procedure/schema.ts';
import { allHosts, scopeFor, type ScopeSource } from '../procedure/step-scope.ts';
import type { PlannedStep } from '../run/planned.ts';
import { stepState } from '../run/reduce-steps.ts';
import type { RunState } from '../run/state.ts';
import type { Standing } from '../run/standing.ts';
import { stepHostMs } from '../run/timeline.ts';
import { earlierAttempts } from './attempts.ts';
import type { ReadArtefact } from './output-view.ts';
import type { RunIndex } from './run-index.ts';
import type { ChapterView, StepHostView, StepView, WordView } from './schema.ts';
import { viewAct, viewCheck } from './views.ts';

export interface ChapterInput {
  /** The text that the run carries; null when it cannot be read any more. */
  readonly procedure: Procedure | null;
  readonly scopes: ScopeSource | null;
  readonly state: RunState;
  readonly index: RunIndex;
  readonly standings: readonly Standing[];
  readonly words: readonly WordView[];
  readonly read: ReadArtefact;
}

/** Everything that the run did and found, in the procedure's order. */
export async function viewChapters(input: ChapterInput): Promise<ChapterView[]> {
  const { procedure, state } = input;
  const plan = state.plan ?? [];
  const list: ChapterView[] = [];
  for (const chapter of procedure?.chapters ?? []) {
    const steps: StepView[] = [];
    for (const step of chapter.steps) steps.push(await viewStep(input, step.id, step, plan));
    list.push({ id: chapter.id, title: chapter.title, about: chapter.about, steps });
  }
  // What was planned from another text than the one at hand is not lost.
  const told = new Set(list.flatMap(({ steps }) => steps.map(({ id }) => id)));
  const others: StepView[] = [];
  for (const step of plan) if (!told.has(step.id)) others.push(await viewStep(input, step.id, null, plan));
  if (others.length > 0) list.push({ id: 'other-steps', title: 'Steps', about: '', steps: others });
  return list;
}

async function viewStep(input: ChapterInput, id: string, step: Step | null, plan: readonly PlannedStep[]): Promise<StepView> {
  const planned = plan.find((one) => one.id === id);
  const hosts: StepHostView[] = [];
  for (const host of hostsOf(input, id, planned)) hosts.push(await viewStepHost(input, id, host, step));
  const { undo } = step ?? {};
  return {
    id,
    title: step?.title ?? planned?.title ?? id,
    class: step?.class ?? planned?.class ?? 'read',
    source:
      step === null
        ? null
        : {
            section: step.source.section,
            listings: [step.source.listing ?? []].flat(),
            figures: [step.source.figure ?? []].flat(),
            paragraph: step.source.paragraph ?? null,
            beyond: step.source.beyond ?? null,
          },
    why: (step?.why ?? '').split(/\n\s*\n/u).filter((text) => text.trim() !== ''),
    warning: step?.warning ?? null,
    undo: undo === undefined ? null : 'irreversible' in undo ? `Cannot be undone: ${undo.irreversible}` : 'Can be undone.',
    estimateMs: step === null ? (planned?.estimateMs ?? 0) : durationMs(step.estimate),
    hosts,
  };
}

function hostsOf(input: ChapterInput, step: string, planned: PlannedStep | undefined): readonly string[] {
  const seen = input.index.acts
    .filter(({ intent }) => intent.event.place.step === step)
    .map(({ intent }) => intent.event.place.host);
  const known = Object.keys(input.state.steps[step] ?? {});
  return [...new Set([...(planned?.hosts ?? []), ...known, ...seen])];
}

async function viewStepHost(input: ChapterInput, step: string, host: string, text: Step | null): Promise<StepHostView> {
  const { state, index, read } = input;
  const at = stepState(state, step, host);
  const acts = [];
  for (const act of index.acts)
    if (act.intent.event.place.step === step && act.intent.event.place.host === host)
      acts.push(await viewAct(act, read, state.header?.lab.scale ?? 1));
  const checks = [];
  const shown = new Set<string>();
  for (const standing of input.standings) {
    if (standing.step !== step || standing.host !== host) continue;
    const checkpoint = text?.checkpoints.find(({ id }) => id === standing.check) ?? null;
    checks.push(await viewCheck({ standing, checkpoint, state, index, read, shown }));
  }
  return {
    host,
    status: at.status,
    attempts: at.attempts,
    earlierAttempts: at.attempts > 1 ? earlierAttempts(index.events, step, host) : [],
    startedAt: at.startedAt,
    endedAt: at.endedAt,
    hostMs: stepHostMs(state, step, host),
    reason: at.reason,
    problem: at.problem === null ? null : { ...at.problem },
    acts,
    checks,
    words: input.words.filter((one) => one.step === step && (one.host === host || one.host === null)),
    byHand: viewByHand(input.scopes, text, host),
  };
}

function viewByHand(scopes: ScopeSource | null, step: Step | null, host: string): StepHostView['byHand'] {
  if (step === null || scopes === null) return null;
  const variables = scopeVariables(scopeFor(scopes, allHosts(scopes).find(({ name }) => name === host))); // prettier-ignore
  const byHand = byHandIn(step, variables.ok ? variables.value : {});
  if (byHand === null) return null;
  const clicks = byHand.clicks.map(({ known: _known, enters, ...click }) => ({ ...click, enters: [...enters] }));
  return { title: byHandTitle(byHand), clicks };
}
