/** What was chosen in the menus, for whoever watches now: a choice that nobody hears is no choice to be made up for later. */
export class Chosen<Item> {
  readonly #listeners = new Set<(item: Item) => void>();

  put(item: Item): void {
    for (const listener of this.#listeners) listener(item);
  }

  async *watch(signal: AbortSignal): AsyncGenerator<Item> {
    const waiting: Item[] = [];
    let wake: () => void = () => undefined;
    const listener = (item: Item): void => {
      waiting.push(item);
      wake();
    };
    const stop = (): void => wake();
    this.#listeners.add(listener);
    signal.addEventListener('abort', stop, { once: true });
    try {
      while (!signal.aborted) {
        const item = waiting.shift();
        if (item !== undefined) yield item;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      this.#listeners.delete(listener);
      signal.removeEventListener('abort', stop);
    }
  }
}
