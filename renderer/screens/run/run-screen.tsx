import { useEffect, type ReactNode } from 'react';
import { Spinner } from '@patternfly/react-core/dist/esm/components/Spinner';
import { useLive } from '../../connection/use-live.ts';
import type { RunStore } from '../../connection/run-store.ts';
import { announce } from '../../parts/announcer.tsx';
import { Button } from '../../parts/button.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { goTo } from '../../route.ts';
import { useWords } from '../../words/words.tsx';
import { spoken } from './announce-events.ts';
import { RunDesk } from './run-desk.tsx';
import { useRunStore } from './use-run.ts';

/** One run: the wizard. */
export default function RunScreen({ run, step }: { readonly run: string; readonly step: string | null }): ReactNode {
  const store = useRunStore(run);
  return store === null ? <Waiting /> : <Loaded store={store} step={step} />;
}

function Loaded({ store, step }: { readonly store: RunStore; readonly step: string | null }): ReactNode {
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
      return <RunDesk state={view.state} step={step} />;
  }
}

function Waiting(): ReactNode {
  const say = useWords();
  return (
    <div className="waiting">
      <Spinner size="lg" aria-label={say('window.loading')} />
    </div>
  );
}
