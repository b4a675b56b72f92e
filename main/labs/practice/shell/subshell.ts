import { FileError } from '../world/file-error.ts';
import { Killed, signalNumber } from '../world/killed.ts';
import { BreakLoop, ExitShell, ReturnFrom, ShellError } from './control.ts';
import type { Shell } from './shell.ts';
import { abortable, BrokenPipe } from './streams.ts';

export interface Subshell {
  readonly pid: number;
  /** Its status; never rejects. */
  readonly done: Promise<number>;
}

/**
 * Forks: a copy of the shell as a process of its own, with its own signals. `prepare` sets its descriptors before it runs. In the
 * foreground it is among those that Ctrl-C reaches.
 */
export function startSubshell(
  shell: Shell,
  run: (child: Shell) => Promise<number>,
  options: { readonly command?: string; readonly background?: boolean; readonly prepare?: (child: Shell) => void } = {},
): Subshell {
  const { machine } = shell;
  const parent = machine.process(shell.ownPid);
  const child = shell.fork();
  const process = machine.startProcess(
    {
      parent: shell.ownPid,
      user: shell.user,
      command: options.command ?? parent?.command ?? shell.name,
      tty: shell.terminal?.name ?? '?',
      ...(shell.interactive || parent === undefined ? {} : { group: parent.group }),
    },
    (signal) => {
      child.deliver(signal);
    },
  );
  child.ownPid = process.pid;
  if (options.background === true) child.foreground = new Set();
  else shell.foreground.add(process.pid);
  options.prepare?.(child);
  const done = (async (): Promise<number> => {
    try {
      return await abortable(run(child), child.end);
    } catch (problem) {
      return endingOf(child, problem);
    } finally {
      child.closeAll();
      shell.foreground.delete(process.pid);
      machine.endProcess(process.pid);
    }
  })();
  return { pid: process.pid, done };
}

/** Status that is left by what ended a process; what nothing explains is told to the world and counts as a failure. */
function endingOf(shell: Shell, problem: unknown): number {
  if (problem instanceof Killed) return 128 + (signalNumber(problem.signalName) ?? 9);
  try {
    return statusOf(shell, problem);
  } catch (bug) {
    shell.machine.world.fail(bug);
    return 1;
  }
}

/** Status that an exception which reaches the outside of a script leaves; others are thrown on. */
export function statusOf(shell: Shell, problem: unknown): number {
  if (problem instanceof ExitShell || problem instanceof ReturnFrom) return problem.status;
  if (problem instanceof BreakLoop) return 0;
  if (problem instanceof BrokenPipe) return 141;
  if (problem instanceof ShellError) {
    complain(shell, problem.message);
    return problem.fatal && problem.status === 1 ? 127 : problem.status;
  }
  throw problem;
}

/** Says it on standard error, if that can be written to. */
export function complain(shell: Shell, message: string): void {
  try {
    shell.complain(message);
  } catch (problem) {
    if (!(problem instanceof BrokenPipe) && !(problem instanceof FileError)) throw problem;
  }
}
