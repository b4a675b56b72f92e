import type { NewRun, Outlook, runCalls, RunNews, RunRow } from '../../../core/contract/runs.ts';
import type { InventoryHost } from '../../../core/hosts/inventory.ts';
import { stepsOf } from '../../../core/procedure/order.ts';
import { makePlan } from '../../../core/procedure/plan.ts';
import { failure, success, type Problem, type Result } from '../../../core/result.ts';
import type { StoredEvent } from '../../../core/run/events.ts';
import { EvidenceLost, type OpenRun } from '../../engine/open-run.ts';
import { planOfRun } from '../../engine/plan-of-run.ts';
import type { Answers } from '../../rpc/serve.ts';
import { labFor } from '../choose-lab.ts';
import type { Lab } from '../lab.ts';
import { Changing } from '../desk/changing.ts';
import { windowSignIn, type Questions } from '../desk/questions.ts';
import type { Works } from '../desk/works.ts';
import { homeOf, openReach, type Application, type Reach } from '../open-application.ts';
import { preflight } from '../preflight.ts';
import { openProcedure, shippedProcedures, type ProcedureFile } from '../procedures.ts';
import { createRun, planRun, readRun } from '../runs.ts';
import { runIntent } from '../topology.ts';
import { pause } from './pause.ts';
import { watchStep } from './step-events.ts';
import { stepInputs } from './step-inputs.ts';

/** What a window may ask of procedures and runs. */
export function runAnswers(application: Application, works: Works, questions: Questions): Answers<typeof runCalls> {
  const { store, entry } = application;

  /** Opens what a new run would need, and lets it go again. */
  async function withNewRun<Value>(
    { procedure: name, hosts, set, byHost = {} }: NewRun,
    signal: AbortSignal,
    work: (request: { readonly procedure: ProcedureFile; readonly reach: Reach; readonly set: NewRun['set'] }) => Promise<Value>,
  ): Promise<Value | readonly Problem[]> {
    const procedure = await openShipped(name);
    if (!procedure.ok) return [procedure.problem];
    const lab = await labFor(homeOf(application), hosts);
    if (!lab.ok) return lab.problems;
    const own = withHostValues(lab.value, byHost);
    if (!own.ok) {
      await lab.value.dispose();
      return [own.problem];
    }
    const reach = openReach(own.value, {
      dataFolder: store.folder,
      settings: application.settings.value,
      entry: { ...entry, ...windowSignIn(questions, null, signal, entry.secrets) },
    });
    try {
      return await work({ procedure: procedure.value, reach, set });
    } finally {
      await reach.dispose();
      await lab.value.dispose();
    }
  }

  return {
    'procedures.list': async () => {
      const all = await Promise.all((await shippedProcedures()).map((id) => openProcedure(id)));
      return success(
        all.flatMap((one) => {
          if (!one.ok) return [];
          const { procedure } = one.value;
          const { id, title, version, chapters } = procedure;
          return [{ id, title, version, chapters: chapters.map((chapter) => chapter.title), steps: stepsOf(procedure).length }];
        }),
      );
    },
    'procedures.read': async (which) => {
      if ('run' in which) {
        const stored = await readRun(application, which.run);
        return stored.ok ? success({ text: stored.value.procedure.text, hash: stored.value.procedure.hash }) : stored;
      }
      const opened = await openShipped(which.procedure);
      return opened.ok ? success({ text: opened.value.text, hash: opened.value.hash }) : opened;
    },
    'procedures.show': async (which) => {
      if ('run' in which) {
        const stored = await readRun(application, which.run);
        return stored.ok ? success(stored.value.procedure.procedure) : stored;
      }
      const opened = await openShipped(which.procedure);
      return opened.ok ? success(opened.value.procedure) : opened;
    },
    'runs.list': (_nothing, { signal }) => success(listRuns(application, works, signal)),
    'runs.plan': async (wanted, { signal }) => {
      const outlook = await withNewRun(wanted, signal, async (request): Promise<Outlook> => {
        const planned = planRun(request, entry.operator);
        return planned.ok ? { ...NOTHING_KNOWN, plan: planned.value.plan } : { ...NOTHING_KNOWN, problems: planned.problems };
      });
      return success(isProblems(outlook) ? { ...NOTHING_KNOWN, problems: outlook } : outlook);
    },
    'runs.preflight': async (wanted, { signal }) => {
      const outlook = await withNewRun(wanted, signal, async (request): Promise<Outlook> => {
        const planned = planRun(request, entry.operator);
        if (!planned.ok) return { ...NOTHING_KNOWN, problems: planned.problems };
        const { reach, procedure } = request;
        const found = await preflight({
          reach,
          procedure: procedure.procedure,
          ...planned.value,
          steps: null,
          hosts: null,
          signal,
        });
        const { fatal, warnings, asked } = found;
        return { plan: planned.value.plan, problems: [], fatal, warnings, asked };
      });
      return success(isProblems(outlook) ? { ...NOTHING_KNOWN, problems: outlook } : outlook);
    },
    'runs.create': async (wanted, { signal }) => {
      const created = await withNewRun(wanted, signal, async (request) => {
        const opened = await createRun(application, { ...request, signal });
        if (!opened.ok) return opened.problems;
        // A window shows the steps of a run before any of them is begun.
        return planned(opened.value);
      });
      return isProblems(created) ? { ok: false, problem: together(created) } : success({ run: created });
    },
    'runs.watch': async ({ run, after }, { signal }) => {
      const state = await store.state(run);
      return state.ok ? success(watchRun(application, run, after, signal)) : state;
    },
    'runs.step': async ({ run, step }, { signal }) => {
      const state = await store.state(run);
      return state.ok ? success(watchStep(application, run, step, signal)) : state;
    },
    'runs.inputs': async ({ run, step }) => {
      const stored = await readRun(application, run);
      return stored.ok ? success(stepInputs(stored.value, step)) : stored;
    },
    'runs.outlook': async ({ run }) => {
      const stored = await readRun(application, run);
      if (!stored.ok) return stored;
      const { procedure, inventory, state } = stored.value;
      const { scopes } = runIntent(procedure.procedure, inventory, state);
      if (scopes === null) return failure('parameters', 'The parameters of this run do not fit its inventory any more.');
      return makePlan(procedure.procedure, scopes);
    },
  };
}

