import { useState, type ReactNode } from 'react';
import { Button } from '../parts/button.tsx';
import { useWords } from '../words/words.tsx';
import { searchedIn } from './screens.ts';
import type { TerminalScreen } from './terminal-screen.ts';

/** Looks for text in what a terminal showed; the newest place first. */
export function FindBar({ screen }: { readonly screen: TerminalScreen }): ReactNode {
  const say = useWords();
  const [text, setText] = useState('');
  const [found, setFound] = useState(true);
  const find = (back: boolean): void => setFound(text === '' || screen.find(text, back));
  const close = (): void => {
    searchedIn.set(null);
    screen.focus();
  };
  return (
    <form
      className="find-bar"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        find(true);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
      }}
    >
      <input
        type="search"
        autoFocus
        autoComplete="off"
        spellCheck={false}
        aria-label={say('terminals.find')}
        placeholder={say('terminals.find')}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setFound(true);
        }}
      />
      <Button small onClick={() => find(true)}>
        {say('terminals.find.before')}
      </Button>
      <Button small onClick={() => find(false)}>
        {say('terminals.find.after')}
      </Button>
      <span role="status" className="tone-warn">
        {found ? '' : say('terminals.find.none')}
      </span>
      <Button small kind="link" onClick={close}>
        {say('dialog.close')}
      </Button>
    </form>
  );
}
