import type { KeyboardEvent, ReactNode } from 'react';
import type { TerminalListing } from '../../core/contract/terminals.ts';
import { useWords } from '../words/words.tsx';
import { changeDrawer } from './drawer.ts';
import { stateWord, terminalName } from './terminal-name.ts';

/** One tab a terminal, gone through with the arrow keys; Enter goes into the terminal. */
export function TerminalTabs({
  terminals,
  chosen,
}: {
  readonly terminals: readonly TerminalListing[];
  readonly chosen: string | null;
}): ReactNode {
  const say = useWords();
  const choose = (id: string): void => {
    changeDrawer({ chosen: id });
    document.getElementById(`terminal-tab-${id}`)?.focus();
  };
  const press = (event: KeyboardEvent, index: number): void => {
    const last = terminals.length - 1;
    const to = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: last }[event.key];
    const one = to === undefined ? undefined : terminals[to < 0 ? last : to > last ? 0 : to];
    if (one === undefined) return;
    event.preventDefault();
    choose(one.id);
  };
  if (terminals.length === 0) return <span className="drawer-title">{say('terminals.title')}</span>;
  return (
    <div className="terminal-tabs" role="tablist" aria-label={say('terminals.title')}>
      {terminals.map((one, index) => (
        <button
          key={one.id}
          type="button"
          role="tab"
          id={`terminal-tab-${one.id}`}
          className={`terminal-tab state-${one.state.kind}`}
          aria-selected={one.id === chosen}
          tabIndex={one.id === chosen ? 0 : -1}
          onClick={() => changeDrawer({ chosen: one.id })}
          onKeyDown={(event) => press(event, index)}
        >
          <span className="dot" aria-hidden="true" /> {terminalName(one, say)}
          {one.state.kind === 'open' ? null : <span className="quiet"> {stateWord(one.state, say)}</span>}
        </button>
      ))}
    </div>
  );
}