/** The same lab with values of single hosts in the place of what its inventory has for them. */
function withHostValues(lab: Lab, byHost: NonNullable<NewRun['byHost']>): Result<Lab> {
  const { hosts } = lab.inventory;
  const unknown = Object.keys(byHost).find((name) => !Object.hasOwn(hosts, name));
  if (unknown !== undefined)
    return failure(
      'no-such-host',
      `There is no host ${unknown} there to set a parameter for.`,
      `The hosts are ${Object.keys(hosts).join(', ')}.`,
    );
  const own = Object.entries(hosts).map(([name, host]): readonly [string, InventoryHost] => [
    name,
    { ...host, parameters: { ...host.parameters, ...(byHost[name] as InventoryHost['parameters'] | undefined) } },
  ]);
  return success({ ...lab, inventory: { ...lab.inventory, hosts: Object.fromEntries(own) } });
}

/** Records the plan of a run that was begun: its name, or why that could not be stored. */
async function planned(run: OpenRun): Promise<string | readonly Problem[]> {
  try {
    await run.emit(planOfRun(run));
  } catch (thrown) {
    if (thrown instanceof EvidenceLost) return [thrown.problem];
    throw thrown;
  }
  return run.id;
}

const NOTHING_KNOWN: Outlook = { plan: null, problems: [], fatal: [], warnings: [], asked: [] };

function isProblems(value: unknown): value is readonly Problem[] {
  return Array.isArray(value);
}

function together(problems: readonly Problem[]): Problem {
  const [first] = problems;
  if (first === undefined) return { code: 'unknown', sentence: 'The run could not begin.' };
  return { ...first, sentence: problems.map(({ sentence }) => sentence).join(' ') };
}

/** A procedure that ships: a window names it, and no file. */
async function openShipped(name: string): Promise<Result<ProcedureFile>> {
  if (!(await shippedProcedures()).includes(name)) return failure('no-such-procedure', `There is no procedure ${name}.`);
  const opened = await openProcedure(name);
  return opened.ok ? opened : { ok: false, problem: opened.problem };
}

/** The list of runs, again whenever one of them gets another event; at most so often, since a run at work has many. */
async function* listRuns({ store }: Application, works: Works, signal: AbortSignal): AsyncGenerator<readonly RunRow[]> {
  const changed = new Changing(0);
  const watching = store.watch(() => changed.set(changed.value + 1));
  try {
    for await (const _change of changed.watch(signal)) {
      const listed = await store.runs();
      yield listed.map(({ run, summary, problem }) => ({ run, summary, problem, working: works.isWorking(run) }));
      await pause(LIST_EVERY_MS, signal);
    }
  } finally {
    watching.dispose();
  }
}

const LIST_EVERY_MS = 500;

/** Nothing is missed and nothing comes twice: what is committed while the state is read is told after it, by its sequence. */
async function* watchRun(
  { store }: Application,
  run: string,
  after: number | null,
  signal: AbortSignal,
): AsyncGenerator<RunNews> {
  const latest = new Changing(0);
  const watching = store.watch((stored: StoredEvent) => {
    if (stored.run === run) latest.set(stored.sequence);
  });
  try {
    let at = after;
    if (at === null) {
      const state = await store.state(run);
      if (!state.ok) return;
      yield { kind: 'state', state: state.value };
      at = state.value.sequence;
    }
    for await (const _news of latest.watch(signal)) {
      const events = await store.events(run, at);
      if (!events.ok) return;
      for (const stored of events.value) {
        yield { kind: 'event', stored };
        at = stored.sequence;
      }
    }
  } finally {
    watching.dispose();
  }
}
