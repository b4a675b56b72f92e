import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failure, success, type Result } from '../../core/result.ts';
import { lockHolder } from '../store/folder-lock.ts';
import type { Application } from './open-application.ts';

/** How often a run that is worked on looks for a word to stop, in milliseconds. */
const LOOK_EVERY_MS = 250;

function requestFile(folder: string, run: string): string {
  return join(folder, 'stop', run);
}

/** Asks the process that works on a run to stop after the act in flight. A file, since that works between any two processes of a user. */
async function requestStop(folder: string, run: string, operator: string): Promise<void> {
  await mkdir(join(folder, 'stop'), { recursive: true, mode: 0o700 });
  await writeFile(requestFile(folder, run), `${operator}\n`, { mode: 0o600 });
}

/** Takes a word to stop back, when nobody is there to hear it. */
async function withdrawStop(folder: string, run: string): Promise<void> {
  await rm(requestFile(folder, run), { force: true });
}

/** Hears the word to stop a run; one that was left from before is forgotten. */
export async function watchStop(
  folder: string,
  run: string,
  stop: () => void,
): Promise<{ readonly dispose: () => Promise<void> }> {
  const file = requestFile(folder, run);
  await rm(file, { force: true });
  const look = async (): Promise<void> => {
    if (
      await stat(file).then(
        () => true,
        () => false,
      )
    )
      stop();
  };
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  timer.unref();
  return {
    dispose: async () => {
      clearInterval(timer);
      await rm(file, { force: true });
    },
  };
}

/**
 * Asks the process that works on a run to stop, and waits until it has: the sentence with which it stopped. `asked`: called once the word was left. Problem:
 * `nobody-works`, when no process is there to hear it or it was not waited for.
 */
export async function stopRun(
  application: Application,
  request: { readonly run: string; readonly operator: string; readonly signal: AbortSignal; readonly asked: () => void },
): Promise<Result<{ readonly before: boolean; readonly sentence: string }>> {
  const { run, signal } = request;
  const { folder } = application.store;
  for (let asked = false; ;) {
    // Who works is asked before what is stored: a process that ends stores how, and lets go after that.
    const holder = await lockHolder(folder);
    const state = await application.store.state(run);
    if (!state.ok) return state;
    const { stopped } = state.value;
    if (stopped !== null) return success({ before: !asked, sentence: stopped.sentence });
    if (!asked) {
      await requestStop(folder, run, request.operator);
      request.asked();
      asked = true;
      continue;
    }
    if (holder === null || signal.aborted) {
      await withdrawStop(folder, run);
      const sentence = signal.aborted ? 'Not waited for any longer.' : `Nobody works on run ${run}: it ended without a word.`;
      return failure('nobody-works', sentence, `Go on with: xenpath resume ${run}`);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
