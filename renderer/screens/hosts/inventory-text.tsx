import { useId, useRef, useState, type ReactNode } from 'react';
import type { InventoryText } from '../../../core/contract/hosts.ts';
import type { TextProblem } from '../../../core/procedure/positions.ts';
import type { Problem } from '../../../core/result.ts';
import { ask } from '../../connection/ask.ts';
import { useStores } from '../../connection/stores-context.ts';
import { announce } from '../../parts/announcer.tsx';
import { Button } from '../../parts/button.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { useWords } from '../../words/words.tsx';
import { LineProblems } from './line-problems.tsx';
import { useJudged } from './use-judged.ts';

/** An inventory as text, with what is wrong with it told as it is typed. Only a text that is right is kept. */
export function InventoryTextEditor({
  name,
  read,
  onDone,
}: {
  readonly name: string;
  readonly read: InventoryText;
  readonly onDone: () => void;
}): ReactNode {
  const say = useWords();
  const { connection } = useStores();
  const [text, setText] = useState(read.text);
  const [saving, setSaving] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { judged, current } = useJudged(text);
  const problems = judged?.problems ?? read.problems;
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLPreElement>(null);
  const wrong = new Set(problems.map(({ line }) => line));
  const lines = text.split('\n').length;

  const save = async (): Promise<void> => {
    setSaving(true);
    const saved = await ask(connection, 'inventories.save', { name, text, version: read.version });
    setSaving(false);
    if (!saved.ok) {
      setProblem(saved.problem);
      return;
    }
    announce(say('inventory.saved', { name }));
    onDone();
  };
  const show = ({ line, column }: TextProblem): void => {
    const start =
      text
        .split('\n')
        .slice(0, line - 1)
        .join('\n').length +
      (line > 1 ? 1 : 0) +
      column -
      1;
    area.current?.focus();
    area.current?.setSelectionRange(start, start);
  };
  return (
    <section className="inventory-text" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{say('inventory.as-text', { name })}</h2>
      {problem === null ? null : <ProblemAlert problem={problem} />}
      <div className="text-pane">
        <pre className="gutter" aria-hidden="true" ref={gutter}>
          {Array.from({ length: lines }, (_unused, index) => (
            <span key={index} className={wrong.has(index + 1) ? 'tone-bad' : ''}>
              {wrong.has(index + 1) ? '▸' : ' '}
              {index + 1}
              {'\n'}
            </span>
          ))}
        </pre>
        <textarea
          ref={area}
          value={text}
          spellCheck={false}
          wrap="off"
          aria-label={say('inventory.as-text', { name })}
          aria-describedby={`${id}-judged`}
          aria-invalid={problems.length > 0}
          onChange={(event) => setText(event.target.value)}
          onScroll={(event) => {
            if (gutter.current !== null) gutter.current.scrollTop = event.currentTarget.scrollTop;
          }}
        />
      </div>
      <div id={`${id}-judged`} className="judged">
        {problems.length === 0 ? (
          <p className="tone-good">{say('inventory.right', { count: judged?.hosts.length ?? read.hosts.length })}</p>
        ) : (
          <LineProblems problems={problems} onChoose={show} />
        )}
      </div>
      <p className="acts">
        <Button
          kind="primary"
          busy={saving}
          disabled={!current || problems.length > 0 || text === read.text}
          onClick={() => void save()}
        >
          {say('inventory.save')}
        </Button>
        <Button onClick={onDone}>{say(text === read.text ? 'dialog.close' : 'inventory.discard')}</Button>
        <span className="quiet">{say('inventory.copy-kept')}</span>
      </p>
    </section>
  );
}
