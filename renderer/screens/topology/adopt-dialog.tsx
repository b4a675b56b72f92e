import { useState, type ReactNode } from 'react';
import type { Problem } from '../../../core/result.ts';
import { useAnswer } from '../../connection/use-answer.ts';
import { useStores } from '../../connection/stores-context.ts';
import { announce } from '../../parts/announcer.tsx';
import { Button } from '../../parts/button.tsx';
import { copyText } from '../../parts/copy-text.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { InertText } from '../../parts/inert-text.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { saveFile } from '../../topology/save-file.ts';
import { useWords } from '../../words/words.tsx';

/** What was found, as the section of an inventory that declares it: to be copied or saved. Nothing of the run changes. */
export function AdoptDialog({ run, onClose }: { readonly run: string; readonly onClose: () => void }): ReactNode {
  const say = useWords();
  const { connection } = useStores();
  const answer = useAnswer('topology.adopt', { run });
  const [problem, setProblem] = useState<Problem | null>(null);
  const text = answer?.ok === true ? answer.value.text : null;
  const copy = async (): Promise<void> => {
    if (text === null) return;
    setProblem(await copyText(text, say, say('topology.adopt.copy.instead')));
  };
  const save = async (): Promise<void> => {
    if (text === null) return;
    const saved = await saveFile(connection, `${run}-fabric`, 'yaml', text);
    if (!saved.ok) setProblem(saved.problem);
    else if (saved.value !== null) announce(say('topology.saved', { path: saved.value }));
  };
  return (
    <Dialog
      title={say('topology.adopt.title')}
      onClose={onClose}
      size="large"
      footer={
        <>
          <Button kind="primary" disabled={text === null} onClick={() => void copy()}>
            {say('topology.adopt.copy')}
          </Button>
          <Button disabled={text === null} onClick={() => void save()}>
            {say('topology.adopt.save')}
          </Button>
          <Button kind="link" onClick={onClose}>
            {say('topology.close')}
          </Button>
        </>
      }
    >
      <p>{say('topology.adopt.body')}</p>
      {problem === null ? null : <ProblemAlert problem={problem} />}
      {answer?.ok === false ? <ProblemAlert problem={answer.problem} /> : null}
      {answer === null ? <p className="quiet">{say('window.loading')}</p> : null}
      {answer?.ok === true ? (
        <>
          <ul className="totals">
            {answer.value.remarks.map((remark) => (
              <li key={remark}>
                <InertText text={remark} limit={1000} />
              </li>
            ))}
          </ul>
          <pre className="output topology-yaml" tabIndex={0} aria-label={say('topology.adopt.text')}>
            <InertText text={answer.value.text} lines limit={400_000} />
          </pre>
        </>
      ) : null}
    </Dialog>
  );
}
