import type { ReactNode } from 'react';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { useWords, type WordId } from '../../words/words.tsx';

const KEYS: readonly (readonly [string, WordId])[] = [
  ['n', 'keys.next'],
  ['r', 'keys.run'],
  ['c', 'keys.check'],
  ['?', 'keys.help'],
];

/** The keys of the run screen. */
export function KeysDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const say = useWords();
  return (
    <Dialog
      title={say('keys.title')}
      onClose={onClose}
      size="small"
      footer={
        <Button kind="primary" onClick={onClose}>
          {say('dialog.close')}
        </Button>
      }
    >
      <dl className="facts">
        {KEYS.map(([key, word]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{say(word)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
