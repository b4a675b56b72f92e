import { useState, type ReactNode } from 'react';
import type { Problem } from '../../core/result.ts';
import { ask } from '../connection/ask.ts';
import { useStores } from '../connection/stores-context.ts';
import { useAnswer } from '../connection/use-answer.ts';
import { useLive } from '../connection/use-live.ts';
import { Button } from '../parts/button.tsx';
import { copyText } from '../parts/copy-text.ts';
import { Dialog } from '../parts/dialog.tsx';
import { InertText } from '../parts/inert-text.tsx';
import { Notice, ProblemAlert } from '../parts/problem-alert.tsx';
import { useWords } from '../words/words.tsx';
import { pressedLink } from './screens.ts';

/** Asked before anything that a host named is opened: what a link says and where it leads are two things. */
export function LinkDialog(): ReactNode {
  const address = useLive(pressedLink);
  return address === null ? null : <Asked key={address} address={address} />;
}

function Asked({ address }: { readonly address: string }): ReactNode {
  const say = useWords();
  const { connection } = useStores();
  const about = useAnswer('about.read', null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [refused, setRefused] = useState(false);
  const close = (): void => pressedLink.set(null);
  const safe = /^https?:\/\//iu.test(address) && address.length <= 2000;
  const open = async (): Promise<void> => {
    if (about?.ok === true && about.value.entry === 'desktop') {
      const opened = await ask(connection, 'native.openOutside', { address });
      if (!opened.ok) setProblem(opened.problem);
      else if (opened.value) close();
      else setRefused(true);
      return;
    }
    window.open(address, '_blank', 'noopener,noreferrer');
    close();
  };
  const copy = async (): Promise<void> => {
    const refusal = await copyText(address, say, say('terminals.link.copy.instead'));
    if (refusal === null) close();
    else setProblem(refusal);
  };
  return (
    <Dialog
      title={say('terminals.link.title')}
      onClose={close}
      footer={
        <>
          <Button onClick={() => void copy()}>{say('terminals.link.copy')}</Button>
          <Button kind="secondary" disabled={!safe} onClick={() => void open()}>
            {say('terminals.link.open')}
          </Button>
          <Button kind="link" onClick={close}>
            {say('dialog.cancel')}
          </Button>
        </>
      }
    >
      <p>{say('terminals.link.body')}</p>
      <pre className="link-address">
        <InertText text={address} limit={4000} />
      </pre>
      {safe ? null : <p className="tone-warn">{say('terminals.link.unsafe')}</p>}
      {refused ? <Notice tone="warning" title={say('terminals.link.refused')} /> : null}
      {problem === null ? null : <ProblemAlert problem={problem} />}
    </Dialog>
  );
}
