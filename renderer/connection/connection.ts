import { createClient, type Client } from '../../core/contract/client.ts';
import type { WindowContract } from '../../core/contract/window.ts';
import type { Problem } from '../../core/result.ts';
import { Live } from './live.ts';
import type { WayIn } from './way-in.ts';

export type WindowClient = Client<WindowContract>;

/** Where a window stands with the main process. `lost` keeps on trying by itself; `refused` and `other-build` need a person. */
export type ConnectionState =
  | { readonly kind: 'entering' }
  | { readonly kind: 'connected'; readonly client: WindowClient; readonly version: string }
  | { readonly kind: 'lost'; readonly since: number }
  | { readonly kind: 'occupied' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'other-build'; readonly problem: Problem };

/** Milliseconds before the first try again, and the longest between two. */
const FIRST_WAIT = 250;
const LONGEST_WAIT = 5000;

/** Keeps a window connected: goes in, and in again whenever the connection is lost, each time after a longer while. */
export class Connection {
  readonly state = new Live<ConnectionState>({ kind: 'entering' });
  readonly #way: WayIn;
  readonly #version: string;
  #wait = FIRST_WAIT;
  #wake: (() => void) | null = null;

  constructor(way: WayIn, version: string) {
    this.#way = way;
    this.#version = version;
  }

  /** Goes on until the page is gone. */
  async keep(): Promise<void> {
    for (;;) {
      await this.#once();
      await this.#pause();
    }
  }

  /** Tries at once, in the place of the next time. */
  tryNow(): void {
    this.#wait = FIRST_WAIT;
    this.#wake?.();
  }

  async #once(): Promise<void> {
    const entered = await this.#way();
    if (entered.kind !== 'in') {
      if (entered.kind === 'away') this.#lose();
      else this.state.set({ kind: entered.kind });
      return;
    }
    const { transport, nonce } = entered;
    const client: WindowClient = createClient<WindowContract>(transport, {
      version: this.#version,
      ...(nonce === null ? {} : { nonce }),
    });
    const ready = await client.ready;
    if (!ready.ok) {
      if (ready.problem.code === 'other-build') this.state.set({ kind: 'other-build', problem: ready.problem });
      else this.#lose();
      return;
    }
    this.#wait = FIRST_WAIT;
    this.state.set({ kind: 'connected', client, version: ready.value.version });
    await client.closed;
    this.#lose();
  }

  #lose(): void {
    if (this.state.get().kind !== 'lost') this.state.set({ kind: 'lost', since: Date.now() });
  }

  async #pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.#wait);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = null;
    this.#wait = Math.min(LONGEST_WAIT, this.#wait * 2);
  }
}
