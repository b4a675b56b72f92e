import type { Problem } from '../../core/result.ts';
import type { RunEvent } from '../../core/run/events.ts';
import { releaseLeases } from './lease.ts';
import { EvidenceLost, RunInterrupted, type OpenRun } from './open-run.ts';

/** How a run stops, as it is recorded. */
export interface Stop {
  readonly reason: Extract<RunEvent, { type: 'run-stopped' }>['reason'];
  readonly sentence: string;
}

export const INTERRUPTED = { reason: 'interrupted', sentence: 'It was stopped before its end.' } as const;

/** What became of work in a run: its value, or that the operator stopped it, or that what it did could not be stored any more. */
export type Sat<Value> =
  | { readonly ending: 'done'; readonly value: Value; readonly standing: readonly string[] }
  | { readonly ending: 'interrupted'; readonly standing: readonly string[] }
  | { readonly ending: 'evidence-lost'; readonly problem: Problem };

/**
 * Does work in a run and ends the sitting whatever comes: hosts are given back, and how the run stops is stored. Ctrl-C lets the act in flight come to
 * its end and then ends it so. `stopOf`: what is recorded after the work was done. `standing`: a sentence for each host that could not be given back.
 */
export async function inSitting<Value>(
  run: OpenRun,
  work: () => Promise<Value>,
  stopOf: (value: Value) => Stop,
): Promise<Sat<Value>> {
  try {
    const value = await work();
    return { ending: 'done', value, standing: await stop(run, stopOf(value)) };
  } catch (thrown) {
    if (thrown instanceof EvidenceLost) return { ending: 'evidence-lost', problem: await evidenceLost(run, thrown.problem) };
    if (!isInterruption(run, thrown)) {
      // A mistake of ours keeps no host locked; it is what is to be told, whatever comes of that.
      await releaseLeases(run).catch(() => undefined);
      throw thrown;
    }
  }
  try {
    return { ending: 'interrupted', standing: await stop(run, INTERRUPTED) };
  } catch (thrown) {
    if (thrown instanceof EvidenceLost) return { ending: 'evidence-lost', problem: await evidenceLost(run, thrown.problem) };
    throw thrown;
  }
}

/** Whether work ended since the operator said to stop. Waits that a signal ends reject so. */
export function isInterruption(run: OpenRun, thrown: unknown): boolean {
  return thrown instanceof RunInterrupted || (run.signal.aborted && thrown instanceof Error && thrown.name === 'AbortError');
}

/** Gives the hosts back and stores how it ended, with what could not be given back. */
async function stop(run: OpenRun, { reason, sentence }: Stop): Promise<readonly string[]> {
  const standing = await releaseLeases(run);
  const told = standing.filter((one) => !sentence.includes(one));
  await run.emit({ type: 'run-stopped', version: 1, reason, sentence: [sentence, ...told].join(' ') });
  return standing;
}

/**
 * The store keeps some room for a last word when its disk is full: then the hosts are given back in order. Else they are left as they are, since that
 * they were given back could not be recorded.
 */
async function evidenceLost(run: OpenRun, problem: Problem): Promise<Problem> {
  try {
    const standing = await stop(run, { reason: 'failed', sentence: problem.sentence });
    return { ...problem, sentence: [problem.sentence, ...standing].join(' ') };
  } catch (thrown) {
    if (!(thrown instanceof EvidenceLost)) throw thrown;
  }
  const locked = Object.values(run.state.hosts).flatMap(({ name, lease }) => (lease === null ? [] : [name]));
  return locked.length === 0
    ? problem
    : { ...problem, sentence: `${problem.sentence} Still locked by this run: ${locked.join(', ')}.` };
}
