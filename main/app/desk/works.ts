import type { Task, Working } from '../../../core/contract/work.ts';
import { failure, success, type Problem, type Result } from '../../../core/result.ts';
import type { Lab } from '../lab.ts';
import { openReach, type Application, type Reach } from '../open-application.ts';
import { readRun, resumeRun, type StoredRun } from '../runs.ts';
import { watchStop } from '../stop-request.ts';
import { Changing } from './changing.ts';
import { doTask } from './do-task.ts';
import { windowConsent, windowSignIn, type Questions } from './questions.ts';
import { UnderwayBoard } from './underway-board.ts';

export interface WorksOptions {
  readonly application: Application;
  readonly questions: Questions;
  /** The hosts that a run works on. The signal is set when the work is to stop. */
  readonly labOf: (run: StoredRun, signal: AbortSignal) => Promise<Result<Lab>>;
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
  readonly #boards = new Map<string, UnderwayBoard>();

  constructor(options: WorksOptions) {
    this.#options = options;
  }

  /**
   * Begins a task; whoever looks on is told at once, since finding the hosts may take as long as a lab takes to come up. Problems: `busy` while the run is
   * worked on, and those of reading a run and its hosts.
   */
  async begin(run: string, task: Task): Promise<Result<null>> {
    if (this.#under.has(run)) return failure('busy', `Run ${run} is worked on already.`, 'Wait for it, or stop it first.');
    const stop = new AbortController();
    let settle: () => void = () => undefined;
    this.#under.set(run, { stop, done: new Promise((resolve) => (settle = resolve)) });
    this.#tell(run, { task, since: new Date().toISOString(), stopping: false });
    const over = (came: Result<string>): void => {
      const last = came.ok
        ? { task, sentence: came.value, problem: null }
        : { task, sentence: came.problem.sentence, problem: came.problem };
      this.#under.delete(run);
      this.#tell(run, { task: null, since: null, stopping: false, last });
      settle();
    };
    const found = await this.#hostsOf(run, stop.signal).catch((thrown: unknown) => {
      over(INTERNAL);
      throw thrown;
    });
    if (!found.ok) {
      over(found);
      return found;
    }
    const { lab, stored } = found.value;
    void this.#work(run, task, lab, stored, stop)
      .catch((thrown: unknown) => {
        this.#options.report(`Work in run ${run} ended with an error.`, thrown);
        return INTERNAL;
      })
      .then(over);
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

  /** What is done in a run at this moment. */
  underway(run: string): UnderwayBoard {
    const board = this.#boards.get(run) ?? new UnderwayBoard();
    this.#boards.set(run, board);
    return board;
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

  async #hostsOf(run: string, signal: AbortSignal): Promise<Result<{ readonly stored: StoredRun; readonly lab: Lab }>> {
    const stored = await readRun(this.#options.application, run);
    if (!stored.ok) return stored;
    const lab = await this.#options.labOf(stored.value, signal);
    return lab.ok ? success({ stored: stored.value, lab: lab.value }) : lab;
  }

  async #work(run: string, task: Task, lab: Lab, stored: StoredRun, stop: AbortController): Promise<Result<string>> {
    const { application, questions } = this.#options;
    const { signal } = stop;
    const opened: Reach = openReach(lab, {
      dataFolder: application.store.folder,
      settings: application.settings.value,
      entry: {
        ...application.entry,
        ...windowSignIn(questions, run, signal, application.entry.secrets),
        consent: windowConsent(questions, run, signal),
      },
    });
    const progress = this.underway(run).progressFor(opened.redactor);
    const reach: Reach = { ...opened, ports: { ...opened.ports, progress } };
    const listening = await watchStop(application.store.folder, run, () => stop.abort());
    try {
      const resumed = await resumeRun(application, { run, reach, signal, current: null, replace: false });
      if (!resumed.ok) return { ok: false, problem: together(resumed.problems) };
      return await doTask(application, resumed.value, task, stored.state.stopped);
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

const INTERNAL = failure('internal', 'Xenpath met an error of its own. What was stored is safe.');

function together(problems: readonly Problem[]): Problem {
  const [first] = problems;
  const sentence = problems.map((problem) => problem.sentence).join(' ');
  return first === undefined ? { code: 'unknown', sentence: 'It could not begin.' } : { ...first, sentence };
}
