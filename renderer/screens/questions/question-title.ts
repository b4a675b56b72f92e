import type { Question } from '../../../core/contract/work.ts';
import { assertNever } from '../../../core/result.ts';
import type { Say } from '../../words/words.tsx';

/** What is asked, as a question. */
export function questionTitle(question: Question, say: Say): string {
  switch (question.kind) {
    case 'step':
      return say('question.step', { title: question.title, host: question.host });
    case 'rest':
      return say('question.rest', { step: question.step, done: question.done });
    case 'destroy':
      return say('question.destroy', { device: `${question.host}:${question.device}` });
    case 'undo':
      return say('question.undo', { title: question.title, host: question.host });
    case 'manual':
      return say('question.manual', { host: question.host });
    case 'secret':
      return say('question.secret', { user: question.user, host: question.host });
    case 'host-key':
      return say('question.host-key', { host: question.host });
    default:
      return assertNever(question);
  }
}
