import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import CopyIcon from '@patternfly/react-icons/dist/esm/icons/copy-icon';
import SearchIcon from '@patternfly/react-icons/dist/esm/icons/search-icon';
import TimesIcon from '@patternfly/react-icons/dist/esm/icons/times-icon';
import UniversalAccessIcon from '@patternfly/react-icons/dist/esm/icons/universal-access-icon';
import { consoleCommand } from '../../core/contract/guest-console.ts';
import type { TerminalListing } from '../../core/contract/terminals.ts';
import { ask } from '../connection/ask.ts';
import { useStores } from '../connection/stores-context.ts';
import { useLive } from '../connection/use-live.ts';
import { Button } from '../parts/button.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { useWords } from '../words/words.tsx';
import { FindBar } from './find-bar.tsx';
import { changeDrawer } from './drawer.ts';
import { copyMarked, notCopied, screenOf, searchedIn } from './screens.ts';
import { stateWord, terminalName } from './terminal-name.ts';

/** One terminal with its head, and what to do when it does not stand. */
export function TerminalPane({
  listing,
  alone,
  together,
}: {
  readonly listing: TerminalListing;
  readonly alone: boolean;
  readonly together: boolean;
}): ReactNode {
  const say = useWords();
  const id = useId();
  const { connection } = useStores();
  const state = useLive(connection.state);
  const searched = useLive(searchedIn);
  const client = state.kind === 'connected' ? state.client : null;
  const uncopied = useLive(notCopied);
  const place = useRef<HTMLDivElement>(null);
  const [readable, setReadable] = useState(false);
  const name = terminalName(listing, say);
  const screen = screenOf(connection, listing, say);
  const { kind } = listing.state;

  useEffect(() => {
    const here = place.current;
    if (here === null) return undefined;
    screen.show(here);
    if (alone) screen.focus();
    const sized = new ResizeObserver(() => screen.fit());
    sized.observe(here);
    return () => {
      sized.disconnect();
      screen.hide();
    };
  }, [screen, alone, client]);
  useEffect(() => {
    screen.readable(readable);
  }, [screen, readable]);

  const copy = (): void => {
    void copyMarked(listing.id, say);
    screen.focus();
  };
  return (
    <div
      className={`pane${together ? ' pane-together' : ''}`}
      role={alone ? 'tabpanel' : 'group'}
      aria-labelledby={alone ? `terminal-tab-${listing.id}` : `${id}-name`}
      onFocus={() => changeDrawer({ chosen: listing.id })}
    >
      <div className="pane-head">
        <strong id={`${id}-name`}>{name}</strong>
        <span className={kind === 'open' ? 'quiet' : 'tone-warn'}>{stateWord(listing.state, say)}</span>
        {listing.simulated ? <span className="badge badge-simulated">{say('runs.simulated')}</span> : null}
        {together ? <span className="badge badge-destructive">{say('terminals.together.badge')}</span> : null}
        {listing.console === null ? null : (
          <span className="quiet pane-command">
            <code>{consoleCommand(listing.console)}</code> {say('terminals.console.leave')}
          </span>
        )}
        <span className="quiet pane-place">
          {listing.place.kind === 'run'
            ? say('terminals.kept', { run: listing.place.name })
            : say(`terminals.place.${listing.place.kind}`, { name: listing.place.name })}
        </span>
        <span className="quiet pane-hint">{say('terminals.leave')}</span>
        <IconButton label={say('terminals.find')} onClick={() => searchedIn.set(searched === listing.id ? null : listing.id)}>
          <SearchIcon />
        </IconButton>
        <IconButton label={say('terminals.copy')} onClick={copy}>
          <CopyIcon />
        </IconButton>
        <IconButton label={say('terminals.readable')} pressed={readable} onClick={() => setReadable(!readable)}>
          <UniversalAccessIcon />
        </IconButton>
        <IconButton
          label={say('terminals.close', { name })}
          onClick={() => void ask(connection, 'terminals.close', { terminal: listing.id })}
        >
          <TimesIcon />
        </IconButton>
      </div>
      {searched === listing.id ? <FindBar screen={screen} /> : null}
      {listing.notKept === null ? null : <ProblemAlert problem={listing.notKept} tone="warning" />}
      {uncopied?.terminal === listing.id ? (
        <div className="pane-said">
          <ProblemAlert problem={uncopied.problem} tone="warning" />
        </div>
      ) : null}
      <div className="pane-screen" ref={place} />
      {kind === 'open' || kind === 'opening' ? null : (
        <div className="pane-over" role="group" aria-label={stateWord(listing.state, say)}>
          {listing.state.kind === 'lost' || listing.state.kind === 'failed' ? (
            <ProblemAlert problem={listing.state.problem} tone={kind === 'lost' ? 'warning' : 'danger'} />
          ) : (
            <strong>{stateWord(listing.state, say)}</strong>
          )}
          <span className="pane-over-acts">
            <Button small kind="primary" onClick={() => void ask(connection, 'terminals.again', { terminal: listing.id })}>
              {say('terminals.again')}
            </Button>
            <span className="quiet">{say('terminals.again.key')}</span>
          </span>
        </div>
      )}
    </div>
  );
}

function IconButton({
  label,
  onClick,
  pressed,
  children,
}: {
  readonly label: string;
  readonly onClick: () => void;
  readonly pressed?: boolean;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      title={label}
      onClick={onClick}
      {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
    >
      {children}
    </button>
  );
}
