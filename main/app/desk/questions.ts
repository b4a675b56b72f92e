import { randomUUID } from 'node:crypto';
import type { OpenQuestion, Question } from '../../../core/contract/work.ts';
import { failure, success, type Result } from '../../../core/result.ts';
import type { Consent } from '../../engine/ports.ts';
import type { SecretKeeper } from '../kept-secrets.ts';
import type { EntryPorts } from '../ports.ts';
import { Changing } from './changing.ts';

/**
 * What a window's person is asked. A question stands until it is answered, whatever becomes of the window that showed it: one that reloads shows
 * it again. It falls when the work that asked is stopped.
 */
export class Questions {
  readonly open = new Changing<readonly OpenQuestion[]>([]);
  readonly #answers = new Map<string, (answer: string | null, keep: boolean) => void>();
  readonly #now: () => string;

  constructor(now: () => string) {
    this.#now = now;
  }

  /** Problem: `no-such-question`, when it was answered elsewhere or fell. */
  answer(id: string, answer: string | null, keep = false): Result<null> {
    const settle = this.#answers.get(id);
    if (settle === undefined) return failure('no-such-question', 'This question is not open any more.');
    settle(answer, keep);
    return success(null);
  }

  /** Resolves with what the person said; null when the signal is aborted first. */
  async ask(run: string | null, question: Question, signal: AbortSignal): Promise<string | null> {
    return (await this.askWhole(run, question, signal)).said;
  }

  /** The same with whether what was said is to be kept. */
  async askWhole(
    run: string | null,
    question: Question,
    signal: AbortSignal,
  ): Promise<{ readonly said: string | null; readonly keep: boolean }> {
    if (signal.aborted) return { said: null, keep: false };
    const id = randomUUID();
    let settle: (answer: { readonly said: string | null; readonly keep: boolean }) => void = () => undefined;
    const answered = new Promise<Parameters<typeof settle>[0]>((resolve) => (settle = resolve));
    const fall = (): void => settle({ said: null, keep: false });
    this.#answers.set(id, (said, keep) => settle({ said, keep }));
    signal.addEventListener('abort', fall, { once: true });
    this.open.set([...this.open.value, { id, run, asked: this.#now(), question }]);
    try {
      return await answered;
    } finally {
      // Work asks many questions under one signal.
      signal.removeEventListener('abort', fall);
      this.#answers.delete(id);
      this.open.set(this.open.value.filter((one) => one.id !== id));
    }
  }
}

/** How the engine asks the person at a window, about one run. A stop while it asks is the answer `stop`. */
export function windowConsent(questions: Questions, run: string, signal: AbortSignal): Consent {
  const yesOrNo = async (question: Question, yes: string) => {
    const said = await questions.ask(run, question, signal);
    return { answer: signal.aborted ? 'stop' : said === yes ? 'yes' : 'no', by: 'person' } as const;
  };
  return {
    step: async ({ edits, ...rest }) => {
      const shown = (await edits()).map(({ host, path, diff, why }) => ({ host, path, diff, why: why ?? null }));
      return yesOrNo({ kind: 'step', ...rest, edits: shown }, 'yes');
    },
    rest: (question) => yesOrNo({ kind: 'rest', ...question }, 'yes'),
    // What destroys is allowed by typing what it is: a click that was meant for something else allows nothing.
    destroy: (question) => yesOrNo({ kind: 'destroy', ...question }, `${question.host}:${question.device}`),
    undo: (question) => yesOrNo({ kind: 'undo', ...question }, 'yes'),
    manual: async (question) => {
      const said = (await questions.ask(run, { kind: 'manual', ...question }, signal))?.trim() ?? '';
      return said === '' ? null : { statement: said };
    },
  };
}

/** How sign-in asks the person at a window: for secrets, and whether a host's key is the right one. */
export function windowSignIn(
  questions: Questions,
  run: string | null,
  signal: AbortSignal,
  keeper?: SecretKeeper,
): { readonly askSecret: NonNullable<EntryPorts['askSecret']>; readonly askHostKey: NonNullable<EntryPorts['askHostKey']> } {
  return {
    askSecret: async (purpose) => {
      const before = (await keeper?.find(purpose)) ?? null;
      if (before !== null) return before;
      const { host, user, kind, prompt, hidden } = purpose;
      const keepable = keeper?.keeps(purpose) === true;
      const question: Question = { kind: 'secret', host, user, what: prompt ?? kind, hidden, keepable };
      const { said, keep } = await questions.askWhole(run, question, signal);
      // One that cannot be kept is asked for again the next time: no reason not to go on with it now.
      if (said !== null && keep && keepable) await keeper.keep(purpose, said);
      return said;
    },
    askHostKey: async ({ host, address, port, type, fingerprints: { sha256, md5 }, knownTypes }) => {
      const question: Question = { kind: 'host-key', host, address, port, type, sha256, md5, knownTypes };
      return (await questions.ask(run, question, signal)) === 'yes';
    },
  };
}
