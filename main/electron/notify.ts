import { assertNever } from '../../core/result.ts';
import type { OpenQuestion } from '../../core/contract/work.ts';
import type { DeskWatch } from './desk-watch.ts';

export interface NotifyOptions {
  /** Whether somebody looks at a window of ours. */
  readonly seen: () => boolean;
  readonly notify: (title: string, body: string) => void;
}

/** Tells a person who looks elsewhere that a run waits for them, once for each question, and that work came to its end. */
export function notifyOfQuestions(desk: DeskWatch, { seen, notify }: NotifyOptions): void {
  let before = desk.now();
  desk.onChange((now) => {
    const known = new Set(before.questions.map(({ id }) => id));
    const ended = now.working.filter(
      ({ run, task }) => task === null && before.working.some((one) => one.run === run && one.task !== null),
    );
    const asked = now.questions.filter(({ id }) => !known.has(id));
    before = now;
    if (seen()) return;
    for (const question of asked) notify('Xenpath waits for you', questionWords(question));
    for (const { run, last } of ended) notify(`Run ${run}`, last?.sentence ?? 'It came to its end.');
  });
}

/** What is asked, in a line; nothing that a host said. */
function questionWords({ question }: OpenQuestion): string {
  switch (question.kind) {
    case 'step':
      return `“${question.title}” on ${question.host}: may it be done?`;
    case 'rest':
      return 'The first host is done: may the others follow?';
    case 'destroy':
      return `What is on ${question.host}:${question.device} would be destroyed.`;
    case 'undo':
      return `“${question.title}” on ${question.host}: may it be undone?`;
    case 'manual':
      return `Something is to be done by hand at ${question.host}.`;
    case 'secret':
      return `${question.host} asks for a secret.`;
    case 'host-key':
      return `The key of ${question.host} is not known.`;
    default:
      return assertNever(question);
  }
}
