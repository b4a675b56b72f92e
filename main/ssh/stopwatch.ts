/** A time-out that stands still while a person is asked. */
export interface Stopwatch {
  /** Runs something with the time stopped. */
  readonly while: <T>(work: () => Promise<T>) => Promise<T>;
  /** Milliseconds left. */
  readonly left: () => number;
  readonly dispose: () => void;
}

/** Calls `expired` once, after this many milliseconds of running time. */
export function startStopwatch(milliseconds: number, expired: () => void): Stopwatch {
  // setTimeout counts in 31 bits; a longer one would fire at once.
  let remaining = Math.min(milliseconds, 2 ** 31 - 1);
  let since = performance.now();
  let holds = 0;
  let over = false;
  let timer = setTimeout(fire, remaining);
  function fire() {
    over = true;
    expired();
  }
  const left = () => (holds > 0 || over ? remaining : Math.max(0, remaining - (performance.now() - since)));
  return {
    while: async (work) => {
      remaining = left();
      holds += 1;
      clearTimeout(timer);
      try {
        return await work();
      } finally {
        holds -= 1;
        if (holds === 0 && !over) {
          since = performance.now();
          timer = setTimeout(fire, remaining);
        }
      }
    },
    left,
    dispose: () => {
      over = true;
      clearTimeout(timer);
    },
  };
}
