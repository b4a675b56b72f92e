import { useRef, useState, type ReactNode } from 'react';
import type { TakenIn } from '../../../core/contract/found-place.ts';
import type { Problem } from '../../../core/result.ts';
import { useStores } from '../../connection/stores-context.ts';
import { announce } from '../../parts/announcer.tsx';
import { Button } from '../../parts/button.tsx';
import { Notice, ProblemAlert } from '../../parts/problem-alert.tsx';
import { addressOf } from '../../route.ts';
import { useWords } from '../../words/words.tsx';
import { sendBundle } from './send-bundle.ts';

/** Takes in the evidence of a run that was recorded elsewhere, once it was verified. */
export function ImportBundle(): ReactNode {
  const say = useWords();
  const { connection } = useStores();
  const field = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [taken, setTaken] = useState<TakenIn | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const take = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    setBusy(true);
    setTaken(null);
    setProblem(null);
    const done = await sendBundle(connection, file);
    setBusy(false);
    if (done.ok) {
      setTaken(done.value);
      announce(say(done.value.known ? 'import.known' : 'import.taken'));
    } else setProblem(done.problem);
    if (field.current !== null) field.current.value = '';
  };
  return (
    <section aria-labelledby="import-title">
      <h2 id="import-title">{say('import.title')}</h2>
      <p>{say('import.body')}</p>
      <p className="evidence-acts">
        <input
          ref={field}
          type="file"
          accept=".tar,application/x-tar"
          hidden
          aria-label={say('import.field')}
          onChange={(event) => void take(event.target.files?.[0])}
        />
        <Button kind="secondary" busy={busy} onClick={() => field.current?.click()}>
          {say(busy ? 'import.busy' : 'import.go')}
        </Button>
      </p>
      {problem === null ? null : <ProblemAlert problem={problem} />}
      {taken === null ? null : (
        <Notice tone="success" title={say(taken.known ? 'import.known' : 'import.taken')}>
          <a href={addressOf({ screen: 'run', run: taken.run, view: 'report', step: null })}>{taken.run}</a>
        </Notice>
      )}
    </section>
  );
}
