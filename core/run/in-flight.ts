import type { OpenIntent, RunState } from './state.ts';

/**
 * Acts of which nobody knows yet what became of them and that may have changed a host. Locks are none of them: a host's lock says itself whose it is,
 * and to take it twice changes nothing.
 */
export function changesInFlight(state: Pick<RunState, 'open'>): readonly OpenIntent[] {
  return Object.values(state.open).filter((intent) => intent.class !== 'read' && intent.kind !== 'lease');
}
