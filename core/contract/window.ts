import { aboutCalls } from './about.ts';
import { evidenceCalls } from './evidence.ts';
import { labCalls } from './labs.ts';
import { nativeCalls } from './native.ts';
import { runCalls } from './runs.ts';
import { workCalls } from './work.ts';

/** Everything that a window may ask, by name. */
export const windowContract = {
  ...aboutCalls,
  ...labCalls,
  ...runCalls,
  ...workCalls,
  ...evidenceCalls,
  ...nativeCalls,
} as const;
export type WindowContract = typeof windowContract;
