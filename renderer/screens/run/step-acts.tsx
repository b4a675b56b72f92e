import { useState, type ReactNode } from 'react';
import type { Act } from '../../../core/run/next.ts';
import type { PlannedCheck } from '../../../core/run/planned.ts';
import type { Standing } from '../../../core/run/standing.ts';
import { Button } from '../../parts/button.tsx';
import { useCommands, type Command } from '../../commands.ts';
import { useWords } from '../../words/words.tsx';
import { useActs } from './run-acts.ts';
import { WordDialog, type WordKind } from './word-dialog.tsx';
import type { StepRow } from './step-view.ts';
import { wordPlaces } from './word-places.ts';

/** What a person may do with the step now. What is not possible is not there; what waits for work under way is greyed. */
export function StepActs({
  row,
  standings,
  busy,
}: {
  readonly row: StepRow;
  /** Of all checks of the run. */
  readonly standings: readonly Standing[];
  readonly busy: boolean;
}): ReactNode {
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
  const check = (): void => void acts.begin({ kind: 'check', steps: [step.id], hosts: null });
  const undo = (host: string): void => void acts.begin({ kind: 'undo', step: step.id, host });
  const of = (id: string, title: string, run: () => void, more: Partial<Command> = {}): Command => ({
    id,
    group: 'step',
    title,
    run,
    ...more,
  });
  const waits = busy ? { disabled: true } : {};
  const placesOf = (kind: WordKind): readonly { readonly check: PlannedCheck | null; readonly host: string }[] => {
    if (kind === 'waive' || kind === 'attest') return wordPlaces(kind, step, standings);
    return (kind === 'note' ? cells.map(({ host }) => host) : hosts(kind)).map((host) => ({ check: null, host }));
  };
  useCommands([
    ...(startable ? [of('step.run', say('command.run'), () => go(false), { keys: 'r', ...waits })] : []),
    ...(cells.length === 0 ? [] : [of('step.check', say('command.check'), check, { keys: 'c', ...waits })]),
    ...(may('redo') ? [of('step.redo', say('command.redo'), () => go(true), { keys: 'd', ...waits })] : []),
    ...hosts('undo').map((host, index) =>
      of(`step.undo ${host}`, say('command.undo', { host }), () => undo(host), {
        ...(index === 0 ? { keys: 'u' } : {}),
        ...waits,
      }),
    ),
    ...(may('skip') ? [of('step.skip', say('command.skip'), () => setWord('skip'), { keys: 's' })] : []),
    ...(placesOf('waive').length > 0 ? [of('step.waive', say('command.waive'), () => setWord('waive'), { keys: 'w' })] : []),
    ...(placesOf('attest').length > 0 ? [of('step.attest', say('command.attest'), () => setWord('attest'), { keys: 'e' })] : []),
    ...(may('settle') ? [of('step.settle', say('command.settle'), () => setWord('settle'), { keys: 'b' })] : []),
    ...(may('note') ? [of('step.note', say('command.note'), () => setWord('note'), { keys: 'm' })] : []),
  ]);
  return (
    <div className="acts" role="group" aria-label={say('acts.label')}>
      {startable ? (
        <Button kind="primary" busy={running} disabled={busy} keys="r" onClick={() => go(false)}>
          {say(running ? 'acts.running' : settling.length > 0 ? 'acts.settle' : may('retry') ? 'acts.retry' : 'acts.run')}
        </Button>
      ) : null}
      <Button kind="secondary" disabled={busy || cells.length === 0} keys="c" onClick={check}>
        {say('acts.check')}
      </Button>
      {may('redo') ? (
        <Button kind="secondary" disabled={busy} onClick={() => go(true)}>
          {say('acts.redo')}
        </Button>
      ) : null}
      {hosts('undo').map((host) => (
        <Button key={host} kind="secondary" disabled={busy} onClick={() => undo(host)}>
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
      {word === null ? null : <WordDialog kind={word} step={step} places={placesOf(word)} onClose={() => setWord(null)} />}
    </div>
  );
}
