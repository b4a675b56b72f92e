import type { Act } from '../../core/actions/expand.ts';
import type { Step } from '../../core/procedure/schema.ts';
import type { Problem } from '../../core/result.ts';
import { endAct } from './end-act.ts';
import type { OpenRun } from './open-run.ts';
import type { ActEnding } from './ports.ts';
import { isInterruption } from './sitting.ts';

const NOT_DONE: Problem = {
  code: 'not-done',
  sentence: 'Nobody said that it was done.',
  next: 'Do it, then run again from this step.',
};

type ManualWork = Extract<Act['work'], { kind: 'manual' }>;

/** What hands do: the lab's own where there are some and the act says which, else a person, whose word is signed. */
export async function actManual(run: OpenRun, step: Step, act: Act, work: ManualWork, intent: string): Promise<ActEnding> {
  const started = run.ports.clock.monotonic();
  const { hands } = run.ports;
  if (hands !== null && work.hand !== null) {
    const done = await hands[work.hand.verb](work.hand.what);
    return endAct(run, intent, started, done.ok ? undefined : done.problem, { by: 'lab' });
  }
  const notDone = () => endAct(run, intent, started, NOT_DONE, { by: 'person' });
  const question = { step: step.id, host: act.host, text: work.text };
  const word = await run.ports.consent.manual(question, run.signal).catch(async (thrown: unknown) => {
    // The question was left: nothing is in flight, and it is asked again.
    if (isInterruption(run, thrown)) await notDone();
    throw thrown;
  });
  if (word === null) return notDone();
  await run.emit({ type: 'noted', version: 1, place: { step: step.id, host: act.host }, text: word.statement });
  return endAct(run, intent, started, undefined, { by: 'person' });
}
