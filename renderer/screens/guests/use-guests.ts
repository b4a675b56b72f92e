import { useEffect, useState } from 'react';
import type { GuestsSight } from '../../../core/contract/guests.ts';
import type { Problem } from '../../../core/result.ts';
import { follow } from '../../connection/follow.ts';
import { useStores } from '../../connection/stores-context.ts';

export type GuestsNow =
  | { readonly kind: 'loading' }
  | { readonly kind: 'problem'; readonly problem: Problem }
  | { readonly kind: 'there'; readonly sight: GuestsSight };

/** Guests and storage of a run's hosts, asked for as long as this is shown. `again`: counted up to ask anew after a problem. */
export function useGuests(run: string, again: number): GuestsNow {
  const { connection } = useStores();
  const [now, setNow] = useState<GuestsNow>({ kind: 'loading' });
  useEffect(() => {
    setNow({ kind: 'loading' });
    return follow(
      connection,
      'guests.watch',
      () => ({ run }),
      (sight) => setNow({ kind: 'there', sight }),
      (problem) => setNow({ kind: 'problem', problem }),
    );
  }, [connection, run, again]);
  return now;
}

/** The time, again every second: for ages. Milliseconds since 1970. */
export function useSeconds(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
