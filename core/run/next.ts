import { gate, hostsThatCount } from './gates.ts';
import type { PlannedStep } from './planned.ts';
import { stepState } from './reduce-steps.ts';
import type { Standing } from './standing.ts';
import type { RunState, StepStatus } from './state.ts';

/** Where a step stands on a host, with what the plan adds to the events. */
export type CellState = 'locked' | 'waiting' | 'ready' | Exclude<StepStatus, 'untouched' | 'interrupted' | 'undone'>;

/** What a person or the engine may do with a step on a host. */
export type Act = 'start' | 'retry' | 'redo' | 'settle' | 'skip' | 'undo' | 'waive' | 'attest' | 'note';

export interface Cell {
  readonly step: string;
  readonly host: string;
  readonly state: CellState;
  /** What it waits for, or why it may go on; one sentence. */
  readonly why: string | null;
  /** The step was proved on its first host, and somebody has to allow the others. */
  readonly consent: boolean;
  readonly acts: readonly Act[];
  /** What the steps that it needs let it do now: null when they let it go on, else what it waits for, in one sentence. */
  readonly closed: string | null;
  /** Checks of steps that it needs which passed and are stale. */
  readonly stale: readonly Standing[];
}

/**
 * Where every step of the plan stands on every host, in the plan's order. A change on several hosts is made on one host alone first, with
 * its checkpoints; the others wait until somebody allows them, and a failure on one holds all that were not begun.
 * Empty without a plan. `now`: our clock, ISO 8601. `chosen`: hosts that are worked on at all; the first host is one of them.
 */
export function whatNext(state: RunState, now: string, chosen: (host: string) => boolean = () => true): Cell[] {
  const plan = state.plan ?? [];
  const byId = new Map(plan.map((step) => [step.id, step]));
  return plan.flatMap((step) => cellsOf(state, step, byId, now, chosen));
}

/** The cells that may start now, in the plan's order. */
export function readyCells(cells: readonly Cell[]): Cell[] {
  return cells.filter((cell) => cell.state === 'ready');
}

/** Estimated time that is left, in milliseconds of host time, when the steps are done one after the other. */
export function estimateLeftMs(state: RunState, cells: readonly Cell[]): number {
  const estimates = new Map((state.plan ?? []).map((step) => [step.id, step.estimateMs]));
  const over: readonly CellState[] = ['done', 'already-so', 'skipped', 'not-taken', 'failed', 'declined'];
  return cells.reduce((sum, cell) => (over.includes(cell.state) ? sum : sum + (estimates.get(cell.step) ?? 0)), 0);
}

interface Draft {
  readonly host: string;
  readonly state: CellState;
  readonly why: string | null;
  readonly closed: string | null;
  readonly stale: readonly Standing[];
}

function cellsOf(
  state: RunState,
  step: PlannedStep,
  byId: ReadonlyMap<string, PlannedStep>,
  now: string,
  chosen: (host: string) => boolean,
): Cell[] {
  const drafts = step.hosts.map((host) => draft(state, step, host, byId, now));
  return drafts.map((one) => {
    const held = one.state === 'ready' ? heldBack(state, step, one.host, drafts, now, chosen) : null;
    const cell = { ...one, ...(held ?? { consent: false }), step: step.id };
    return { ...cell, acts: actsFor(state, step, cell.host, cell.state) };
  });
}

function draft(state: RunState, step: PlannedStep, host: string, byId: ReadonlyMap<string, PlannedStep>, now: string): Draft {
  const found = stepState(state, step.id, host);
  const gates = gatesOf(state, step, host, byId, now);
  switch (found.status) {
    case 'running':
    case 'done':
    case 'already-so':
      return { host, state: found.status, why: null, ...gates };
    case 'failed':
    case 'declined':
    case 'unknown':
      return { host, state: found.status, why: found.problem?.sentence ?? null, ...gates };
    case 'skipped':
    case 'not-taken':
      return { host, state: found.status, why: found.reason, ...gates };
    case 'untouched':
    case 'undone':
    case 'interrupted':
      if (gates.closed !== null) return { host, state: 'locked', why: gates.closed, ...gates };
      return {
        host,
        state: 'ready',
        why: found.status === 'interrupted' ? 'It was interrupted, with nothing in flight.' : null,
        ...gates,
      };
  }
}

