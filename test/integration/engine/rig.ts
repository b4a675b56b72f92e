import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { RunEvent, StoredEvent } from '../../../core/run/events.ts';
import { judge, type Judgement } from '../../../core/run/verdict.ts';
import { standings } from '../../../core/run/standing.ts';
import type { StepState } from '../../../core/run/state.ts';
import type { Lab } from '../../../main/app/lab.ts';
import { openApplication, type Application, type Reach } from '../../../main/app/open-application.ts';
import { practiceKey } from '../../../main/app/practice-key.ts';
import { procedureOf, type ProcedureFile } from '../../../main/app/procedures.ts';
import { createRun, resumeRun } from '../../../main/app/runs.ts';
import { executeRun, type ExecuteOptions, type RunEnding } from '../../../main/engine/execute.ts';
import { OpenRun } from '../../../main/engine/open-run.ts';
import type { Consent, EngineClock } from '../../../main/engine/ports.ts';
import { PracticeLab } from '../../../main/labs/practice/lab.ts';
import type { WorldOptions } from '../../../main/labs/practice/options.ts';
import type { RunWriter } from '../../../main/store/store.ts';
import type { Machine } from '../../../main/labs/practice/world/machine.ts';
import { labInProcess, testLab, worldClock, yes } from '../../support/lab-in-process.ts';

/** World time by real time. */
const SPEED = 600;

export interface RigOptions {
  readonly world?: Partial<WorldOptions>;
  /** File in test/fixtures/procedures. */
  readonly procedure?: string;
  readonly set?: Readonly<Record<string, unknown>>;
  readonly pseudonyms?: boolean;
  readonly consent?: Partial<Consent>;
  /** Data folder; without one the rig has its own, and takes it away at the end. */
  readonly folder?: string;
  /** Hosts of another kind in the place of a practice lab. */
  readonly lab?: Lab;
  /** Changes the clock of the engine. */
  readonly clock?: (clock: EngineClock) => EngineClock;
}

export async function fixtureProcedure(name: string): Promise<ProcedureFile> {
  const path = join(import.meta.dirname, '../../fixtures/procedures', name);
  const procedure = procedureOf(await readFile(path, 'utf8'), path);
  if (!procedure.ok) throw new Error(procedure.problem.sentence);
  return procedure.value;
}

/**
 * A run on a practice lab in this process, or on other hosts, on which things can go wrong: its connections can be cut, what is stored can be listened
 * to, it can be stopped and gone on with, each time with new sessions, as a new process of Xenpath has them.
 */
export class Rig {
  readonly application: Application;
  readonly folder: string;
  readonly #options: RigOptions;
  readonly #practice: PracticeLab | null;
  readonly #streams = new Map<string, Duplex>();
  readonly #ownFolder: boolean;
  readonly #procedure: ProcedureFile;
  readonly #lab: Lab;
  #reach: Reach;
  #stop = new AbortController();
  #run: OpenRun | null = null;
  readonly #failures: unknown[] = [];
  #frozen = false;
  #freezeAt: ((event: RunEvent) => boolean) | null = null;

