import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How often a run that is worked on looks for a word to stop, in milliseconds. */
const LOOK_EVERY_MS = 250;

function requestFile(folder: string, run: string): string {
  return join(folder, 'stop', run);
}

/** Asks the process that works on a run to stop after the act in flight. A file, since that works between any two processes of a user. */
export async function requestStop(folder: string, run: string, operator: string): Promise<void> {
  await mkdir(join(folder, 'stop'), { recursive: true, mode: 0o700 });
  await writeFile(requestFile(folder, run), `${operator}\n`, { mode: 0o600 });
}

/** Takes a word to stop back, when nobody is there to hear it. */
export async function withdrawStop(folder: string, run: string): Promise<void> {
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
