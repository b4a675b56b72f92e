import { useState, type ReactNode } from 'react';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { useWords } from '../../words/words.tsx';

/** A dialog in which something is written and given once: by its button or Ctrl+Enter. It closes when it was taken. */
export function GivingDialog({
  title,
  go,
  empty,
  onGive,
  onClose,
  focus = 'field',
  children,
}: {
  readonly title: string;
  /** What the button says. */
  readonly go: string;
  /** Nothing is there yet that could be given. */
  readonly empty: boolean;
  readonly onGive: () => Promise<void>;
  readonly onClose: () => void;
  readonly focus?: 'field' | 'choice';
  readonly children: ReactNode;
}): ReactNode {
  const say = useWords();
  const [sent, setSent] = useState(false);
  const give = async (): Promise<void> => {
    setSent(true);
    await onGive();
    onClose();
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      focus={focus}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.repeat || sent || empty) return;
        event.preventDefault();
        void give();
      }}
      footer={
        <>
          <Button kind="primary" busy={sent} disabled={empty} keys="Ctrl+Enter" onClick={() => void give()}>
            {go}
          </Button>
          <Button kind="link" onClick={onClose}>
            {say('dialog.cancel')}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}
