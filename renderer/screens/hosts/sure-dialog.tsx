import { useState, type ReactNode } from 'react';
import type { Problem, Result } from '../../../core/result.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { useWords } from '../../words/words.tsx';

/** Asks before something is taken away; stays, with the reason, when that cannot be. */
export function SureDialog({
  title,
  body,
  yes,
  act,
  onClose,
}: {
  readonly title: string;
  readonly body: string;
  readonly yes: string;
  readonly act: () => Promise<Result<unknown>>;
  readonly onClose: () => void;
}): ReactNode {
  const say = useWords();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const go = async (): Promise<void> => {
    setBusy(true);
    const done = await act();
    setBusy(false);
    if (done.ok) onClose();
    else setProblem(done.problem);
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      size="small"
      footer={
        <>
          <Button kind="danger" busy={busy} onClick={() => void go()}>
            {yes}
          </Button>
          <Button onClick={onClose}>{say('dialog.cancel')}</Button>
        </>
      }
    >
      {problem === null ? null : <ProblemAlert problem={problem} />}
      <p>{body}</p>
    </Dialog>
  );
}
