import { aboutCalls } from './about.ts';
import { evidenceCalls } from './evidence.ts';
import { guestCalls } from './guests.ts';
import { hostCalls } from './hosts.ts';
import { labCalls } from './labs.ts';
import { nativeCalls } from './native.ts';
import { reportCalls } from './reports.ts';
import { pictureCalls } from './pictures.ts';
import { runCalls } from './runs.ts';
import { terminalCalls } from './terminals.ts';
import { topologyCalls } from './topology.ts';
import { settingsCalls } from './settings.ts';
import { workCalls } from './work.ts';

/** Everything that a window may ask, by name. */
export const windowContract = {
  ...aboutCalls,
  ...labCalls,
  ...runCalls,
  ...workCalls,
  ...pictureCalls,
  ...evidenceCalls,
  ...guestCalls,
  ...reportCalls,
  ...nativeCalls,
  ...hostCalls,
  ...settingsCalls,
  ...terminalCalls,
  ...topologyCalls,
} as const;
export type WindowContract = typeof windowContract;
