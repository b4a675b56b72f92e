import { useCallback, useMemo } from 'react';
import { goTo } from '../../route.ts';
import { placeOf, placeText, type Place } from '../../topology/place.ts';

/** What is looked at, as the address has it, and a way to look at something else. */
export function usePlace(run: string, text: string | null): [Place, (change: Partial<Place>) => void] {
  const place = useMemo(() => placeOf(text), [text]);
  const go = useCallback(
    (change: Partial<Place>) => goTo({ screen: 'run', run, view: 'topology', step: placeText({ ...place, ...change }) }, true),
    [run, place],
  );
  return [place, go];
}
