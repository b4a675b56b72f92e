import { useEffect, useState } from 'react';
import type { Underway } from '../../../core/run/underway.ts';
import { follow } from '../../connection/follow.ts';
import { useStores } from '../../connection/stores-context.ts';

const NOTHING: readonly Underway[] = [];

/** What is done in a run at this moment. */
export function useUnderway(run: string): readonly Underway[] {
  const { connection } = useStores();
  const [all, setAll] = useState(NOTHING);
  useEffect(() => follow(connection, 'work.underway', () => ({ run }), setAll), [connection, run]);
  return all;
}
