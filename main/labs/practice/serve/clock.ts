import type { World } from '../world/world.ts';

/** Share of the speed at which the world's time passes while this process computes. */
const busyShare = 1 / 8;

/** Milliseconds that a timer is late anyhow. */
const timerGrain = 2;

/**
 * Lets a world's time pass at a multiple of real time, and executes what is due when it is due. While this process computes, the world's
 * time passes more slowly, and while it does not get a processor or wakes too late it stands still: else a busy machine of ours would be a slow
 * host there, whose commands run into their deadlines.
 */
export class WorldClock {
  readonly speed: number;
  readonly #startedAt = performance.eventLoopUtilization();
  readonly #processorAt = process.cpuUsage();
  readonly #from: number;
  /** Idle milliseconds of this process that were none of the world's: it waited for its own disk. */
  #held = 0;
  #heldSince: number | null = null;
  #told: number;
  #world: World | null = null;
  #timer: NodeJS.Timeout | null = null;
  /** Idle milliseconds of this process at which the timer is due. */
  #dueIdle = Infinity;
  #advancing = false;
  #stopped = false;
  #unsubscribe: (() => void) | null = null;
  readonly #failed: (problem: unknown) => void;

  constructor(from: number, speed: number, failed: (problem: unknown) => void) {
    this.#from = from;
    this.#told = from;
    this.speed = speed;
    this.#failed = failed;
  }

  /** The moment that it is in the world; never before one that was told. */
  readonly now = (): number => {
    const utilization = performance.eventLoopUtilization(this.#startedAt);
    const { active } = utilization;
    // When this process is woken too late, what arrived meanwhile is seen before the timer is: it must not see a time beyond it.
    const idle = Math.min(utilization.idle, this.#dueIdle + timerGrain);
    const { user, system } = process.cpuUsage(this.#processorAt);
    const computed = Math.min(active, (user + system) / 1000);
    const waited = ((this.#heldSince ?? idle) - this.#held) * this.speed;
    this.#told = Math.max(this.#told, this.#from + Math.floor(waited + computed * Math.max(1, this.speed * busyShare)));
    return this.#told;
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
    this.#disarm();
    this.#unsubscribe?.();
  }

  #hold(working: boolean): void {
    this.#disarm();
    const { idle } = performance.eventLoopUtilization(this.#startedAt);
    if (working) this.#heldSince ??= idle;
    else if (this.#heldSince !== null) {
      this.#held += idle - this.#heldSince;
      this.#heldSince = null;
    }
    this.#arm();
  }

  #arm(): void {
    if (this.#stopped || this.#advancing || this.#world === null) return;
    this.#disarm();
    const due = this.#world.nextDue();
    if (due === null) return;
    // Timers hold at most 2^31 - 1 ms; what is further away is looked at again then.
    const delay = Math.min(2_147_483_647, Math.max(0, (due - this.now()) / this.speed));
    this.#dueIdle = performance.eventLoopUtilization(this.#startedAt).idle + delay;
    this.#timer = setTimeout(() => {
      this.#disarm();
      void this.#advance();
    }, delay);
  }

  /** Takes the timer away. When it was due long ago, that was not late in the world: this process was woken too late. */
  #disarm(): void {
    if (this.#timer === null) return;
    clearTimeout(this.#timer);
    this.#timer = null;
    const { idle } = performance.eventLoopUtilization(this.#startedAt);
    if (this.#heldSince === null) this.#held += Math.max(0, idle - this.#dueIdle - timerGrain);
    this.#dueIdle = Infinity;
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
