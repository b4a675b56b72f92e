import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Checkpoint } from '../../core/checks/checkpoint.ts';
import { resolveParameters } from '../../core/procedure/parameters.ts';
import type { Step } from '../../core/procedure/schema.ts';
import { standings, type Standing } from '../../core/run/standing.ts';
import type { StoredEvent } from '../../core/run/events.ts';
import type { RunState } from '../../core/run/state.ts';
import type { Lab } from '../../main/app/lab.ts';
import { openApplication, type Application, type Reach } from '../../main/app/open-application.ts';
import { practiceKey } from '../../main/app/practice-key.ts';
import { openProcedure, type ProcedureFile } from '../../main/app/procedures.ts';
import { createRun } from '../../main/app/runs.ts';
import { check, checkUntil, type Checked } from '../../main/engine/check.ts';
import { executeRun, type ExecuteOptions, type RunEnding } from '../../main/engine/execute.ts';
import { OpenRun } from '../../main/engine/open-run.ts';
import type { Consent, EngineClock } from '../../main/engine/ports.ts';
import { continueWorld } from '../../main/labs/practice/create-world.ts';
import { defaultLabOptions, type LabOptions } from '../../main/labs/practice/lab-options.ts';
import { PracticeLab } from '../../main/labs/practice/lab.ts';
import { defaultWorldOptions, type WorldOptions } from '../../main/labs/practice/options.ts';
import type { WorldState } from '../../main/labs/practice/world/state.ts';

/** Yes to every "may I". Nobody attests: what only hands can do is done by the lab's. */
const yes: Consent = {
  step: async () => ({ answer: 'yes', by: 'option' }),
  rest: async () => ({ answer: 'yes', by: 'option' }),
  destroy: async () => ({ answer: 'yes', by: 'lab' }),
  manual: async () => null,
  undo: async () => ({ answer: 'yes', by: 'option' }),
};

/** World time by real time for tests: what waits passes quickly, what computes takes the time that it takes. */
const testSpeed = 300;

/** The store that benches of one test file share. */
export interface Workshop {
  readonly application: Application;
  readonly folder: string;
  readonly dispose: () => Promise<void>;
}

export async function openWorkshop(): Promise<Workshop> {
  const folder = await mkdtemp(join(tmpdir(), 'xenpath-bench-'));
  const opened = await openApplication({
    dataFolder: folder,
    entry: { operator: 'tests', askSecret: null, askHostKey: null, consent: yes, say: () => undefined },
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
  readonly #failures: unknown[] = [];

  private constructor(
    workshop: Workshop,
    lab: PracticeLab,
    reach: Reach,
    run: OpenRun,
    procedure: ProcedureFile,
    set: Readonly<Record<string, unknown>>,
  ) {
    this.#set = set;
    this.#workshop = workshop;
    this.lab = lab;
    this.#reach = reach;
    this.run = run;
    this.procedure = procedure;
    lab.onFailure((problem) => this.#failures.push(problem));
  }

  /** A new world and a new run on it. */
  static async open(workshop: Workshop, options: BenchOptions = {}): Promise<Bench> {
    const lab = await PracticeLab.open(labOptions(options), null);
    const procedure = await openProcedure(options.procedure ?? 'rhel5-rdac');
    if (!procedure.ok) {
      const lines = procedure.problems.map(({ line, sentence }) => `${String(line)}: ${sentence}`);
      throw new Error([procedure.problem.sentence, ...lines].join('\n'));
    }
    const reach = await reachOf(workshop, lab);
    const run = await createRun(workshop.application, {
      procedure: procedure.value,
      reach,
      set: options.set ?? {},
      signal: new AbortController().signal,
    });
    if (!run.ok) throw new Error(run.problems.map(({ sentence }) => sentence).join('\n'));
    return new Bench(workshop, lab, reach, run.value, procedure.value, options.set ?? {});
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
    await this.lab.dispose();
    this.#rethrow();
  }

  #rethrow(): void {
    if (this.#failures.length > 0) throw this.#failures[0];
  }
}

function labOptions(options: BenchOptions): LabOptions {
  return {
    ...defaultLabOptions,
    name: 'tests',
    crypto: 'modern',
    speed: options.speed ?? testSpeed,
    world: { ...defaultWorldOptions, ...options.world },
  };
}

/** The engine's clock is the world's own: however much this process computes, deadlines are host time. */
async function reachOf(workshop: Workshop, lab: PracticeLab): Promise<Reach> {
  const key = await practiceKey(workshop.folder);
  lab.addKey(key.line);
  const reach = workshop.application.reach(labOf(lab, key.file));
  const clock: EngineClock = {
    ...reach.ports.clock,
    monotonic: () => lab.now() / lab.about.speed,
    sleep: (hostMilliseconds, signal) => lab.world.wait(hostMilliseconds, signal),
  };
  return { ...reach, ports: { ...reach.ports, clock } };
}

/** The lab as a run sees it: streams instead of sockets. */
function labOf(lab: PracticeLab, key: string): Lab {
  const inventory = lab.inventory();
  const hosts = Object.fromEntries(Object.entries(inventory.hosts).map(([name, host]) => [name, { ...host, auth: { key } }]));
  return {
    kind: 'practice',
    name: lab.about.name,
    simulated: true,
    scale: lab.about.speed,
    seed: lab.about.world.seed,
    inventory: { ...inventory, hosts },
    hands: {
      pull: (what) => lab.hand('pull', what),
      plug: (what) => lab.hand('plug', what),
      fail: (what) => lab.hand('fail', what),
      recover: (what) => lab.hand('recover', what),
    },
    isLabKey: async (fingerprint) => Object.values(lab.fingerprints()).includes(fingerprint),
    // A guest is reached as on real hosts: through its dom0.
    stream: async (host, { jump }) => (jump === undefined ? lab.connect(host) : undefined),
    dispose: async () => undefined,
  };
}
