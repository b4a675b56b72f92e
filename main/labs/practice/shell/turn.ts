import type { Shell } from './shell.ts';

/** Every so many commands the interpreter lets the rest of the process run, so that a loop that never waits stalls nothing. */
const stepsBetweenTurns = 200;

/** Gives others their turn now and then, and ends this process if a signal did. */
export async function turn(shell: Shell): Promise<void> {
  shell.steps += 1;
  if (shell.steps % stepsBetweenTurns === 0) await new Promise<void>((resolve) => setImmediate(resolve));
  if (shell.death.aborted) throw shell.death.reason;
}
