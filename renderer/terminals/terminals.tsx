import { lazy, Suspense, type ReactNode } from 'react';
import TerminalIcon from '@patternfly/react-icons/dist/esm/icons/terminal-icon';
import { useCommands } from '../commands.ts';
import { useStores } from '../connection/stores-context.ts';
import { useAnswer } from '../connection/use-answer.ts';
import { useLive } from '../connection/use-live.ts';
import { route } from '../route.ts';
import { useWords } from '../words/words.tsx';
import { changeDrawer, drawer, openTerminal } from './drawer.ts';
import '../theme/terminals.css';

const DrawerView = lazy(() => import('./drawer-view.tsx'));

/** The drawer with the terminals, on every screen; xterm.js comes with it when it is first open. */
export function Terminals(): ReactNode {
  const say = useWords();
  const { open } = useLive(drawer);
  return (
    <>
      <TerminalCommands />
      {open ? (
        <Suspense fallback={<div className="drawer-waiting quiet">{say('window.loading')}</div>}>
          <DrawerView />
        </Suspense>
      ) : null}
    </>
  );
}

/** Opens and closes the drawer, at the top of every screen. */
export function TerminalsButton(): ReactNode {
  const say = useWords();
  const { open } = useLive(drawer);
  return (
    <button
      type="button"
      className="top-button"
      aria-expanded={open}
      aria-keyshortcuts="t"
      onClick={() => changeDrawer({ open: !open })}
    >
      <TerminalIcon aria-hidden="true" /> {say('terminals.title')}
    </button>
  );
}

/** The drawer by its key, and a terminal on each host of the run that is looked at. */
function TerminalCommands(): ReactNode {
  const say = useWords();
  const { open } = useLive(drawer);
  useCommands([
    {
      id: 'terminals',
      group: 'window',
      title: say(open ? 'terminals.hide' : 'terminals.show'),
      keys: 't',
      run: () => changeDrawer({ open: !drawer.get().open }),
    },
    {
      id: 'terminals.new',
      group: 'window',
      title: say('terminals.new'),
      run: () => changeDrawer({ open: true, asking: { place: null, host: null } }),
    },
  ]);
  const now = useLive(route);
  return now.screen === 'run' ? <RunCommands run={now.run} /> : null;
}

function RunCommands({ run }: { readonly run: string }): ReactNode {
  const say = useWords();
  const { connection } = useStores();
  const hosts = useAnswer('terminals.hosts', { place: { kind: 'run', name: run } });
  useCommands(
    (hosts?.ok === true ? hosts.value : []).map(({ name }) => ({
      id: `terminal ${name}`,
      group: 'run',
      title: say('terminals.on', { host: name }),
      run: () => void openTerminal(connection, { place: { kind: 'run', name: run }, host: name }),
    })),
  );
  return null;
}
