import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';
import { useWords } from '../words/words.tsx';
import { HIGHEST, LOWEST, setHeight } from './drawer.ts';

/** Percent of the window's height that one press of an arrow key moves it. */
const STEP = 5;

/** The upper edge of the drawer: dragged, or moved with the arrow keys. */
export function DrawerHandle({ height }: { readonly height: number }): ReactNode {
  const say = useWords();
  const drag = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.currentTarget.hasPointerCapture(event.pointerId))
      setHeight(((window.innerHeight - event.clientY) / window.innerHeight) * 100);
  };
  const press = (event: KeyboardEvent): void => {
    const to = { ArrowUp: height + STEP, ArrowDown: height - STEP, Home: LOWEST, End: HIGHEST }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    setHeight(to);
  };
  return (
    <div
      className="drawer-handle"
      role="separator"
      aria-orientation="horizontal"
      aria-label={say('terminals.height')}
      aria-valuemin={LOWEST}
      aria-valuemax={HIGHEST}
      aria-valuenow={height}
      tabIndex={0}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onKeyDown={press}
    />
  );
}
