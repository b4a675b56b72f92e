import { useEffect, useState } from 'react';
import type { TopologyAtMoment, TopologyMoment } from '../../core/contract/topology.ts';
import type { Problem } from '../../core/result.ts';
import { useAnswer } from '../connection/use-answer.ts';
import { useStores } from '../connection/stores-context.ts';
import { TopologyStore } from './topology-store.ts';

/** Moments of a run's topology, for as long as they are shown. */
export function useTopologyStore(run: string): TopologyStore | null {
  const { connection } = useStores();
  const [store, setStore] = useState<TopologyStore | null>(null);
  useEffect(() => {
    const opened = new TopologyStore(connection, run);
    setStore(opened);
    return () => opened.dispose();
  }, [connection, run]);
  return store;
}

export type MomentSight =
  | { readonly kind: 'loading' }
  | { readonly kind: 'problem'; readonly problem: Problem }
  /** `stale`: another moment is asked for and not there yet. */
  | { readonly kind: 'there'; readonly moment: TopologyAtMoment; readonly stale: boolean };

/** The topology at a moment (null: now); the one that was shown stays until the next is there. */
export function useMoment(run: string, at: number | null, moments: readonly TopologyMoment[]): MomentSight {
  // The last moment is asked for by its own number: it is recorded, and need not be made again.
  const answer = useAnswer('topology.at', { run, sequence: at ?? moments.at(-1)?.sequence ?? null });
  const [kept, setKept] = useState<TopologyAtMoment | null>(null);
  const fresh = answer?.ok === true ? answer.value : null;
  useEffect(() => {
    if (fresh !== null) setKept(fresh);
  }, [fresh]);
  if (answer?.ok === false) return { kind: 'problem', problem: answer.problem };
  const moment = fresh ?? kept;
  return moment === null ? { kind: 'loading' } : { kind: 'there', moment, stale: fresh === null };
}
