import { ShellError } from './control.ts';
import { applyRedirections } from './redirection.ts';
import type { Shell } from './shell.ts';
import { complain } from './subshell.ts';
import type { SimpleCommandNode } from './syntax.ts';

type Redirected = Awaited<ReturnType<typeof applyRedirections>>;

/** Redirects for the time of a command. Null when a redirection failed: that is the command's own failure, told already. */
export async function attemptRedirections(
  shell: Shell,
  redirections: SimpleCommandNode['redirections'],
): Promise<Redirected | null> {
  if (redirections.length === 0) return { undo: () => undefined, keep: () => undefined };
  try {
    return await applyRedirections(shell, redirections);
  } catch (problem) {
    if (!(problem instanceof ShellError) || problem.fatal) throw problem;
    complain(shell, problem.message);
    shell.lastStatus = 1;
    return null;
  }
}
