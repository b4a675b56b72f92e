import { lazy, Suspense, useEffect, type ReactNode } from 'react';
import { useStores } from './connection/stores-context.ts';
import { useLive } from './connection/use-live.ts';
import { Announcer } from './parts/announcer.tsx';
import { Button } from './parts/button.tsx';
import { Notice } from './parts/problem-alert.tsx';
import { Waiting } from './parts/waiting.tsx';
import { route } from './route.ts';
import { Outside } from './screens/outside.tsx';
import { Questions } from './screens/questions/questions.tsx';
import { StartScreen } from './screens/start/start-screen.tsx';
import { WindowCommands } from './screens/palette/window-commands.tsx';
import { TopBar } from './screens/top-bar.tsx';
import { Terminals } from './terminals/terminals.tsx';
import { ask } from './connection/ask.ts';
import { useWords } from './words/words.tsx';
import { useState } from 'react';

const RunScreen = lazy(() => import('./screens/run/run-screen.tsx'));
const EvidenceScreen = lazy(() => import('./screens/evidence/evidence-screen.tsx'));
const HostsScreen = lazy(() => import('./screens/hosts/hosts-screen.tsx'));
const SettingsScreen = lazy(() => import('./screens/settings/settings-screen.tsx'));
const NewRunScreen = lazy(() => import('./screens/new-run/new-run-screen.tsx'));

/** The whole window: what is the same on every screen, and the screen. */
export function Window(): ReactNode {
  const say = useWords();
  const { connection } = useStores();
  const state = useLive(connection.state);
  const [everIn, setEverIn] = useState(false);
  useEffect(() => {
    if (state.kind === 'connected') setEverIn(true);
  }, [state]);
  const inside = state.kind === 'connected' || (everIn && (state.kind === 'lost' || state.kind === 'entering'));
  return (
    <>
      <a className="skip" href="#main" onClick={(event) => (event.preventDefault(), document.getElementById('main')?.focus())}>
        {say('window.skip')}
      </a>
      <TopBar />
      {state.kind === 'lost' && everIn ? (
        <section className="across" aria-label={say('connection.lost')}>
          <Notice tone="warning" title={say('connection.lost')}>
            {say('connection.lost.next')}{' '}
            <Button kind="link" onClick={() => connection.tryNow()}>
              {say('connection.try-now')}
            </Button>
          </Notice>
        </section>
      ) : null}
      <Knock />
      <main id="main" tabIndex={-1}>
        {inside ? <Screen /> : <Outside state={state} onTry={() => connection.tryNow()} />}
      </main>
      {inside ? <Terminals /> : null}
      {inside ? <Questions /> : null}
      {inside ? <WindowCommands /> : null}
      <Announcer />
    </>
  );
}

function Screen(): ReactNode {
  const now = useLive(route);
  switch (now.screen) {
    case 'start':
      return <StartScreen />;
    case 'new-run':
      return (
        <Suspense fallback={<Waiting />}>
          <NewRunScreen />
        </Suspense>
      );
    case 'evidence':
      return (
        <Suspense fallback={<Waiting />}>
          <EvidenceScreen view={now.view} about={now.about} />
        </Suspense>
      );
    case 'hosts':
      return (
        <Suspense fallback={<Waiting />}>
          <HostsScreen inventory={now.inventory} host={now.host} />
        </Suspense>
      );
    case 'settings':
      return (
        <Suspense fallback={<Waiting />}>
          <SettingsScreen />
        </Suspense>
      );
    case 'run':
      return (
        <Suspense fallback={<Waiting />}>
          <RunScreen key={now.run} run={now.run} view={now.view} step={now.step} />
        </Suspense>
      );
  }
}

/** Another window would like to come in. */
function Knock(): ReactNode {
  const say = useWords();
  const { connection, knocks } = useStores();
  const count = useLive(knocks);
  const [answered, setAnswered] = useState(0);
  if (count <= answered) return null;
  return (
    <section className="across" aria-label={say('knock.title')}>
      <Notice tone="info" title={say('knock.title')}>
        {say('knock.body')}{' '}
        <Button
          kind="link"
          onClick={() => {
            setAnswered(count);
            void ask(connection, 'window.letIn', null);
          }}
        >
          {say('knock.let-in')}
        </Button>{' '}
        <Button kind="link" onClick={() => setAnswered(Number.MAX_SAFE_INTEGER)}>
          {say('knock.leave-out')}
        </Button>
      </Notice>
    </section>
  );
}
