import { stepState } from './reduce-steps.ts';
import { standings } from './standing.ts';
import type { RunState, StepStatus } from './state.ts';
import { judge, type Asked, type Counts, type Verdict } from './verdict.ts';

/** A run in a few lines, for a list of runs and for the last line of `run --json`. */
export interface RunSummary {
  readonly run: string;
  readonly verdict: Verdict;
  readonly sentence: string;
  readonly counts: Counts;
  readonly procedure: { readonly id: string; readonly version: string; readonly hash: string } | null;
  readonly lab: { readonly kind: string; readonly name: string; readonly simulated: boolean; readonly scale: number } | null;
  readonly hosts: readonly string[];
  readonly operators: readonly string[];
  readonly startedAt: string | null;
  readonly lastAt: string | null;
  /** `open` also after a crash, which leaves no word. */
  readonly phase: 'open' | 'finished' | 'stopped';
  readonly stop: string | null;
  readonly steps: Readonly<Record<StepStatus, number>>;
  readonly waivers: number;
  readonly attestations: number;
  readonly faultsInForce: readonly string[];
  /** Last event and its hash: what a report prints to be compared. */
  readonly sequence: number;
  readonly head: string;
}

/**
 * `now`: our clock, ISO 8601, since age can make a pass stale while a run is open. A run that was stopped is judged as of its stop: its
 * verdict does not change with the day on which somebody reads it. `asked`: the verdict, its sentence and the counts are of these steps and hosts alone.
 */
export function summarize(state: RunState, now: string, asked?: Asked): RunSummary {
  const judgement = judge(state, standings(state, state.stopped?.at ?? now), asked);
  const { header, stopped } = state;
  return {
    run: state.run,
    ...judgement,
    procedure: header && {
      id: header.procedure.id,
      version: header.procedure.version,
      hash: state.procedureHash ?? header.procedure.hash,
    },
    lab: header && { kind: header.lab.kind, name: header.lab.name, simulated: header.lab.simulated, scale: header.lab.scale },
    hosts: Object.keys(state.hosts),
    operators: state.operators,
    startedAt: state.startedAt,
    lastAt: state.lastAt,
    phase: stopped === null ? 'open' : stopped.reason === 'finished' ? 'finished' : 'stopped',
    stop: stopped?.sentence ?? null,
    steps: countSteps(state),
    waivers: state.waivers.length,
    attestations: state.attestations.length,
    faultsInForce: state.faults.map((fault) => fault.what),
    sequence: state.sequence,
    head: state.head,
  };
}

/** The last line of `run --json`: the summary in short. */
export function summaryLine(summary: RunSummary): string {
  const { run, verdict, sentence, counts } = summary;
  return JSON.stringify({ type: 'summary', run, verdict, sentence, counts });
}

function countSteps(state: RunState): Record<StepStatus, number> {
  const counts: Record<StepStatus, number> = {
    untouched: 0,
    running: 0,
    done: 0,
    'already-so': 0,
    failed: 0,
    declined: 0,
    skipped: 0,
    'not-taken': 0,
    interrupted: 0,
    unknown: 0,
    undone: 0,
  };
  const cells =
    state.plan === null
      ? Object.values(state.steps).flatMap((hosts) => Object.values(hosts).map((step) => step.status))
      : state.plan.flatMap((step) => step.hosts.map((host) => stepState(state, step.id, host).status));
  for (const status of cells) counts[status] += 1;
  return counts;
}
