import { compareProcedures } from '../../core/procedure/digest.ts';
import { identifiersOf, unhideableNames } from '../../core/hosts/identifiers.ts';
import { edits } from '../../core/edits/edits.ts';
import { inventory as inventorySchema, type Inventory } from '../../core/hosts/inventory.ts';
import { probes } from '../../core/probes/registry.ts';
import { lintProcedure } from '../../core/procedure/lint/lint.ts';
import { resolveParameters } from '../../core/procedure/parameters.ts';
import { makePlan, type Plan } from '../../core/procedure/plan.ts';
import type { Procedure } from '../../core/procedure/schema.ts';
import type { ScopeSource } from '../../core/procedure/step-scope.ts';
import { failure, success, type Problem, type Result } from '../../core/result.ts';
import type { StoredEvent } from '../../core/run/events.ts';
import { emptyRun, reduce } from '../../core/run/reducer.ts';
import type { RunState, StepStatus } from '../../core/run/state.ts';
import { plannedStorage } from '../../core/topology/planned-storage.ts';
import { EvidenceLost, OpenRun } from '../engine/open-run.ts';
import { watchTopology } from '../engine/topology-watch.ts';
import type { Stop } from '../engine/sitting.ts';
import type { OwnRun, RunWriter } from '../store/store.ts';
import { XENPATH_VERSION } from './version.ts';
import type { Application, Reach } from './open-application.ts';
import { roleProblems } from './preflight.ts';
import { procedureOf, type ProcedureFile } from './procedures.ts';

export interface RunRequest {
  readonly procedure: ProcedureFile;
  readonly reach: Reach;
  /** Values of parameters, set for this run. */
  readonly set: Readonly<Record<string, unknown>>;
  /** Steps that are to be carried out or checked: what only others need may be missing. Left out, or null: all of them. */
  readonly steps?: ReadonlySet<string> | null;
  /** Pseudonyms in the place of identifiers in all that is stored; an inventory may ask for them itself. */
  readonly pseudonyms?: boolean;
  readonly signal: AbortSignal;
}

export type Several<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly Problem[] };

/** What a procedure would do here, before anything is asked of a host. Lint errors stop it. */
export function planRun(
  request: Pick<RunRequest, 'procedure' | 'reach' | 'set' | 'steps'>,
  operator: string,
): Several<{ plan: Plan; source: ScopeSource }> {
  const { procedure } = request.procedure;
  const errors = lintErrors(request.procedure);
  if (errors.length > 0) return { ok: false, problems: errors };
  const { lab } = request.reach;
  const parameters = resolveParameters(procedure, lab.inventory, request.set, request.steps ?? null);
  if (!parameters.ok) return parameters;
  const source: ScopeSource = {
    inventory: lab.inventory,
    parameters: parameters.value,
    captured: {},
    joined: [],
    run: { id: '', operator },
  };
  const plan = makePlan(procedure, source);
  return plan.ok ? { ok: true, value: { plan: plan.value, source } } : { ok: false, problems: [plan.problem] };
}

/** What lint says of a procedure's text that keeps it from being carried out, each with file, line and column. */
function lintErrors({ text, path }: ProcedureFile): readonly Problem[] {
  const { findings } = lintProcedure(text, { probes, edits });
  return findings
    .filter(({ severity }) => severity === 'error')
    .map(({ rule, sentence, next, line, column }) => ({
      code: rule,
      sentence: `${path}:${line}:${column}: ${sentence}`,
      ...(next === undefined ? {} : { next }),
    }));
}

