import { useState, type ReactNode } from 'react';
import type { OpenQuestion, Question } from '../../../core/contract/work.ts';
import { Button } from '../../parts/button.tsx';
import { CheckField } from '../../parts/check-field.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useWords, type WordId } from '../../words/words.tsx';
import { QuestionBody } from './question-body.tsx';
import { questionTitle } from './question-title.ts';

export interface QuestionDialogProps {
  readonly open: OpenQuestion;
  /** How many others wait behind it. */
  readonly more: number;
  readonly onAnswer: (answer: string | null, keep: boolean) => void;
  readonly onLater: () => void;
  readonly problem: ReactNode;
}

/** One question. Only a button with its own words on it means yes; closing the dialog puts the question off. */
export function QuestionDialog({ open, more, onAnswer, onLater, problem }: QuestionDialogProps): ReactNode {
  const say = useWords();
  const { question } = open;
  const [typed, setTyped] = useState('');
  const [keep, setKeep] = useState(false);
  const [sent, setSent] = useState(false);
  const give = (answer: string | null): void => {
    setSent(true);
    onAnswer(answer, keep);
  };
  const expected = question.kind === 'destroy' ? `${question.host}:${question.device}` : null;
  const typing = question.kind === 'destroy' || question.kind === 'manual' || question.kind === 'secret';
  const enough = expected === null ? typed.trim() !== '' : typed === expected;
  const alarming = question.kind === 'destroy' || (question.kind === 'step' && question.class === 'destructive');
  return (
    <Dialog
      title={questionTitle(question, say)}
      onClose={onLater}
      size={question.kind === 'step' || question.kind === 'undo' ? 'large' : 'medium'}
      alarming={alarming}
      focus={typing ? 'field' : 'text'}
      onKeyDown={(event) => {
        // Two keys at once: what a single one may have been pressed for before the question came allows nothing.
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.repeat || sent) return;
        event.preventDefault();
        if (!typing || enough) give(typing ? typed : 'yes');
      }}
      footer={
        <>
          <Button
            kind={alarming ? 'danger' : 'primary'}
            busy={sent}
            disabled={typing && !enough}
            keys="Ctrl+Enter"
            onClick={() => give(typing ? typed : 'yes')}
          >
            {say(YES[question.kind], 'host' in question ? { host: question.host } : {})}
          </Button>
          <Button kind="secondary" disabled={sent} onClick={() => give(null)}>
            {say(NO[question.kind])}
          </Button>
          <Button kind="link" disabled={sent} onClick={onLater}>
            {say('question.later')}
          </Button>
        </>
      }
    >
      {problem}
      <QuestionBody question={question} />
      {typing ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (enough && !sent) give(typed);
          }}
        >
          <TextField
            label={say(FIELD[question.kind], expected === null ? {} : { expected })}
            value={typed}
            onChange={setTyped}
            kind={question.kind === 'secret' && question.hidden ? 'password' : question.kind === 'manual' ? 'lines' : 'text'}
            help={
              question.kind === 'secret' ? say(question.keepable ? 'question.secret.help-keep' : 'question.secret.help') : null
            }
            required
          />
          {question.kind === 'secret' && question.keepable ? (
            <CheckField label={say('question.secret.keep')} value={keep} onChange={setKeep} />
          ) : null}
        </form>
      ) : null}
      {more > 0 ? <p className="quiet">{say('question.more', { count: more })}</p> : null}
    </Dialog>
  );
}

const YES: Readonly<Record<Question['kind'], WordId>> = {
  step: 'question.step.yes',
  rest: 'question.rest.yes',
  destroy: 'question.destroy.yes',
  undo: 'question.undo.yes',
  manual: 'question.manual.yes',
  secret: 'question.secret.yes',
  'host-key': 'question.host-key.yes',
};
const NO: Readonly<Record<Question['kind'], WordId>> = {
  step: 'question.no',
  rest: 'question.rest.no',
  destroy: 'question.no',
  undo: 'question.no',
  manual: 'question.manual.no',
  secret: 'question.secret.no',
  'host-key': 'question.host-key.no',
};
const FIELD: Readonly<Record<'destroy' | 'manual' | 'secret', WordId>> = {
  destroy: 'question.destroy.type',
  manual: 'question.manual.type',
  secret: 'question.secret.type',
};
