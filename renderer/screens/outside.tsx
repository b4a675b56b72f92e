import type { ReactNode } from 'react';
import type { ConnectionState } from '../connection/connection.ts';
import { Button } from '../parts/button.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { useWords, type WordId } from '../words/words.tsx';

/** What is shown while the window is not connected and has nothing to show of before. */
export function Outside({ state, onTry }: { readonly state: ConnectionState; readonly onTry: () => void }): ReactNode {
  const say = useWords();
  if (state.kind === 'entering' || state.kind === 'connected') {
    return <Waiting />;
  }
  const [title, body] = WORDS[state.kind];
  return (
    <section className="outside" aria-labelledby="outside-title">
      <h1 id="outside-title">{say(title)}</h1>
      <p>{say(body)}</p>
      {state.kind === 'refused' ? null : (
        <Button kind="primary" onClick={state.kind === 'other-build' ? () => window.location.reload() : onTry}>
          {say(state.kind === 'other-build' ? 'outside.reload' : 'connection.try-now')}
        </Button>
      )}
    </section>
  );
}

const WORDS: Readonly<Record<'lost' | 'occupied' | 'refused' | 'other-build', readonly [WordId, WordId]>> = {
  lost: ['outside.away', 'outside.away.body'],
  occupied: ['outside.occupied', 'outside.occupied.body'],
  refused: ['outside.refused', 'outside.refused.body'],
  'other-build': ['outside.other-build', 'outside.other-build.body'],
};
