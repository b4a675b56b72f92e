import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Checkpoint } from '../../core/checks/checkpoint.ts';
import { resolveParameters } from '../../core/procedure/parameters.ts';
import type { Step } from '../../core/procedure/schema.ts';
import { standings, type Standing } from '../../core/run/standing.ts';
import type { StoredEvent } from '../../core/run/events.ts';
import { judge, type Judgement } from '../../core/run/verdict.ts';
import type { RunState } from '../../core/run/state.ts';
import { openApplication, type Application, type Reach } from '../../main/app/open-application.ts';
import { practiceKey } from '../../main/app/practice-key.ts';
import { openProcedure, type ProcedureFile } from '../../main/app/procedures.ts';
import { createRun } from '../../main/app/runs.ts';
import { check, checkUntil, type Checked } from '../../main/engine/check.ts';
import { checkRun, type CheckFinding, type CheckRunOptions } from '../../main/engine/check-run.ts';
import { executeRun, type ExecuteOptions, type RunEnding } from '../../main/engine/execute.ts';
import { OpenRun } from '../../main/engine/open-run.ts';
import { continueWorld } from '../../main/labs/practice/create-world.ts';
import { PracticeLab } from '../../main/labs/practice/lab.ts';
import type { WorldOptions } from '../../main/labs/practice/options.ts';
import type { WorldState } from '../../main/labs/practice/world/state.ts';
import { labInProcess, testLab, worldClock, yes } from './lab-in-process.ts';

/** World time by real time for tests: what waits passes quickly, what computes takes the time that it takes. */
const testSpeed = 300;

/** The store that benches of one test file share. */
export interface Workshop {
  readonly application: Application;
  readonly folder: string;
  readonly dispose: () => Promise<void>;
}

