import { useEffect, useState, type ReactNode } from 'react';
import ColumnsIcon from '@patternfly/react-icons/dist/esm/icons/columns-icon';
import PlusIcon from '@patternfly/react-icons/dist/esm/icons/plus-icon';
import TimesIcon from '@patternfly/react-icons/dist/esm/icons/times-icon';
import type { TerminalListing } from '../../core/contract/terminals.ts';
import { follow } from '../connection/follow.ts';
import { useStores } from '../connection/stores-context.ts';
import { useLive } from '../connection/use-live.ts';
import { announce } from '../parts/announcer.tsx';
import { Button } from '../parts/button.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { useWords } from '../words/words.tsx';
import { changeDrawer, drawer } from './drawer.ts';
import { DrawerHandle } from './drawer-handle.tsx';
import { LinkDialog } from './link-dialog.tsx';
import { NewTerminalDialog } from './new-terminal-dialog.tsx';
import { keepScreens } from './screens.ts';
import { stateWord, terminalName } from './terminal-name.ts';
import { TerminalPane } from './terminal-pane.tsx';
import { TerminalTabs } from './terminal-tabs.tsx';
import { TogetherBanner } from './together-banner.tsx';
import { TogetherDialog } from './together-dialog.tsx';

/** The drawer as it is open. */
export default function DrawerView(): ReactNode {
  const say = useWords();
  const { height, beside, chosen, asking, problem, together } = useLive(drawer);
  const terminals = useTerminals();
  const [choosing, setChoosing] = useState(false);
  const shown = terminals?.find(({ id }) => id === chosen) ?? terminals?.at(-1) ?? null;
  const panes = beside ? (terminals ?? []) : shown === null ? [] : [shown];
  return (
    <section className="drawer" aria-label={say('terminals.title')} style={{ blockSize: `${height}vh` }}>
      <DrawerHandle height={height} />
      <div className="drawer-head">
        <TerminalTabs terminals={terminals ?? []} chosen={shown?.id ?? null} />
        <div className="drawer-acts">
          <Button small onClick={() => changeDrawer({ asking: { place: null, host: null } })}>
            <PlusIcon aria-hidden="true" /> {say('terminals.new')}
          </Button>
          <Button small disabled={(terminals?.length ?? 0) < 2} onClick={() => setChoosing(true)}>
            {say('terminals.together')}
          </Button>
          <button
            type="button"
            className="icon-button"
            aria-pressed={beside}
            aria-label={say('terminals.beside')}
            title={say('terminals.beside')}
            onClick={() => changeDrawer({ beside: !beside })}
          >
            <ColumnsIcon />
          </button>
          <button
            type="button"
            className="icon-button"
            aria-label={say('terminals.hide')}
            title={say('terminals.hide')}
            onClick={() => changeDrawer({ open: false })}
          >
            <TimesIcon />
          </button>
        </div>
      </div>
      <TogetherBanner terminals={terminals ?? []} />
      {problem === null ? null : (
        <div className="across drawer-problem">
          <ProblemAlert problem={problem} />
          <Button small kind="link" onClick={() => changeDrawer({ problem: null })}>
            {say('dialog.close')}
          </Button>
        </div>
      )}
      {terminals?.length === 0 ? (
        <div className="drawer-empty">
          <p>{say('terminals.none')}</p>
          <Button kind="primary" small onClick={() => changeDrawer({ asking: { place: null, host: null } })}>
            {say('terminals.new.go')}
          </Button>
        </div>
      ) : (
        <div className={beside ? 'panes panes-beside' : 'panes'}>
          {panes.map((one) => (
            <TerminalPane key={one.id} listing={one} alone={!beside} together={together.has(one.id)} />
          ))}
        </div>
      )}
      {asking === null ? null : <NewTerminalDialog asked={asking} />}
      {choosing ? <TogetherDialog terminals={terminals ?? []} onClose={() => setChoosing(false)} /> : null}
      <LinkDialog />
    </section>
  );
}

/** The terminals of the main process; null until they are known. What becomes of one is announced. */
function useTerminals(): readonly TerminalListing[] | null {
  const say = useWords();
  const { connection } = useStores();
  const [terminals, setTerminals] = useState<readonly TerminalListing[] | null>(null);
  useEffect(() => {
    const before = new Map<string, string>();
    return follow(
      connection,
      'terminals.watch',
      () => null,
      (all) => {
        keepScreens(all);
        setTerminals(all);
        for (const one of all) {
          const word = stateWord(one.state, say);
          if (before.has(one.id) && before.get(one.id) !== word) announce(`${terminalName(one, say)}: ${word}`);
          before.set(one.id, word);
        }
        const { together } = drawer.get();
        const left = [...together].filter((id) => all.some((one) => one.id === id));
        if (left.length !== together.size) changeDrawer({ together: new Set(left.length > 1 ? left : []) });
      },
    );
  }, [connection, say]);
  return terminals;
}
