import type { Task, Working } from '../../../core/contract/work.ts';
import { failure, success, type Problem, type Result } from '../../../core/result.ts';
import type { Lab } from '../lab.ts';
import { openReach, type Application, type Reach } from '../open-application.ts';
import { readRun, resumeRun, type StoredRun } from '../runs.ts';
import { watchStop } from '../stop-request.ts';
import { Changing } from './changing.ts';
import { doTask } from './do-task.ts';
import { windowConsent, windowSignIn, type Questions } from './questions.ts';

export interface WorksOptions {
  readonly application: Application;
  readonly questions: Questions;
  /** The hosts that a run works on. */
  readonly labOf: (run: StoredRun) => Promise<Result<Lab>>;
  /** Told of errors of our own. */
  readonly report: (what: string, thrown: unknown) => void;
}

/** What is under way in one run. */
interface Work {
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

/**
 * The runs that this process works on, one task at a time in each. The engine owns a run: no window is needed for it to go on, and a window
 * that comes back finds here what is under way.
 */
export class Works {
  readonly now = new Changing<readonly Working[]>([]);
  readonly #options: WorksOptions;
  readonly #under = new Map<string, Work>();

  constructor(options: WorksOptions) {
    this.#options = options;
  }

  /** Begins a task. Problems: `busy` while the run is worked on, and those of reading a run and its hosts. */
  async begin(run: string, task: Task): Promise<Result<null>> {
    if (this.#under.has(run)) return failure('busy', `Run ${run} is worked on already.`, 'Wait for it, or stop it first.');
    const stop = new AbortController();
    // Held from here on: a second begin that comes while the hosts are looked for is refused.
    let settle: () => void = () => undefined;
    this.#under.set(run, { stop, done: new Promise((resolve) => (settle = resolve)) });
    const stored = await readRun(this.#options.application, run);
    const lab = stored.ok ? await this.#options.labOf(stored.value) : stored;
    if (!stored.ok || !lab.ok) {
      this.#under.delete(run);
      settle();
      return { ok: false, problem: stored.ok ? (lab as { problem: Problem }).problem : stored.problem };
    }
    this.#tell(run, { task, since: new Date().toISOString(), stopping: false });
    void this.#work(run, task, lab.value, stored.value, stop)
      .catch((thrown: unknown) => {
        this.#options.report(`Work in run ${run} ended with an error.`, thrown);
        const problem: Problem = { code: 'internal', sentence: 'Xenpath met an error of its own. What was stored is safe.' };
        return { ok: false as const, problem };
      })
      .then((came) => {
        const last = came.ok
          ? { task, sentence: came.value, problem: null }
          : { task, sentence: came.problem.sentence, problem: came.problem };
        this.#under.delete(run);
        this.#tell(run, { task: null, since: null, stopping: false, last });
        settle();
      });
    return success(null);
  }

  /** Lets the act in flight come to its end, then stops. Problem: `not-working`. */
  stop(run: string): Result<null> {
    const work = this.#under.get(run);
    if (work === undefined) return failure('not-working', `Nothing is under way in run ${run} here.`);
    work.stop.abort();
    this.#tell(run, { stopping: true });
    return success(null);
  }

  isWorking(run: string): boolean {
    return this.#under.has(run);
  }

  /** Stops everything, and waits until it has stopped. */
  async dispose(): Promise<void> {
    const all = [...this.#under.values()];
    for (const { stop } of all) stop.abort();
    await Promise.all(all.map(({ done }) => done));
  }

  async #work(run: string, task: Task, lab: Lab, stored: StoredRun, stop: AbortController): Promise<Result<string>> {
    const { application, questions } = this.#options;
    const { signal } = stop;
    const reach: Reach = openReach(lab, {
      dataFolder: application.store.folder,
      entry: {
        ...application.entry,
        ...windowSignIn(questions, run, signal),
        consent: windowConsent(questions, run, signal),
      },
    });
    const listening = await watchStop(application.store.folder, run, () => stop.abort());
    try {
      const opened = await resumeRun(application, { run, reach, signal, current: null, replace: false });
      if (!opened.ok) return { ok: false, problem: together(opened.problems) };
      return await doTask(application, opened.value, task, stored.state.stopped);
    } finally {
      await listening.dispose();
      await reach.dispose();
      await lab.dispose();
    }
  }

  #tell(run: string, news: Partial<Working>): void {
    const before = this.now.value.find((one) => one.run === run) ?? { run, task: null, since: null, stopping: false, last: null };
    this.now.set([...this.now.value.filter((one) => one.run !== run), { ...before, ...news }]);
  }
}

function together(problems: readonly Problem[]): Problem {
  const [first] = problems;
  const sentence = problems.map((problem) => problem.sentence).join(' ');
  return first === undefined ? { code: 'unknown', sentence: 'It could not begin.' } : { ...first, sentence };
}
