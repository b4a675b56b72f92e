import type { Problem } from '../../core/result.ts';
import type { RunEvent } from '../../core/run/events.ts';
import type { OpenRun } from './open-run.ts';
import type { ActEnding } from './ports.ts';

type ActDone = Extract<RunEvent, { type: 'act-done' }>;

const NOTHING = new Uint8Array();

/** Stores the outcome of an act that is no exec of its own: a file, a reboot, a hand. Without a problem it succeeded. */
export async function endAct(
  run: OpenRun,
  intent: string,
  started: number,
  problem: Problem | undefined,
  more: Partial<Pick<ActDone, 'file' | 'bootIds' | 'by' | 'exit'>> = {},
): Promise<ActEnding> {
  await run.emit(actDone(run, intent, started, problem, more));
  return problem === undefined ? { ending: 'succeeded' } : { ending: 'failed', problem };
}

/** The event that says so. `started`: of the run's clock, as its `monotonic` gives it. */
export function actDone(
  run: OpenRun,
  intent: string,
  started: number,
  problem: Problem | undefined,
  more: Partial<Pick<ActDone, 'file' | 'bootIds' | 'by' | 'exit'>> = {},
): ActDone {
  return {
    type: 'act-done',
    version: 1,
    intent,
    exit: null,
    stdout: run.reference(NOTHING),
    stderr: run.reference(NOTHING),
    durationMs: run.ports.clock.monotonic() - started,
    succeeded: problem === undefined,
    ...(problem === undefined ? {} : { problem }),
    by: 'host',
    ...more,
  };
}
