import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import type { Question } from '../../../core/contract/work.ts';
import { Questions } from '../../../main/app/desk/questions.ts';

const QUESTION: Question = { kind: 'manual', step: 'cables', host: 'xen1', text: 'Pull the cable.' };

it('leaves nothing at the signal of the work once it is answered, however much is asked', async () => {
  const questions = new Questions(() => '2008-03-04T09:00:00.000Z');
  const work = new AbortController();
  for (const said of ['first', 'second']) {
    const answered = questions.ask('run', QUESTION, work.signal);
    expect(questions.answer(questions.open.value[0]?.id ?? '', said).ok).toBe(true);
    expect(await answered).toBe(said);
  }
  expect(questions.open.value).toEqual([]);
  expect(getEventListeners(work.signal, 'abort')).toHaveLength(0);
});

it('falls when the work that asked is stopped', async () => {
  const questions = new Questions(() => '2008-03-04T09:00:00.000Z');
  const work = new AbortController();
  const answered = questions.ask('run', QUESTION, work.signal);
  work.abort();
  expect(await answered).toBeNull();
  expect(questions.open.value).toEqual([]);
  expect(await questions.ask('run', QUESTION, work.signal)).toBeNull();
});