  private constructor(
    options: RigOptions,
    folder: string,
    application: Application,
    practice: PracticeLab | null,
    lab: (streams: Map<string, Duplex>) => Lab,
    procedure: ProcedureFile,
  ) {
    this.#options = options;
    this.folder = folder;
    this.#ownFolder = options.folder === undefined;
    this.application = application;
    this.#practice = practice;
    this.#procedure = procedure;
    this.#lab = lab(this.#streams);
    this.#reach = this.#reachAnew();
    practice?.onFailure((problem) => this.#failures.push(problem));
  }

  static async open(options: RigOptions = {}): Promise<Rig> {
    const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'xenpath-rig-')));
    const opened = await openApplication({
      dataFolder: folder,
      entry: {
        operator: 'tests',
        askSecret: null,
        askHostKey: null,
        consent: { ...yes, ...options.consent },
        say: () => undefined,
      },
      environment: {},
    });
    if (!opened.ok) throw new Error(opened.problem.sentence);
    const procedure = await fixtureProcedure(options.procedure ?? 'engine.yaml');
    if (options.lab !== undefined) {
      const { lab } = options;
      return new Rig(options, folder, opened.value, null, () => lab, procedure);
    }
    const practice = await PracticeLab.open(testLab(SPEED, options.world), null);
    await practice.settled();
    const key = await practiceKey(folder);
    practice.addKey(key.line);
    return new Rig(
      options,
      folder,
      opened.value,
      practice,
      (streams) => labInProcess(practice, key.file, (host, stream) => streams.set(host, stream)),
      procedure,
    );
  }

  get practice(): PracticeLab {
    if (this.#practice === null) throw new Error('These are no practice hosts.');
    return this.#practice;
  }

  machine(name = this.#options.world?.unlike?.hosts?.[0] ?? 'xenhost'): Machine {
    const machine = this.practice.world.find(name);
    if (machine === undefined) throw new Error(`No machine ${name}`);
    return machine;
  }

  get run(): OpenRun {
    if (this.#run === null) throw new Error('Nothing was begun.');
    return this.#run;
  }

  get reach(): Reach {
    return this.#reach;
  }

  #reachAnew(): Reach {
    const reach = this.application.reach(this.#lab);
    const practice = this.#practice;
    const base = practice === null ? reach.ports.clock : worldClock(reach.ports.clock, practice);
    return { ...reach, ports: { ...reach.ports, clock: this.#options.clock?.(base) ?? base } };
  }

  /** Begins a run; nothing is done yet. */
  async begin(): Promise<OpenRun> {
    const created = await createRun(this.application, {
      procedure: this.#procedure,
      reach: this.#reach,
      set: { ...this.#options.set, ...(this.#practice === null ? {} : { oldBoot: this.machine().state.bootId }) },
      pseudonyms: this.#options.pseudonyms ?? false,
      signal: this.#stop.signal,
    });
    if (!created.ok) throw new Error(created.problems.map(({ sentence }) => sentence).join('\n'));
    return (this.#run = this.#freezable(created.value));
  }

  /** Executes steps of the run, which is begun when none is. */
  async execute(steps: readonly string[] | null, options: Partial<ExecuteOptions> = {}): Promise<RunEnding> {
    if (this.#run === null) await this.begin();
    const ending = await executeRun(this.run, {
      steps: steps === null ? null : new Set(steps),
      hosts: null,
      redo: new Set(),
      recheck: false,
      ...options,
    });
    this.rethrow();
    return ending;
  }

  /** Lets go of the hosts as a process that ends does, and opens the run anew. */
  async resume(): Promise<OpenRun> {
    await this.#reach.dispose();
    this.#stop = new AbortController();
    this.#reach = this.#reachAnew();
    const resumed = await resumeRun(this.application, {
      run: this.run.id,
      reach: this.#reach,
      signal: this.#stop.signal,
      current: null,
      replace: false,
    });
    if (!resumed.ok) throw new Error(resumed.problems.map(({ sentence }) => sentence).join('\n'));
    return (this.#run = this.#freezable(resumed.value));
  }

  /** As kill -9: what is stored is stored, and the engine never comes back from storing the next thing. Then resume. */
  freeze(): void {
    this.#frozen = true;
  }

  /** As kill -9 right after an event was stored: the engine does not hear of it any more. Resolves when it was. */
  freezeAt(matches: (event: RunEvent) => boolean): Promise<StoredEvent> {
    this.#freezeAt = matches;
    return this.at(matches);
  }

  #freezable(run: OpenRun): OpenRun {
    this.#frozen = false;
    this.#freezeAt = null;
    const { writer } = run.parts;
    const append: RunWriter['append'] = async (operator, given) => {
      if (this.#run !== frozen || this.#frozen) return new Promise(() => undefined);
      const events: readonly RunEvent[] = Array.isArray(given) ? given : [given as RunEvent];
      const stored = await writer.append(operator, events);
      if (this.#freezeAt === null || !events.some(this.#freezeAt)) return stored;
      this.#frozen = true;
      return new Promise(() => undefined);
    };
    const frozen = new OpenRun({ ...run.parts, writer: { ...writer, append } }, run.state);
    for (const [name, target] of run.hosts) frozen.hosts.set(name, target);
    return frozen;
  }

  /** As Ctrl-C and `xenpath stop`. */
  stop(): void {
    this.#stop.abort();
  }

  /** Cuts the connection to a host where it is: what was sent is on its way, nobody says goodbye. */
  cut(host = 'xenhost'): void {
    this.#streams.get(host)?.destroy();
  }

  /** Calls back at the first event of the run that is so, right after it was committed; the returned promise resolves then. */
  at(matches: (event: RunEvent) => boolean, act: () => void = () => undefined): Promise<StoredEvent> {
    return new Promise((resolve, reject) => {
      const watching = this.application.store.watch((stored) => {
        if (!matches(stored.event)) return;
        watching.dispose();
        try {
          act();
          resolve(stored);
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
    });
  }

  async events(): Promise<readonly RunEvent[]> {
    const events = await this.application.store.events(this.run.id);
    if (!events.ok) throw new Error(events.problem.sentence);
    return events.value.map(({ event }) => event);
  }

  async eventsOf<Type extends RunEvent['type']>(type: Type): Promise<readonly Extract<RunEvent, { type: Type }>[]> {
    return (await this.events()).filter((event): event is Extract<RunEvent, { type: Type }> => event.type === type);
  }

  /** Intents of what the procedure asks for: to lock a host is announced too, and is none of it. */
  async acts(): Promise<readonly Extract<RunEvent, { type: 'intent' }>[]> {
    return (await this.eventsOf('intent')).filter(isAct);
  }

  /** How they ended, where that was seen. */
  async ends(): Promise<readonly Extract<RunEvent, { type: 'act-done' }>[]> {
    const acts = new Set((await this.acts()).map(({ intent }) => intent));
    return (await this.eventsOf('act-done')).filter(({ intent }) => acts.has(intent));
  }

  step(id: string, host = 'xenhost'): StepState | undefined {
    return this.run.state.steps[id]?.[host];
  }

  verdict(): Judgement {
    return judge(this.run.state, standings(this.run.state, this.run.ports.clock.now()));
  }

  /** Until a condition in the world holds: what happens there is signalled, and polled too since files are not. */
  async until(condition: () => boolean): Promise<void> {
    const late = performance.now() + 30_000;
    while (!condition()) {
      if (performance.now() > late) throw new Error('What was waited for did not come.');
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  rethrow(): void {
    if (this.#failures.length > 0) throw this.#failures[0];
  }

  async dispose(): Promise<void> {
    await this.#reach.dispose();
    await this.#practice?.dispose();
    await this.application.dispose();
    if (this.#ownFolder) await rm(this.folder, { recursive: true, force: true });
    this.rethrow();
  }
}

export const FINISHED = { reason: 'finished', sentence: 'Every step that was asked for came to its end.' };

/** An act of the procedure that is about to be done: not that a host is locked for it. */
export function isAct(event: RunEvent): boolean {
  return event.type === 'intent' && event.kind !== 'lease';
}

/** What the command of step `work` is. */
export function work(rig: Rig, script: string, host = 'xenhost'): void {
  rig.machine(host).files.write('/root/work', `${script}\n`);
}

/** How often the work was begun, when it says so in /root/begun. */
export function begun(rig: Rig, host = 'xenhost'): number {
  const { files } = rig.machine(host);
  return files.exists('/root/begun') ? files.readText('/root/begun').trim().split('\n').length : 0;
}
