import { call, stream } from './contract.ts';
import { nothing, ours } from './ours.ts';

/** What a window says of the program that it belongs to. */
export interface About {
  readonly version: string;
  readonly entry: 'desktop' | 'browser';
  readonly platform: string;
  readonly dataFolder: string;
  readonly operator: string;
  /** `memory`: asked each time and never written, since there is no safe place for them. */
  readonly secrets: 'keyring' | 'memory';
  /** What the store said when it was opened. */
  readonly warnings: readonly string[];
}

export const aboutCalls = {
  'about.read': call(nothing, ours<About>()),
  /** How often another window would have liked to come in since this process began; again at each knock. Only the loopback page has others. */
  'window.knocks': stream(nothing, ours<number>()),
  /** The next window that asks may come in beside this one. */
  'window.letIn': call(nothing, nothing),
};
