import { useEffect, useMemo, useState } from 'react';
import { estimateLeftMs, whatNext, type Cell } from '../../../core/run/next.ts';
import { timeLeftMs } from '../../../core/run/time-left.ts';
import { standings, type Standing } from '../../../core/run/standing.ts';
import type { RunState } from '../../../core/run/state.ts';
import { judge, type Judgement } from '../../../core/run/verdict.ts';
import { RunStore } from '../../connection/run-store.ts';
import { useStores } from '../../connection/stores-context.ts';
import { useWords } from '../../words/words.tsx';
import { leftAlone, stepRows, type StepRow } from './step-view.ts';

/** A run as its screen shows it. */
export interface RunSight {
  readonly state: RunState;
  readonly cells: readonly Cell[];
  readonly rows: readonly StepRow[];
  readonly standings: readonly Standing[];
  readonly judgement: Judgement;
  readonly leftMs: number;
}

/** The store of one run, for as long as it is shown. */
export function useRunStore(run: string): RunStore | null {
  const { connection } = useStores();
  const [store, setStore] = useState<RunStore | null>(null);
  useEffect(() => {
    const opened = new RunStore(connection, run);
    setStore(opened);
    return () => opened.dispose();
  }, [connection, run]);
  return store;
}

/** Milliseconds after which what depends on the time is worked out anew while nothing happens. */
const LOOK_AGAIN_MS = 15_000;

/** What follows from a run's state now. `busy`: it is worked on; what is begun while nobody works on it was cut off. */
export function useSight(state: RunState, busy: boolean): RunSight {
  const say = useWords();
  const [now, setNow] = useState(() => new Date().toISOString());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date().toISOString()), LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
  return useMemo(() => {
    const cells = busy ? whatNext(state, now) : whatNext(state, now).map((cell) => leftAlone(cell, say));
    const all = standings(state, state.stopped?.at ?? now);
    return {
      state,
      cells,
      rows: stepRows(state.plan ?? [], cells, all),
      standings: all,
      judgement: judge(state, all),
      leftMs: estimateLeftMs(state, cells) === 0 ? 0 : timeLeftMs(state, now),
    };
  }, [state, now, busy, say]);
}
