import { useEffect, useState } from 'react';
import type { HostState } from '../../../core/contract/hosts.ts';
import type { Problem } from '../../../core/result.ts';
import { follow } from '../../connection/follow.ts';
import { useStores } from '../../connection/stores-context.ts';

export type HostStates = ReadonlyMap<string, HostState>;

const NONE: HostStates = new Map();
/** Milliseconds in which changes are gathered before anything is drawn again. */
const GATHER_MS = 80;

/** How the hosts of a source stand; one that is not among them was not connected to yet. */
export function useHostStates(source: string | null): { readonly states: HostStates; readonly problem: Problem | null } {
  const { connection } = useStores();
  const [told, setTold] = useState<{
    readonly of: string | null;
    readonly states: HostStates;
    readonly problem: Problem | null;
  }>({ of: null, states: NONE, problem: null });
  useEffect(() => {
    if (source === null) return undefined;
    let states: HostStates = NONE;
    let timer: ReturnType<typeof setTimeout> | null = null;
    const show = (): void => {
      timer = null;
      setTold({ of: source, states, problem: null });
    };
    const stop = follow(
      connection,
      'hosts.watch',
      () => ({ source }),
      (news) => {
        states = new Map([...states, ...news.map((state) => [state.host, state] as const)]);
        timer ??= setTimeout(show, GATHER_MS);
      },
      (problem) => setTold({ of: source, states: NONE, problem }),
    );
    return () => {
      stop();
      if (timer !== null) clearTimeout(timer);
    };
  }, [connection, source]);
  return told.of === source ? told : { states: NONE, problem: null };
}