/** Begins a run: what it is about is stored first; nothing was done yet. */
export async function createRun(application: Application, request: RunRequest): Promise<Several<OpenRun>> {
  await request.reach.knowSecrets();
  const planned = planRun(request, application.entry.operator);
  if (!planned.ok) return planned;
  const { procedure, text, hash, origin } = request.procedure;
  const wrong = roleProblems(procedure, planned.value.source);
  if (wrong.length > 0) return { ok: false, problems: wrong };
  const { lab, redactor } = request.reach;
  const pseudonymous = request.pseudonyms === true || lab.inventory.pseudonyms !== undefined;
  // Of hosts, those that come into being in it among them.
  const planNames = planned.value.plan.steps.flatMap(({ hosts }) => hosts.map(({ name }) => name));
  const names = pseudonymous ? [...planNames, ...identifiersOf(lab.inventory, request.set)] : [];
  const unhideable = pseudonymous ? unhideableNames(lab.inventory) : [];
  if (unhideable.length > 0) return { ok: false, problems: unhideable };
  const created = await application.store.createRun(
    application.entry.operator,
    {
      type: 'run-created',
      version: 1,
      procedure: { id: procedure.id, version: procedure.version, hash, text, ...(origin === undefined ? {} : { origin }) },
      inventory: lab.inventory,
      parameters: { ...request.set },
      lab: {
        kind: lab.kind,
        name: lab.name,
        simulated: lab.simulated,
        scale: lab.scale,
        ...(lab.seed === undefined ? {} : { seed: lab.seed }),
      },
      xenpath: XENPATH_VERSION,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      ...(pseudonymous ? { pseudonyms: true } : {}),
    },
    redactor,
    names,
  );
  if (!created.ok) return { ok: false, problems: [created.problem] };
  const { writer, created: first } = created.value;
  const state = reduce(emptyRun(writer.run), { ...first, event: writer.own(first.event) });
  return { ok: true, value: openRun(application, request, writer, planned.value.source, state) };
}

export interface ResumeRequest {
  readonly run: string;
  readonly reach: Reach;
  readonly signal: AbortSignal;
  /** The procedure's file as it is now, when it could be read. */
  readonly current: ProcedureFile | null;
  /** Take the current text from here on. */
  readonly replace: boolean;
  /** Steps that are to be carried out (null: all of them): what they need must be there. Left out: none is, and nothing is demanded. */
  readonly steps?: ReadonlySet<string> | null;
}

/** What a run says of itself before it is gone on with. */
export interface StoredRun {
  readonly state: RunState;
  readonly procedure: ProcedureFile;
  readonly inventory: Inventory;
}

/** Reads a run's state, its procedure as it was pinned, and its inventory: all as it is stored. */
export async function readRun({ store }: Application, run: string): Promise<Result<StoredRun>> {
  return read(run, { state: () => store.state(run), events: () => store.events(run) });
}

/** The same in the names and addresses of its hosts, for acting on them. Problem: `pseudonyms-lost`. */
export async function readOwnRun({ store }: Application, run: string): Promise<Result<StoredRun>> {
  const own = await store.own(run);
  return own.ok ? read(run, own.value) : own;
}

async function read(run: string, from: Pick<OwnRun, 'state' | 'events'>): Promise<Result<StoredRun>> {
  const state = await from.state();
  if (!state.ok) return state;
  const { header } = state.value;
  if (header === null) return failure('run-empty', `Run ${run} has no beginning.`, 'xenpath verify tells what is left of it.');
  const events = await from.events();
  if (!events.ok) return events;
  const replaced = events.value.findLast(({ event }) => event.type === 'procedure-replaced')?.event;
  const text = replaced?.type === 'procedure-replaced' ? replaced.text : header.procedure.text;
  const procedure = procedureOf(text, `procedure of run ${run}`);
  if (!procedure.ok) return { ok: false, problem: procedure.problem };
  const inventory = inventorySchema.safeParse(header.inventory);
  if (!inventory.success)
    return failure('run-inventory', `The inventory in run ${run} is not one that this version understands.`);
  return success({ state: state.value, procedure: procedure.value, inventory: inventory.data });
}

/**
 * Opens a run to go on with it, on the text that it carries. A replaced procedure is taken only where it has no lint errors and every step that
 * the run has done, or was in the middle of, stands unchanged in it.
 */
