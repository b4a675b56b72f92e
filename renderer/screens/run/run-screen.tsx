import { useEffect, type ReactNode } from 'react';
import { useLive } from '../../connection/use-live.ts';
import type { RunStore } from '../../connection/run-store.ts';
import { announce } from '../../parts/announcer.tsx';
import { Button } from '../../parts/button.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import { goTo, type RunView } from '../../route.ts';
import { useWords } from '../../words/words.tsx';
import { spoken } from './announce-events.ts';
import { RunDesk } from './run-desk.tsx';
import { useRunStore } from './use-run.ts';

interface Shown {
  readonly view: RunView;
  readonly step: string | null;
}

/** One run, in one of its views. */
export default function RunScreen({ run, view, step }: Shown & { readonly run: string }): ReactNode {
  const store = useRunStore(run);
  return store === null ? <Waiting /> : <Loaded store={store} shown={{ view, step }} />;
}

function Loaded({ store, shown }: { readonly store: RunStore; readonly shown: Shown }): ReactNode {
  const say = useWords();
  const view = useLive(store.view);
  useEffect(
    () =>
      store.onEvent((stored, state) => {
        const text = spoken(stored, state, say);
        if (text !== null) announce(text);
      }),
    [store, say],
  );
  switch (view.kind) {
    case 'loading':
      return <Waiting />;
    case 'problem':
      return (
        <div className="page">
          <h1>{store.run}</h1>
          <ProblemAlert problem={view.problem} />
          <p>
            <Button kind="secondary" onClick={() => goTo({ screen: 'start' })}>
              {say('run.back')}
            </Button>
          </p>
        </div>
      );
    case 'there':
      return <RunDesk state={view.state} {...shown} />;
  }
}
