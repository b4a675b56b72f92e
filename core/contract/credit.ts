/**
 * How much of one stream may be under way unconsumed, in bytes or characters. The figures are those of VS Code's terminal: enough that a
 * fast reader never waits, little enough that a slow one is not buried (xterm.js drops what is behind by more than 50 MB and feels slow from
 * half a megabyte on).
 */
export const INITIAL_CREDIT = 100_000;
/** A reader gives credit back once so much was consumed, not for every piece. */
export const CREDIT_STEP = 5_000;
/** The longest payload of one frame of bytes: the frames of other streams come between. */
export const LONGEST_BYTES = 32_768;

/** A sender's account. It may be overdrawn by the last thing that was sent: nothing is cut for it. */
export class Credit {
  #left = INITIAL_CREDIT;
  #waiting: (() => void) | null = null;

  /** Books what was sent. */
  spend(amount: number): void {
    this.#left -= amount;
  }

  /** Books what the reader says that it consumed. */
  give(amount: number): void {
    this.#left = Math.min(INITIAL_CREDIT, this.#left + amount);
    if (this.#left > 0) this.release();
  }

  /** Lets whoever waits go on: the stream is over. */
  release(): void {
    this.#waiting?.();
    this.#waiting = null;
  }

  /** Resolves when something may be sent. One at a time may wait. */
  async some(): Promise<void> {
    if (this.#left > 0) return;
    await new Promise<void>((resolve) => {
      this.#waiting = resolve;
    });
  }
}

/** A reader's account of what it consumed and has not given back yet. */
export class Consumed {
  #owed = 0;
  readonly #give: (amount: number) => void;

  constructor(give: (amount: number) => void) {
    this.#give = give;
  }

  add(amount: number): void {
    this.#owed += amount;
    if (this.#owed < CREDIT_STEP) return;
    const amountOwed = this.#owed;
    this.#owed = 0;
    this.#give(amountOwed);
  }
}
