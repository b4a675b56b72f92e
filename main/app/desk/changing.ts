/** A value that changes, and whoever watches it. A slow watcher gets the latest value, not each one in between. */
export class Changing<Value> {
  #value: Value;
  #version = 0;
  readonly #wakes = new Set<() => void>();

  constructor(value: Value) {
    this.#value = value;
  }

  get value(): Value {
    return this.#value;
  }

  set(value: Value): void {
    this.#value = value;
    this.#version += 1;
    for (const wake of this.#wakes) wake();
  }

  /** The value as it is, then as it becomes, until the signal is aborted. */
  async *watch(signal: AbortSignal): AsyncGenerator<Value> {
    let seen = -1;
    while (!signal.aborted) {
      if (seen !== this.#version) {
        seen = this.#version;
        yield this.#value;
        continue;
      }
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          this.#wakes.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        this.#wakes.add(wake);
        signal.addEventListener('abort', wake, { once: true });
      });
    }
  }
}
