import type { World } from '../world/world.ts';

/** Share of the speed at which the world's time passes while this process computes. */
const busyShare = 1 / 8;

/**
 * Lets a world's time pass at a multiple of real time, and executes what is due when it is due. While this process computes, the world's
 * time passes more slowly: else a busy machine of ours would be a slow host there, whose commands run into their deadlines.
 */
export class WorldClock {
  readonly speed: number;
  readonly #startedAt = performance.eventLoopUtilization();
  readonly #from: number;
  /** Idle milliseconds of this process that were none of the world's: it waited for its own disk. */
  #held = 0;
  #heldSince: number | null = null;
  #world: World | null = null;
  #timer: NodeJS.Timeout | null = null;
  #advancing = false;
  #stopped = false;
  #unsubscribe: (() => void) | null = null;
  readonly #failed: (problem: unknown) => void;

  constructor(from: number, speed: number, failed: (problem: unknown) => void) {
    this.#from = from;
    this.speed = speed;
    this.#failed = failed;
  }

  /** The moment that it is in the world. */
  readonly now = (): number => {
    const { idle, active } = performance.eventLoopUtilization(this.#startedAt);
    return (
      this.#from +
      Math.floor(((this.#heldSince ?? idle) - this.#held) * this.speed + active * Math.max(1, this.speed * busyShare))
    );
  };

  drive(world: World): void {
    this.#world = world;
    this.#unsubscribe = world.onSignal((signal) => {
      if (signal.type === 'scheduled') this.#arm();
      else if (signal.type === 'work') this.#hold(world.working);
    });
    this.#arm();
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#unsubscribe?.();
  }

  #hold(working: boolean): void {
    const { idle } = performance.eventLoopUtilization(this.#startedAt);
    if (working) this.#heldSince ??= idle;
    else if (this.#heldSince !== null) {
      this.#held += idle - this.#heldSince;
      this.#heldSince = null;
    }
  }

  #arm(): void {
    if (this.#stopped || this.#advancing || this.#world === null) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const due = this.#world.nextDue();
    this.#timer = null;
    if (due === null) return;
    // Timers hold at most 2^31 - 1 ms; what is further away is looked at again then.
    const delay = Math.min(2_147_483_647, Math.max(0, (due - this.now()) / this.speed));
    this.#timer = setTimeout(() => void this.#advance(), delay);
  }

  async #advance(): Promise<void> {
    if (this.#world === null || this.#advancing) return;
    this.#advancing = true;
    try {
      await this.#world.advanceTo(this.now(), () => new Promise((resolve) => setImmediate(resolve)));
    } catch (problem) {
      this.#failed(problem);
    } finally {
      this.#advancing = false;
    }
    this.#arm();
  }
}
