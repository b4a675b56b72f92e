import { FileError } from '../world/file-error.ts';
import { alias } from './alias.ts';
import { assign, assignFor } from './assignment.ts';
import { attemptRedirections } from './attempt-redirections.ts';
import { builtins, specialBuiltins } from './builtins.ts';
import { ExitShell, ReturnFrom, ShellError } from './control.ts';
import { expandWords } from './expansion.ts';
import { startExternal } from './launch.ts';
import { applyRedirections } from './redirection.ts';
import type { Shell } from './shell.ts';
import { abortable } from './streams.ts';
import { complain } from './subshell.ts';
import type { SimpleCommandNode } from './syntax.ts';

/** A command of words: assignments, redirections, then a function, a builtin or a program; `replace`: the program takes this process over. */
export async function runSimple(shell: Shell, command: SimpleCommandNode, replace: boolean): Promise<void> {
  const aliased = alias(shell, command);
  if (aliased !== null) {
    await shell.runner.text(shell, aliased);
    return;
  }
  let words: string[];
  try {
    words = await expandWords(shell, command.name === null ? command.args : [command.name, ...command.args]);
  } catch (problem) {
    if (!(problem instanceof ShellError) || (problem.fatal && !shell.interactive)) throw problem;
    complain(shell, problem.message);
    shell.lastStatus = 1;
    return;
  }
  const name = words[0];
  if (name === undefined) {
    // Only assignments and redirections: the status is that of the last command substitution among them.
    const redirected = await attemptRedirections(shell, command.redirections);
    if (redirected === null) return;
    redirected.undo();
    await assign(shell, command);
    const substituted = JSON.stringify([command.name, command.args, command.assignments]).includes('"CommandSubstitution"');
    if (!substituted) shell.lastStatus = 0;
    if (shell.options.has('x')) await trace(shell, command, words);
    return;
  }
  if (shell.options.has('x')) await trace(shell, command, words);
  if (name === 'exec') {
    await assign(shell, command);
    await execute(shell, command, words.slice(1));
    return;
  }
  const redirected = await attemptRedirections(shell, command.redirections);
  if (redirected === null) {
    if (specialBuiltins.has(name) && !shell.interactive && shell.options.has('posix')) throw new ExitShell(1);
    return;
  }
  let kept = false;
  try {
    const definition = specialBuiltins.has(name) ? undefined : shell.functions.get(name);
    const builtin = builtins.get(name);
    if (definition !== undefined) await callFunction(shell, command, definition, words);
    else if (builtin !== undefined) {
      const restore = specialBuiltins.has(name) ? await assignFor(shell, command, false) : await assignFor(shell, command, true);
      try {
        shell.lastStatus = await writing(shell, async () =>
          builtin(shell, words.slice(1), {
            text: (text) => shell.runner.text(shell, text),
            command: (argv) => runWords(shell, argv),
          }),
        );
      } finally {
        restore();
      }
    } else {
      const restore = await assignFor(shell, command, true);
      // The program is the process from here on: nobody holds what stood at its descriptors before.
      if (replace) {
        redirected.keep();
        kept = true;
      }
      try {
        shell.lastStatus = await writing(shell, () => startExternal(shell, words, replace ? shell.ownPid : null));
      } finally {
        restore();
      }
    }
    await drain(shell);
  } finally {
    if (!kept) redirected.undo();
  }
}

/** Words that are a command already: `command`, xargs, programs that run programs. Functions are not considered. */
async function runWords(shell: Shell, words: readonly string[]): Promise<number> {
  const builtin = builtins.get(words[0] ?? '');
  if (builtin !== undefined)
    return await builtin(shell, words.slice(1), {
      text: (text) => shell.runner.text(shell, text),
      command: (argv) => runWords(shell, argv),
    });
  return startExternal(shell, words, null);
}

async function callFunction(
  shell: Shell,
  command: SimpleCommandNode,
  definition: NonNullable<ReturnType<Shell['functions']['get']>>,
  words: readonly string[],
): Promise<void> {
  if (shell.functionsDeep > 500) throw new ShellError(`${words[0] ?? ''}: maximum function nesting level exceeded`, 1, true);
  const restore = await assignFor(shell, command, true);
  const before = shell.arguments;
  const loops = shell.loops;
  shell.arguments = words.slice(1);
  shell.functionsDeep += 1;
  shell.loops = 0;
  shell.locals.push(new Map());
  const redirected = await attemptRedirections(shell, definition.redirections);
  try {
    if (redirected !== null) await shell.runner.command(shell, definition.body);
  } catch (problem) {
    if (!(problem instanceof ReturnFrom)) throw problem;
    shell.lastStatus = problem.status;
  } finally {
    redirected?.undo();
    for (const [name, saved] of shell.locals.pop() ?? []) {
      if (saved === undefined) shell.variables.delete(name);
      else shell.variables.set(name, saved);
    }
    shell.functionsDeep -= 1;
    shell.loops = loops;
    shell.arguments = before;
    restore();
  }
}

/** `exec`: redirections stay; with words, the shell becomes that program. */
async function execute(shell: Shell, command: SimpleCommandNode, words: readonly string[]): Promise<void> {
  const before = shell.descriptors;
  try {
    (await applyRedirections(shell, command.redirections)).keep();
  } catch (problem) {
    if (!(problem instanceof ShellError)) throw problem;
    complain(shell, problem.message);
    throw new ExitShell(1);
  }
  // Nobody puts the old ones back: held on, they would keep the session's streams open for ever.
  if (shell.descriptors !== before) before.closeAll();
  shell.lastStatus = 0;
  if (words.length === 0) return;
  const status = await startExternal(shell, words, shell.ownPid);
  shell.traps.delete('EXIT');
  throw new ExitShell(status);
}

/** Turns what can go wrong when a builtin writes into a status: it is in this very process. */
async function writing(shell: Shell, run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (problem) {
    if (problem instanceof FileError) {
      complain(shell, `write error: ${problem.message}`);
      return 1;
    }
    throw problem;
  }
}

/** Waits until what was written has found room. */
async function drain(shell: Shell): Promise<void> {
  const waiting = shell.descriptors.get(1)?.writer?.ready() ?? null;
  if (waiting === null) return;
  try {
    await abortable(waiting, shell.death);
  } catch (problem) {
    if (!(problem instanceof FileError)) throw problem;
    complain(shell, `write error: ${problem.message}`);
    shell.lastStatus = 1;
  }
}

async function trace(shell: Shell, command: SimpleCommandNode, words: readonly string[]): Promise<void> {
  const assigned: string[] = [];
  for (const assignment of command.assignments)
    assigned.push(`${assignment.name}=${assignment.value === null ? '' : (shell.get(assignment.name) ?? '')}`);
  const shown = [...assigned, ...words].map((word) =>
    /^[A-Za-z0-9_./:=@%+,-]+$/u.test(word) ? word : `'${word.replace(/'/gu, "'\\''")}'`,
  );
  shell.writeTo(2, `${shell.get('PS4') ?? '+ '}${shown.join(' ')}\n`);
  await Promise.resolve();
}