export async function openWorkshop(operator = 'tests'): Promise<Workshop> {
  const folder = await mkdtemp(join(tmpdir(), 'xenpath-bench-'));
  const opened = await openApplication({
    dataFolder: folder,
    entry: { operator, askSecret: null, askHostKey: null, consent: yes, say: () => undefined },
    environment: {},
  });
  if (!opened.ok) throw new Error(opened.problem.sentence);
  return {
    application: opened.value,
    folder,
    dispose: async () => {
      await opened.value.dispose();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A world and what a run knows at one moment; JSON text, so that nothing can change it. */
export interface Snapshot {
  readonly world: string;
  readonly state: RunState;
}

export interface BenchOptions {
  readonly world?: Partial<WorldOptions>;
  readonly procedure?: string;
  readonly set?: Readonly<Record<string, unknown>>;
  readonly speed?: number;
  readonly pseudonyms?: boolean;
}

const everything: ExecuteOptions = { steps: null, hosts: null, redo: new Set(), recheck: false };

/** A practice lab in this process and a run on it, driven by the engine as the command line drives it. Nothing listens. */
export class Bench {
  readonly lab: PracticeLab;
  readonly run: OpenRun;
  readonly procedure: ProcedureFile;
  readonly #workshop: Workshop;
  readonly #reach: Reach;
  readonly #set: Readonly<Record<string, unknown>>;
  readonly #ownsLab: boolean;
  readonly #failures: unknown[] = [];

  private constructor(
    workshop: Workshop,
    lab: PracticeLab,
    reach: Reach,
    run: OpenRun,
    procedure: ProcedureFile,
    set: Readonly<Record<string, unknown>>,
    ownsLab = true,
  ) {
    this.#set = set;
    this.#ownsLab = ownsLab;
    this.#workshop = workshop;
    this.lab = lab;
    this.#reach = reach;
    this.run = run;
    this.procedure = procedure;
    lab.onFailure((problem) => this.#failures.push(problem));
  }

  /** A new world and a new run on it. */
  static async open(workshop: Workshop, options: BenchOptions = {}): Promise<Bench> {
    const lab = await PracticeLab.open(testLab(options.speed ?? testSpeed, options.world), null);
    const procedure = await openProcedure(options.procedure ?? 'rhel5-rdac');
    if (!procedure.ok) {
      const lines = procedure.problems.map(({ line, sentence }) => `${String(line)}: ${sentence}`);
      throw new Error([procedure.problem.sentence, ...lines].join('\n'));
    }
    const reach = await reachOf(workshop, lab);
    const set = options.set ?? {};
    const run = await beginRun(workshop, procedure.value, reach, set, options.pseudonyms);
    return new Bench(workshop, lab, reach, run, procedure.value, set);
  }

  /** A further run on the same hosts as they stand now, over new sessions, with parameters set otherwise where told: a process of its own would begin so. */
  async again(otherwise: Readonly<Record<string, unknown>> = {}): Promise<Bench> {
    const reach = await reachOf(this.#workshop, this.lab);
    const set = { ...this.#set, ...otherwise };
    const run = await beginRun(this.#workshop, this.procedure, reach, set);
    return new Bench(this.#workshop, this.lab, reach, run, this.procedure, set, false);
  }

  /** The world and the run as they are now. Take it between steps: what is in flight is not in it. */
  snapshot(): Snapshot {
    return { world: JSON.stringify({ ...this.lab.world.state, now: this.lab.world.now() }), state: this.run.state };
  }

  /**
   * Another world and another run that begin where a snapshot of this one was taken, with parameters set otherwise where told. Events go
   * into the same store.
   */
  async fork(snapshot: Snapshot, set?: Readonly<Record<string, unknown>>): Promise<Bench> {
    const world = continueWorld(JSON.parse(snapshot.world) as WorldState);
    const lab = await PracticeLab.on(world, this.lab.about);
    const reach = await reachOf(this.#workshop, lab);
    const { hosts, ...state } = snapshot.state;
    // A new sitting: no session of the other one stands.
    const closed = Object.fromEntries(
      Object.entries(hosts).map(([name, host]) => [name, { ...host, connection: 'closed' as const, lease: null }]),
    );
    const parameters = set === undefined ? this.run.parts.parameters : this.#parametersWith(set);
    const run = new OpenRun({ ...this.run.parts, parameters, ports: reach.ports }, { ...state, hosts: closed });
    for (const [name, target] of this.run.hosts) {
      run.hosts.set(name, target);
      reach.sessions.add(name, target);
    }
    return new Bench(this.#workshop, lab, reach, run, this.procedure, this.#set);
  }

  #parametersWith(set: Readonly<Record<string, unknown>>): OpenRun['parts']['parameters'] {
    const resolved = resolveParameters(this.procedure.procedure, this.run.parts.inventory, { ...this.#set, ...set });
    if (!resolved.ok) throw new Error(resolved.problems.map(({ sentence }) => sentence).join('\n'));
    return resolved.value;
  }

  /** Executes steps as `xenpath run` does; all of them when none are named. */
  async execute(options: Partial<ExecuteOptions> = {}): Promise<RunEnding> {
    const ending = await executeRun(this.run, { ...everything, ...options });
    this.#rethrow();
    return ending;
  }

  get steps(): readonly Step[] {
    return this.procedure.procedure.chapters.flatMap(({ steps }) => steps);
  }

  step(id: string): Step {
    const found = this.steps.find((step) => step.id === id);
    if (found === undefined) throw new Error(`No step ${id}`);
    return found;
  }

  /** Every checkpoint of the procedure, in its order, with the hosts that the plan has for it. */
  checkpoints(): readonly { readonly step: Step; readonly checkpoint: Checkpoint; readonly hosts: readonly string[] }[] {
    return this.steps.flatMap((step) => {
      const hosts = this.run.state.plan?.find(({ id }) => id === step.id)?.hosts ?? [];
      return step.checkpoints.map((checkpoint) => ({ step, checkpoint, hosts }));
    });
  }

  /** Asks one checkpoint, once, or as long as it says. */
  async check(step: Step, host: string, checkpoint: Checkpoint, patient = false): Promise<Checked> {
    const word = await (patient ? checkUntil : check)(this.run, step, host, checkpoint, 'later');
    this.#rethrow();
    return word;
  }

  /** Asks every checkpoint as `xenpath check` does. */
  async survey(by: CheckRunOptions['by']): Promise<readonly CheckFinding[]> {
    const findings = await checkRun(this.run, { steps: null, hosts: null, by });
    this.#rethrow();
    return findings;
  }

  verdict(): Judgement {
    return judge(this.run.state, this.standings());
  }

  standings(): readonly Standing[] {
    return standings(this.run.state, this.run.ports.clock.now());
  }

  async events(): Promise<readonly StoredEvent[]> {
    const events = await this.#workshop.application.store.events(this.run.id);
    if (!events.ok) throw new Error(events.problem.sentence);
    return events.value;
  }

  async dispose(): Promise<void> {
    await this.#reach.dispose();
    if (this.#ownsLab) await this.lab.dispose();
    this.#rethrow();
  }

  #rethrow(): void {
    if (this.#failures.length > 0) throw this.#failures[0];
  }
}

async function beginRun(
  workshop: Workshop,
  procedure: ProcedureFile,
  reach: Reach,
  set: Readonly<Record<string, unknown>>,
  pseudonyms = false,
): Promise<OpenRun> {
  const { signal } = new AbortController();
  const run = await createRun(workshop.application, { procedure, reach, set, pseudonyms, signal });
  if (!run.ok) throw new Error(run.problems.map(({ sentence }) => sentence).join('\n'));
  return run.value;
}

/** New sessions to the lab, logged in to with the workshop's key. */
async function reachOf(workshop: Workshop, lab: PracticeLab): Promise<Reach> {
  const key = await practiceKey(workshop.folder);
  lab.addKey(key.line);
  const reach = workshop.application.reach(labInProcess(lab, key.file));
  return { ...reach, ports: { ...reach.ports, clock: worldClock(reach.ports.clock, lab) } };
}
