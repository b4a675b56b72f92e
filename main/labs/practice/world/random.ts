import type { WorldState } from './state.ts';

/** Seeded random numbers (mulberry32); its state lives in the world, so that a world continued is a world repeated. */
export class Random {
  readonly #state: Pick<WorldState, 'random'>;

  constructor(state: Pick<WorldState, 'random'>) {
    this.#state = state;
  }

  /** 0 <= x < 1. */
  next(): number {
    this.#state.random = (this.#state.random + 0x6d2b79f5) >>> 0;
    let t = this.#state.random;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** An integer, both ends included. */
  integer(minimum: number, maximum: number): number {
    return minimum + Math.floor(this.next() * (maximum - minimum + 1));
  }

  pick<T>(from: readonly T[]): T {
    const chosen = from[this.integer(0, from.length - 1)];
    if (chosen === undefined) throw new Error('Nothing to pick from');
    return chosen;
  }

  /** Lower-case hexadecimal digits. */
  hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += this.integer(0, 15).toString(16);
    return text;
  }

  /** A version 4 UUID. */
  uuid(): string {
    const h = this.hex(32);
    const variant = (8 + this.integer(0, 3)).toString(16);
    return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-${variant}${h.slice(17, 20)}-${h.slice(20)}`;
  }
}