export async function resumeRun(application: Application, request: ResumeRequest): Promise<Several<OpenRun>> {
  await request.reach.knowSecrets();
  const stored = await readOwnRun(application, request.run);
  if (!stored.ok) return { ok: false, problems: [stored.problem] };
  const { state, procedure: pinned } = stored.value;
  const { current } = request;
  const changed = current !== null && current.hash !== pinned.hash;
  let procedure = pinned;
  if (request.replace && changed) {
    const refused = refusals(state, pinned.procedure, current);
    if (refused.length > 0) return { ok: false, problems: refused };
    procedure = current;
  }
  const steps = request.steps === undefined ? new Set<string>() : request.steps;
  const parameters = resolveParameters(procedure.procedure, stored.value.inventory, state.header?.parameters ?? {}, steps);
  if (!parameters.ok) return { ok: false, problems: [...parameters.problems, keptInventory(request.run)] };
  const source: ScopeSource = {
    inventory: stored.value.inventory,
    parameters: parameters.value,
    captured: {},
    joined: [],
    run: { id: request.run, operator: application.entry.operator },
  };
  if (procedure !== pinned) {
    const plan = makePlan(procedure.procedure, source);
    const wrong = plan.ok ? roleProblems(procedure.procedure, source) : [plan.problem];
    if (wrong.length > 0) return { ok: false, problems: wrong };
  }
  const writer = await application.store.writeRun(request.run, request.reach.redactor);
  if (!writer.ok) return { ok: false, problems: [writer.problem] };
  const run = openRun(application, { ...request, procedure, set: {} }, writer.value, source, state);
  await run.emit({ type: 'run-resumed', version: 1, procedureChanged: changed });
  if (procedure !== pinned)
    await run.emit({ type: 'procedure-replaced', version: 1, hash: procedure.hash, text: procedure.text });
  return { ok: true, value: run };
}

/** What a run works on is part of its evidence: another inventory makes another run. */
function keptInventory(run: string): Problem {
  return {
    code: 'inventory-of-run',
    sentence: `Run ${run} keeps the inventory and the parameters that it began with.`,
    next: 'Complete the inventory and begin a new run with it: what this one did is then found already so, and not done again.',
  };
}

/** Why a run cannot go on with another text of its procedure. */
function refusals(state: RunState, pinned: Procedure, current: ProcedureFile): readonly Problem[] {
  const begun = begunSteps(state);
  const { changed, removed } = compareProcedures(pinned, current.procedure);
  const touched = [...changed, ...removed].filter((id) => begun.has(id));
  if (touched.length === 0) return lintErrors(current);
  const sentence = `The new procedure changes steps that this run has done, or was in the middle of: ${touched.join(', ')}.`;
  return [{ code: 'procedure-changed', sentence, next: 'Resume on the text that the run carries, or begin a new run.' }];
}

const BEGUN: ReadonlySet<StepStatus> = new Set(['done', 'already-so', 'running', 'interrupted', 'unknown']);

/** Steps that are done, and those that were left in the middle: what they did by one text is not gone on with by another. */
function begunSteps(state: RunState): ReadonlySet<string> {
  const begun = Object.entries(state.steps).filter(([, hosts]) => Object.values(hosts).some(({ status }) => BEGUN.has(status)));
  return new Set(begun.map(([id]) => id));
}

/** How a run stops that was opened for something beside its steps: whether it is at its end is as it was. */
export function asItWas(before: RunState['stopped']): Stop {
  return { reason: before?.reason ?? 'interrupted', sentence: before?.sentence ?? 'It was not at its end.' };
}

/** Leaves a run so. */
export async function leaveAsItWas(run: OpenRun, before: RunState['stopped']): Promise<void> {
  await run.emit({ type: 'run-stopped', version: 1, ...asItWas(before) });
}

function openRun(
  application: Application,
  request: RunRequest,
  writer: RunWriter,
  source: ScopeSource,
  state: RunState,
): OpenRun {
  const { store, entry } = application;
  const { procedure } = request.procedure;
  const history = async (): Promise<readonly StoredEvent[]> => {
    const events = await store.events(writer.run);
    if (!events.ok) throw new EvidenceLost(events.problem);
    return events.value;
  };
  const { layout } = entry;
  const planned = plannedStorage(source.parameters.run);
  const topology = layout === undefined ? {} : { topology: watchTopology({ history, planned, layOut: layout.layout }) };
  return new OpenRun(
    {
      writer,
      operator: entry.operator,
      procedure,
      inventory: source.inventory,
      parameters: source.parameters,
      ports: request.reach.ports,
      signal: request.signal,
      ...topology,
    },
    state,
  );
}
