import type { Act } from '../../core/actions/expand.ts';
import type { Step } from '../../core/procedure/schema.ts';
import type { Problem } from '../../core/result.ts';
import type { OpenRun } from './open-run.ts';
import { NO_OUTPUT, type ActEnding } from './ports.ts';

type ManualWork = Extract<Act['work'], { kind: 'manual' }>;

/** What hands do: the lab's own where there are some and the act says which, else a person, whose word is signed. */
export async function actManual(run: OpenRun, step: Step, act: Act, work: ManualWork, intent: string): Promise<ActEnding> {
  const started = run.ports.clock.monotonic();
  const { hands } = run.ports;
  if (hands !== null && work.hand !== null) {
    const done = await hands[work.hand.verb](work.hand.what);
    return end(run, intent, started, 'lab', done.ok ? undefined : done.problem);
  }
  const word = await run.ports.consent.manual({ step: step.id, host: act.host, text: work.text });
  if (word === null) {
    return end(run, intent, started, 'person', { code: 'not-done', sentence: 'Nobody said that it was done.', next: 'Do it, then run again from this step.' });
  }
  await run.emit({ type: 'noted', version: 1, place: { step: step.id, host: act.host }, text: word.statement });
  return end(run, intent, started, 'person', undefined);
}

async function end(run: OpenRun, intent: string, started: number, by: 'lab' | 'person', problem: Problem | undefined): Promise<ActEnding> {
  await run.emit({
    type: 'act-done',
    version: 1,
    intent,
    exit: null,
    stdout: NO_OUTPUT,
    stderr: NO_OUTPUT,
    durationMs: run.ports.clock.monotonic() - started,
    succeeded: problem === undefined,
    ...(problem === undefined ? {} : { problem }),
    by,
  });
  return problem === undefined ? { ending: 'succeeded' } : { ending: 'failed', problem };
}
