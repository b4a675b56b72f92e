import type { ReactNode } from 'react';
import ExclamationTriangleIcon from '@patternfly/react-icons/dist/esm/icons/exclamation-triangle-icon';
import type { TerminalListing } from '../../core/contract/terminals.ts';
import { useLive } from '../connection/use-live.ts';
import { announce } from '../parts/announcer.tsx';
import { Button } from '../parts/button.tsx';
import { useWords } from '../words/words.tsx';
import { changeDrawer, drawer } from './drawer.ts';
import { stateWord, terminalName } from './terminal-name.ts';

/** While what is typed goes to several hosts at once: which, for as long as it is so. */
export function TogetherBanner({ terminals }: { readonly terminals: readonly TerminalListing[] }): ReactNode {
  const say = useWords();
  const { together } = useLive(drawer);
  const into = terminals.filter(({ id }) => together.has(id));
  if (into.length === 0) return null;
  const stop = (): void => {
    changeDrawer({ together: new Set() });
    announce(say('terminals.together.ended'));
  };
  return (
    <div className="together" role="alert">
      <ExclamationTriangleIcon aria-hidden="true" />
      <strong>{say('terminals.together.title', { count: into.length })}</strong>
      <ul>
        {into.map((one) => (
          <li key={one.id}>
            {terminalName(one, say)}
            {one.state.kind === 'open' ? '' : ` (${stateWord(one.state, say)})`}
          </li>
        ))}
      </ul>
      <Button small kind="danger" onClick={stop}>
        {say('terminals.together.stop')}
      </Button>
    </div>
  );
}
