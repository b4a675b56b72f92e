import { useSyncExternalStore } from 'react';
import type { Readable } from './live.ts';

/** The value as it is; the component is drawn again when it changes. */
export function useLive<Value>(live: Readable<Value>): Value {
  return useSyncExternalStore(live.subscribe, live.get);
}
