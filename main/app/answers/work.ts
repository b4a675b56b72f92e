import type { Desk, workCalls } from '../../../core/contract/work.ts';
import { success } from '../../../core/result.ts';
import { Changing } from '../desk/changing.ts';
import type { Questions } from '../desk/questions.ts';
import type { Works } from '../desk/works.ts';
import type { Answers } from '../../rpc/serve.ts';
import type { Application } from '../open-application.ts';
import { sayWord } from '../say-word.ts';

/** What a window may have done, and what it is asked. */
export function workAnswers(application: Application, works: Works, questions: Questions): Answers<typeof workCalls> {
  return {
    'desk.watch': (_nothing, { signal }) => success(watchDesk(works, questions, signal)),
    'work.begin': async ({ run, task }) => works.begin(run, task),
    'work.stop': async ({ run }) => works.stop(run),
    'work.answer': async ({ question, answer }) => questions.answer(question, answer),
    'work.say': async ({ run, word }) => sayWord(application, run, word),
  };
}

async function* watchDesk(works: Works, questions: Questions, signal: AbortSignal): AsyncGenerator<Desk> {
  const whole = (): Desk => ({ working: works.now.value, questions: questions.open.value });
  const desk = new Changing(whole());
  const follow = async (part: AsyncIterable<unknown>): Promise<void> => {
    for await (const _news of part) desk.set(whole());
  };
  void follow(works.now.watch(signal));
  void follow(questions.open.watch(signal));
  yield* desk.watch(signal);
}
