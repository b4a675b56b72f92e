import { z } from 'zod';
import type { Plan } from '../procedure/plan.ts';
import type { Procedure } from '../procedure/schema.ts';
import type { Problem } from '../result.ts';
import type { StoredEvent } from '../run/events.ts';
import type { RunState } from '../run/state.ts';
import type { RunSummary } from '../run/summary.ts';
import { call, stream } from './contract.ts';
import { hostsChoice } from './labs.ts';
import { name, nothing, ours } from './ours.ts';

/** A procedure as it is offered. */
export interface ProcedureListing {
  readonly id: string;
  readonly title: string;
  readonly version: string;
  readonly chapters: readonly string[];
  readonly steps: number;
}

/** A run in the list of runs. */
export interface RunRow {
  readonly run: string;
  readonly summary: RunSummary | null;
  readonly problem: Problem | null;
  /** This process works on it. */
  readonly working: boolean;
}

export const newRun = z.strictObject({
  procedure: name,
  hosts: hostsChoice,
  /** Values of parameters, set for this run. */
  set: z.record(z.string().max(100), z.unknown()),
  /** By host: its own values of parameters that may differ from host to host. */
  byHost: z.record(z.string().max(100), z.record(z.string().max(100), z.unknown())).exactOptional(),
});
export type NewRun = z.infer<typeof newRun>;

/** What stands against a run before it begins, and what it would do. */
export interface Outlook {
  readonly plan: Plan | null;
  readonly problems: readonly Problem[];
  readonly fatal: readonly Problem[];
  readonly warnings: readonly string[];
  readonly asked: readonly string[];
}

/** State at a sequence number first, then every event after it, in order: what `reduce` makes of them is the state. */
export type RunNews =
  { readonly kind: 'state'; readonly state: RunState } | { readonly kind: 'event'; readonly stored: StoredEvent };

/** What a step works with, beside the text of its procedure. */
export interface StepInputs {
  readonly parameters: readonly {
    readonly name: string;
    readonly title: string;
    readonly origin: 'set' | 'inventory' | 'derived' | 'default' | null;
    readonly value: unknown;
    /** Hosts that have a value of their own. */
    readonly byHost: Readonly<Record<string, unknown>>;
  }[];
  /** What earlier steps found out. */
  readonly captures: readonly {
    readonly name: string;
    readonly title: string;
    readonly step: string;
    /** By host; empty while it is not known. */
    readonly values: Readonly<Record<string, unknown>>;
  }[];
}

const whichProcedure = z.union([z.strictObject({ procedure: name }), z.strictObject({ run: name })]);

export const runCalls = {
  'procedures.list': call(nothing, ours<readonly ProcedureListing[]>()),
  /** The text of a run's own procedure, or of a shipped one. */
  'procedures.read': call(whichProcedure, ours<{ readonly text: string; readonly hash: string }>()),
  /** The same as it was understood: what a window shows of steps and parameters. */
  'procedures.show': call(whichProcedure, ours<Procedure>()),
  /** The whole list, again at each change of it. */
  'runs.list': stream(nothing, ours<readonly RunRow[]>()),
  /** Plans without asking any host. */
  'runs.plan': call(newRun, ours<Outlook>()),
  /** Plans, connects, and asks what is to be known before a run begins. */
  'runs.preflight': call(newRun, ours<Outlook>()),
  'runs.create': call(newRun, ours<{ readonly run: string }>()),
  /** `after`: sequence that the window has the state of; null: none. */
  'runs.watch': stream(z.strictObject({ run: name, after: z.number().int().min(0).nullable() }), ours<RunNews>()),
  /** What became of one step: its events so far, in order and some at a time, then each that comes. */
  'runs.step': stream(z.strictObject({ run: name, step: name }), ours<readonly StoredEvent[]>()),
  /** Plan of a run as it is now: exact commands by step and host, with what is not known yet told as such. */
  'runs.outlook': call(z.strictObject({ run: name }), ours<Plan>()),
  /** Values of the parameters and of what was found out earlier that a step names. */
  'runs.inputs': call(z.strictObject({ run: name, step: name }), ours<StepInputs>()),
};
