import type { Result } from '../../core/result.ts';

/**
 * What a lab can do to its own hardware, in the place of a person: the verbs are the same for every lab.
 * Cables are named as in Figure 2 (`xenhost-p1`, `ctlA-sw1`: as the lab's inventory lists them), controllers `A` and `B`.
 */
export interface Hands {
  readonly pull: (cable: string) => Promise<Result<HandDone>>;
  readonly plug: (cable: string) => Promise<Result<HandDone>>;
  readonly fail: (controller: string) => Promise<Result<HandDone>>;
  readonly recover: (controller: string) => Promise<Result<HandDone>>;
}

/** What the lab did, and when on the lab's clock (ISO 8601). */
export interface HandDone {
  readonly sentence: string;
  readonly at: string;
}
