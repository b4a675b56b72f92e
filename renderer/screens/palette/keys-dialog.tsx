import { useState, type ReactNode } from 'react';
import { allCommands, type CommandGroup } from '../../commands.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { useWords } from '../../words/words.tsx';
import { keysOf } from './command-keys.ts';
import '../../theme/palette.css';

const GROUPS: readonly CommandGroup[] = ['step', 'run', 'window'];

/** Every key that does something now, and what. */
export default function KeysDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const say = useWords();
  const [commands] = useState(() => allCommands().filter((one) => keysOf(one).length > 0));
  return (
    <Dialog
      title={say('keys.title')}
      onClose={onClose}
      footer={
        <Button kind="primary" onClick={onClose}>
          {say('dialog.close')}
        </Button>
      }
    >
      {GROUPS.map((group) => {
        const its = commands.filter((one) => one.group === group);
        return its.length === 0 ? null : (
          <section key={group} aria-label={say(`palette.group.${group}`)}>
            <h2>{say(`palette.group.${group}`)}</h2>
            <dl className="facts keys">
              {its.map((command) => (
                <div key={command.id}>
                  <dt>
                    {keysOf(command).map((key) => (
                      <kbd className="key" key={key}>
                        {key}
                      </kbd>
                    ))}
                  </dt>
                  <dd>{command.title}</dd>
                </div>
              ))}
            </dl>
          </section>
        );
      })}
      <p className="quiet">{say('keys.dialogs')}</p>
    </Dialog>
  );
}
