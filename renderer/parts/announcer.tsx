import { useState, type ReactNode } from 'react';
import { Live } from '../connection/live.ts';
import { useLive } from '../connection/use-live.ts';

/** What is told to those who hear the window: from parsed results, never from a terminal's text. */
const said = new Live<{ readonly count: number; readonly text: string }>({ count: 0, text: '' });

/** Says a sentence once; what comes quickly after it is said with it. */
export function announce(text: string): void {
  said.set({ count: said.get().count + 1, text });
}

/** The one place where it is said; on every screen. */
export function Announcer(): ReactNode {
  const { count, text } = useLive(said);
  // Two places in turn: the same sentence twice is two sentences.
  const [places] = useState([0, 1]);
  return (
    <div className="only-heard" aria-live="polite" role="status">
      {places.map((place) => (
        <span key={place}>{count % 2 === place ? text : ''}</span>
      ))}
    </div>
  );
}
