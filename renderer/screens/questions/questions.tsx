import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { OpenQuestion } from '../../../core/contract/work.ts';
import type { Problem } from '../../../core/result.ts';
import { ask } from '../../connection/ask.ts';
import { useStores } from '../../connection/stores-context.ts';
import { useLive } from '../../connection/use-live.ts';
import { announce } from '../../parts/announcer.tsx';
import { Button } from '../../parts/button.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { useWords } from '../../words/words.tsx';
import { QuestionDialog } from './question-dialog.tsx';
import { questionTitle } from './question-title.ts';

/**
 * What the work under way asks its person, wherever in the window that is: the oldest as a dialog, the others counted. One that is put off stands in a bar at
 * the foot until it is answered; work waits for it.
 */
export function Questions(): ReactNode {
  const say = useWords();
  const { connection, desk } = useStores();
  const { questions } = useLive(desk);
  const [putOff, setPutOff] = useState<ReadonlySet<string>>(new Set());
  const [problem, setProblem] = useState<Problem | null>(null);
  const told = useRef<string | null>(null);
  const first = questions.find(({ id }) => !putOff.has(id)) ?? null;

  useEffect(() => {
    if (first === null || told.current === first.id) return;
    told.current = first.id;
    announce(questionTitle(first.question, say));
  });

  const answer = async ({ id }: OpenQuestion, given: string | null): Promise<void> => {
    const answered = await ask(connection, 'work.answer', { question: id, answer: given });
    setProblem(answered.ok || answered.problem.code === 'no-such-question' ? null : answered.problem);
  };

  if (questions.length === 0) return null;
  return (
    <>
      {first === null ? (
        <aside className="asked" aria-label={say('question.bar')}>
          <strong>{say('question.waiting', { count: questions.length })}</strong>
          <Button kind="primary" small onClick={() => setPutOff(new Set())}>
            {say('question.show')}
          </Button>
        </aside>
      ) : (
        <QuestionDialog
          key={first.id}
          open={first}
          more={questions.length - 1}
          onAnswer={(given) => void answer(first, given)}
          onLater={() => setPutOff(new Set([...putOff, first.id]))}
          problem={problem === null ? null : <ProblemAlert problem={problem} />}
        />
      )}
    </>
  );
}
