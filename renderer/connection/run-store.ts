import { emptyRun, reduce } from '../../core/run/reducer.ts';
import type { StoredEvent } from '../../core/run/events.ts';
import type { RunState } from '../../core/run/state.ts';
import type { Problem } from '../../core/result.ts';
import type { Connection } from './connection.ts';
import { follow } from './follow.ts';
import { Live } from './live.ts';

export type RunView =
  | { readonly kind: 'loading' }
  | { readonly kind: 'problem'; readonly problem: Problem }
  | { readonly kind: 'there'; readonly state: RunState };

/** Milliseconds in which events are gathered before anything is drawn again: a run at work has many. */
const GATHER_MS = 60;

/** The state of one run, made of what the main process tells by the reducer that it uses itself. */
export class RunStore {
  readonly view = new Live<RunView>({ kind: 'loading' });
  readonly run: string;
  #state: RunState;
  #known = false;
  #timer: ReturnType<typeof setTimeout> | null = null;
  readonly #heard: ((stored: StoredEvent, after: RunState) => void)[] = [];
  readonly #stop: () => void;

  constructor(connection: Connection, run: string) {
    this.run = run;
    this.#state = emptyRun(run);
    this.#stop = follow(
      connection,
      'runs.watch',
      () => ({ run, after: this.#known ? this.#state.sequence : null }),
      (news) => {
        if (news.kind === 'state') this.#state = news.state;
        else {
          this.#state = reduce(this.#state, news.stored);
          for (const listener of this.#heard) listener(news.stored, this.#state);
        }
        this.#known = true;
        this.#timer ??= setTimeout(() => this.#show(), GATHER_MS);
      },
      (problem) => this.view.set({ kind: 'problem', problem }),
    );
  }

  /** Hears each event that comes while the window watches, with the state after it; not those of before. */
  onEvent(listener: (stored: StoredEvent, after: RunState) => void): () => void {
    this.#heard.push(listener);
    return () => void this.#heard.splice(this.#heard.indexOf(listener), 1);
  }

  dispose(): void {
    this.#stop();
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #show(): void {
    this.#timer = null;
    this.view.set({ kind: 'there', state: this.#state });
  }
}
