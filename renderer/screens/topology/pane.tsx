import { useEffect, useId, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { Button } from '../../parts/button.tsx';
import { useWords } from '../../words/words.tsx';

/** What is told beside the drawing. Whoever opened it by keyboard is in it; Escape closes it, and gives the keyboard back. */
export function Pane({
  title,
  onClose,
  children,
  take = false,
}: {
  readonly title: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** The keyboard goes here when it opens. */
  readonly take?: boolean;
}): ReactNode {
  const say = useWords();
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (take) heading.current?.focus();
  }, [take]);
  const close = (): void => {
    onClose();
    document.querySelector<HTMLElement>('.topology-walk')?.focus({ preventScroll: true });
  };
  const typed = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    close();
  };
  return (
    <aside className="topology-pane" aria-labelledby={id} onKeyDown={typed}>
      <header>
        <h2 id={id} ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <Button small onClick={close}>
          {say('topology.close')}
        </Button>
      </header>
      {children}
    </aside>
  );
}
