import { useState, type ReactNode } from 'react';
import type { Act } from '../../../core/run/next.ts';
import { Button } from '../../parts/button.tsx';
import { useWords } from '../../words/words.tsx';
import { useActs } from './run-acts.ts';
import { WordDialog, type WordKind } from './word-dialog.tsx';
import type { StepRow } from './step-view.ts';

/** What a person may do with the step now. What is not possible is not there; what waits for work under way is greyed. */
export function StepActs({ row, busy }: { readonly row: StepRow; readonly busy: boolean }): ReactNode {
  const say = useWords();
  const acts = useActs();
  const [word, setWord] = useState<WordKind | null>(null);
  const { step, cells } = row;
  const hosts = (act: Act): readonly string[] => cells.filter((one) => one.acts.includes(act)).map(({ host }) => host);
  const may = (...some: readonly Act[]): boolean => some.some((act) => hosts(act).length > 0);
  const go = (redo: boolean): void => void acts.begin({ kind: 'go', steps: [step.id], hosts: null, redo: redo ? [step.id] : [] });
  const running = cells.some(({ state }) => state === 'running');
  const startable = running || may('start', 'retry', 'settle') || cells.some(({ consent }) => consent);
  const settling = hosts('settle');
  return (
    <div className="acts" role="group" aria-label={say('acts.label')}>
      {startable ? (
        <Button kind="primary" busy={running} disabled={busy} keys="r" onClick={() => go(false)}>
          {say(running ? 'acts.running' : settling.length > 0 ? 'acts.settle' : may('retry') ? 'acts.retry' : 'acts.run')}
        </Button>
      ) : null}
      <Button
        kind="secondary"
        disabled={busy || cells.length === 0}
        keys="c"
        onClick={() => void acts.begin({ kind: 'check', steps: [step.id], hosts: null })}
      >
        {say('acts.check')}
      </Button>
      {may('redo') ? (
        <Button kind="secondary" disabled={busy} onClick={() => go(true)}>
          {say('acts.redo')}
        </Button>
      ) : null}
      {hosts('undo').map((host) => (
        <Button
          key={host}
          kind="secondary"
          disabled={busy}
          onClick={() => void acts.begin({ kind: 'undo', step: step.id, host })}
        >
          {say('acts.undo', { host })}
        </Button>
      ))}
      {may('skip') ? (
        <Button kind="link" onClick={() => setWord('skip')}>
          {say('acts.skip')}
        </Button>
      ) : null}
      {may('settle') ? (
        <Button kind="link" onClick={() => setWord('settle')}>
          {say('acts.say-what-became')}
        </Button>
      ) : null}
      {may('note') ? (
        <Button kind="link" onClick={() => setWord('note')}>
          {say('acts.note')}
        </Button>
      ) : null}
      {word === null ? null : (
        <WordDialog
          kind={word}
          step={step}
          check={null}
          hosts={word === 'note' ? cells.map(({ host }) => host) : hosts(word)}
          onClose={() => setWord(null)}
        />
      )}
    </div>
  );
}
