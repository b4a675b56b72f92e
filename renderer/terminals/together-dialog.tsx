import { useState, type ReactNode } from 'react';
import { Checkbox } from '@patternfly/react-core/dist/esm/components/Checkbox';
import type { TerminalListing } from '../../core/contract/terminals.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { useWords } from '../words/words.tsx';
import { changeDrawer, drawer } from './drawer.ts';
import { terminalName } from './terminal-name.ts';

/** Chooses the terminals that are typed into together. Nothing is chosen beforehand. */
export function TogetherDialog({
  terminals,
  onClose,
}: {
  readonly terminals: readonly TerminalListing[];
  readonly onClose: () => void;
}): ReactNode {
  const say = useWords();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(drawer.get().together);
  const choose = (id: string, on: boolean): void =>
    setChosen(new Set(on ? [...chosen, id] : [...chosen].filter((one) => one !== id)));
  return (
    <Dialog
      title={say('terminals.together')}
      onClose={onClose}
      alarming
      footer={
        <>
          <Button
            kind="danger"
            disabled={chosen.size < 2}
            onClick={() => {
              changeDrawer({ together: chosen, beside: true });
              onClose();
            }}
          >
            {say('terminals.together.go', { count: chosen.size })}
          </Button>
          <Button kind="link" onClick={onClose}>
            {say('dialog.cancel')}
          </Button>
        </>
      }
    >
      <p>{say('terminals.together.body')}</p>
      <fieldset className="together-hosts">
        <legend className="only-heard">{say('terminals.title')}</legend>
        {terminals
          .filter(({ state }) => state.kind === 'open')
          .map((one) => (
            <Checkbox
              key={one.id}
              id={`together-${one.id}`}
              label={terminalName(one, say)}
              isChecked={chosen.has(one.id)}
              onChange={(_event, on) => choose(one.id, on)}
            />
          ))}
      </fieldset>
    </Dialog>
  );
}