/** Whether the steps that a step needs let it go on, and which of their checks would have to be asked again. */
function gatesOf(
  state: RunState,
  step: PlannedStep,
  host: string,
  byId: ReadonlyMap<string, PlannedStep>,
  now: string,
): Pick<Draft, 'closed' | 'stale'> {
  const stale: Standing[] = [];
  for (const id of step.needs) {
    const needed = byId.get(id);
    if (needed === undefined) return { closed: `It needs “${id}”, which the plan does not have.`, stale: [] };
    for (const other of hostsThatCount(state, needed, host)) {
      const result = gate(state, needed, other, now);
      if (!result.open) return { closed: result.why ?? `It waits for “${needed.title}”.`, stale: [] };
      stale.push(...result.stale);
    }
  }
  return { closed: null, stale };
}

/** The rule of the first host alone: why a step that could start on a host has to wait for another, or null. */
function heldBack(
  state: RunState,
  step: PlannedStep,
  host: string,
  drafts: readonly Draft[],
  now: string,
  chosen: (host: string) => boolean,
): Pick<Cell, 'state' | 'why' | 'consent'> | null {
  if (step.class === 'read' || step.hosts.length < 2) return null;
  // What was begun goes on: consent was given when it began.
  if (stepState(state, step.id, host).status === 'interrupted') return null;
  const wait = (why: string, consent = false): Pick<Cell, 'state' | 'why' | 'consent'> => ({ state: 'waiting', why, consent });
  const others = drafts.filter((one) => one.host !== host);
  // A failure that a person put a word in the place of holds nothing.
  const stuck = others.find(
    (one) =>
      one.state === 'unknown' || ((one.state === 'failed' || one.state === 'declined') && !gate(state, step, one.host, now).open),
  );
  if (stuck !== undefined) {
    const why =
      stuck.state === 'failed' ? 'it failed' : stuck.state === 'declined' ? 'it was not allowed' : 'its outcome is not known';
    return wait(`Held because ${why} on ${stuck.host}.`);
  }
  const rest = step.hosts.map((name) => stepState(state, step.id, name).rest).filter((answer) => answer !== null);
  if (rest.includes('allowed')) return null;
  const proved = others.find((one) => one.state === 'done');
  if (proved !== undefined) {
    if (rest.includes('refused')) return wait(`Done on ${proved.host}; its other hosts were refused.`, true);
    return wait(`Done and proved on ${proved.host}: it waits for a word to go on with the others.`, true);
  }
  const first = drafts.find((one) => chosen(one.host) && (one.state === 'running' || one.state === 'ready'));
  return first === undefined || first.host === host ? null : wait(`A change is made on one host first: ${first.host}.`);
}

function actsFor(state: RunState, step: PlannedStep, host: string, cell: CellState): Act[] {
  const undo: Act[] = step.undo === 'possible' ? ['undo'] : [];
  const redo: Act[] = step.repeatable || (step.class === 'change' && brokeSince(state, step, host)) ? ['redo'] : [];
  const begun = stepState(state, step.id, host).attempts > 0;
  switch (cell) {
    case 'locked':
      return ['skip', 'waive', 'attest', 'note'];
    case 'waiting':
      return ['skip', 'waive', 'note'];
    case 'ready':
      return [begun ? 'retry' : 'start', 'skip', 'waive', 'attest', 'note'];
    case 'running':
      return ['note'];
    case 'done':
      return [...redo, ...undo, 'waive', 'attest', 'note'];
    case 'already-so':
      return [...redo, 'waive', 'note'];
    case 'failed':
    case 'declined':
      return ['retry', 'skip', ...undo, 'waive', 'attest', 'note'];
    case 'skipped':
    case 'not-taken':
      return ['start', 'note'];
    case 'unknown':
      return ['settle', 'skip', ...undo, 'attest', 'note'];
  }
}

/** Whether a check of a step does not hold any more on a host. */
function brokeSince(state: RunState, step: PlannedStep, host: string): boolean {
  return step.checks.some(({ id }) => state.checks[step.id]?.[id]?.[host]?.last?.outcome === 'fail');
}
