import { FileError } from '../world/file-error.ts';
import { signalName } from '../world/killed.ts';
import { assertNever } from '../../../../core/result.ts';
import { builtins, specialBuiltins } from './builtins.ts';
import { shellToText } from './bytes.ts';
import { conditional } from './conditional.ts';
import { BreakLoop, ExitShell, ReturnFrom, ShellError } from './control.ts';
import { expandArithmetic, expandPattern, expandText, expandWords } from './expansion.ts';
import { startExternal } from './launch.ts';
import { matches } from './pattern.ts';
import { applyRedirections, nullInput } from './redirection.ts';
import type { Job, Runner, Shell } from './shell.ts';
import { abortable, pipe } from './streams.ts';
import { complain, startSubshell, statusOf } from './subshell.ts';
import type { CommandNode, CompoundNode, PipelineNode, ScriptNode, SimpleCommandNode, StatementNode } from './syntax.ts';
import { parseScript } from './syntax.ts';

/** Every so many commands the interpreter lets the rest of the process run, so that a loop that never waits stalls nothing. */
const stepsBetweenTurns = 200;

export const runner: Runner = {
  script: runScript,
  forked: (shell, script) => {
    const only = script.statements.length === 1 ? onlyCommand(script.statements[0]) : undefined;
    return only === undefined ? runScript(shell, script) : runWhole(shell, () => runAlone(shell, only));
  },
};

/** Runs a whole script in a shell (or subshell) and gives its status; `exit` ends it, EXIT traps run. Never rejects but for a bug or Killed. */
function runScript(shell: Shell, script: ScriptNode): Promise<number> {
  return runWhole(shell, () => runStatements(shell, script.statements));
}

/** What a process does from beginning to end: `exit` ends it, its EXIT trap runs. */
async function runWhole(shell: Shell, run: () => Promise<void>): Promise<number> {
  try {
    try {
      await run();
    } catch (problem) {
      shell.lastStatus = statusOf(shell, problem);
    }
    const action = shell.traps.get('EXIT');
    if (action !== undefined && action !== '') {
      shell.traps.delete('EXIT');
      const status = shell.lastStatus;
      await runText(shell, action);
      shell.lastStatus = status;
    }
  } catch (problem) {
    shell.lastStatus = statusOf(shell, problem);
  }
  return shell.lastStatus;
}

/** Text that runs in the shell itself: eval, traps, sourced files. */
export async function runText(shell: Shell, text: string): Promise<number> {
  const parsed = parseScript(text);
  if (!parsed.ok) {
    complain(shell, parsed.message);
    shell.lastStatus = 2;
    return 2;
  }
  await runStatements(shell, parsed.script.statements);
  return shell.lastStatus;
}

export async function runStatements(shell: Shell, statements: readonly StatementNode[]): Promise<void> {
  for (const statement of statements) await runStatement(shell, statement);
}

async function runStatement(shell: Shell, statement: StatementNode): Promise<void> {
  await turn(shell);
  if (statement.deferredError !== undefined) throw new ShellError(statement.deferredError.message, 2, true);
  if (statement.background) {
    startBackground(shell, statement);
    return;
  }
  for (const [index, pipeline] of statement.pipelines.entries()) {
    const operator = index === 0 ? ';' : statement.operators[index - 1];
    if ((operator === '&&' && shell.lastStatus !== 0) || (operator === '||' && shell.lastStatus === 0)) continue;
    const last = index === statement.pipelines.length - 1;
    const tested = !last || pipeline.negated;
    if (tested) shell.conditions += 1;
    try {
      await runPipeline(shell, pipeline);
    } finally {
      if (tested) shell.conditions -= 1;
    }
    await runSignals(shell);
    if (last && !pipeline.negated && shell.lastStatus !== 0 && shell.options.has('e') && shell.conditions === 0)
      throw new ExitShell(shell.lastStatus);
  }
}

/** Gives others their turn now and then, and ends this process if a signal did. */
async function turn(shell: Shell): Promise<void> {
  shell.steps += 1;
  if (shell.steps % stepsBetweenTurns === 0) await new Promise<void>((resolve) => setImmediate(resolve));
  if (shell.death.aborted) throw shell.death.reason;
}

async function runSignals(shell: Shell): Promise<void> {
  for (let signal = shell.takeSignal(); signal !== undefined; signal = shell.takeSignal()) {
    const action = shell.traps.get(signalName(signal).slice(3));
    if (action === undefined || action === '') continue;
    const status = shell.lastStatus;
    await runText(shell, action);
    shell.lastStatus = status;
  }
}

function startBackground(shell: Shell, statement: StatementNode): void {
  const command = shellToText(statement.sourceText ?? '').replace(/\s*&\s*$/u, '');
  const foreground = { ...statement, background: false };
  const only = onlyCommand(foreground);
  const { pid, done } = startSubshell(
    shell,
    (child) => runWhole(child, () => (only === undefined ? runStatement(child, foreground) : runAlone(child, only))),
    {
      command,
      background: true,
      prepare: (child) => {
        if (!shell.interactive) child.descriptors.set(0, nullInput());
      },
    },
  );
  const job: Job = {
    number: Math.max(0, ...shell.jobs.map((other) => other.number)) + 1,
    pid,
    command,
    done,
    status: null,
    reported: false,
  };
  void done.then((status) => (job.status = status));
  shell.jobs.push(job);
  shell.lastBackground = pid;
  shell.lastStatus = 0;
  if (shell.interactive) shell.writeTo(2, `[${String(job.number)}] ${String(pid)}\n`);
}

function onlyCommand(statement: StatementNode | undefined): CommandNode | undefined {
  const pipeline =
    statement?.pipelines.length === 1 && !statement.background && statement.deferredError === undefined
      ? statement.pipelines[0]
      : undefined;
  return pipeline?.negated === false && pipeline.timed !== true && pipeline.commands.length === 1
    ? pipeline.commands[0]
    : undefined;
}

/** The one command of a process: a program takes the process over, as exec would have it. */
function runAlone(child: Shell, command: CommandNode): Promise<void> {
  return command.type === 'SimpleCommand' ? runSimple(child, command, true) : runCommand(child, command);
}

async function runPipeline(shell: Shell, pipeline: PipelineNode): Promise<void> {
  const started = shell.machine.now();
  const only = pipeline.commands.length === 1 ? pipeline.commands[0] : undefined;
  if (only !== undefined) await runCommand(shell, only);
  else await runPipes(shell, pipeline);
  if (pipeline.negated) shell.lastStatus = shell.lastStatus === 0 ? 1 : 0;
  if (pipeline.timed === true) {
    const seconds = (shell.machine.now() - started) / 1000;
    const text = `${String(Math.floor(seconds / 60))}m${(seconds % 60).toFixed(3)}s`;
    shell.writeTo(
      2,
      pipeline.timePosix === true
        ? `real ${seconds.toFixed(2)}\nuser 0.00\nsys 0.00\n`
        : `\nreal\t${text}\nuser\t0m0.000s\nsys\t0m0.000s\n`,
    );
  }
}

async function runPipes(shell: Shell, pipeline: PipelineNode): Promise<void> {
  const ends = pipeline.commands.slice(1).map(() => pipe());
  const started = pipeline.commands.map((command, index) =>
    startSubshell(shell, (child) => runWhole(child, () => runAlone(child, command)), {
      prepare: (child) => {
        const input = ends[index - 1]?.input;
        const output = ends[index]?.output;
        if (input !== undefined) child.descriptors.set(0, input);
        if (output === undefined) return;
        child.descriptors.set(1, output);
        if (pipeline.pipeStderr?.[index] === true) child.descriptors.set(2, output.retain());
      },
    }),
  );
  const statuses = await abortable(Promise.all(started.map(({ done }) => done)), shell.death);
  shell.lastStatus =
    (shell.options.has('pipefail') ? statuses.findLast((status) => status !== 0) : undefined) ??
    (shell.options.has('pipefail') ? 0 : (statuses.at(-1) ?? 0));
}

async function runCommand(shell: Shell, command: CommandNode): Promise<void> {
  if (command.line !== undefined && command.line > 0) shell.line = command.line;
  if (command.type === 'SimpleCommand') {
    await runSimple(shell, command, false);
    return;
  }
  if (command.type === 'FunctionDef') {
    shell.functions.set(command.name, command);
    shell.lastStatus = 0;
    return;
  }
  const redirected = await attemptRedirections(shell, command.redirections);
  if (redirected === null) return;
  try {
    await runCompound(shell, command);
  } finally {
    redirected.undo();
  }
}

/** Null when a redirection failed: that is the command's own failure, told already. */
type Redirected = Awaited<ReturnType<typeof applyRedirections>>;

async function attemptRedirections(shell: Shell, redirections: SimpleCommandNode['redirections']): Promise<Redirected | null> {
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

async function runCompound(shell: Shell, command: CompoundNode): Promise<void> {
  switch (command.type) {
    case 'Group':
      await runStatements(shell, command.body);
      return;
    case 'Subshell': {
      const { done } = startSubshell(shell, (child) => runScript(child, { type: 'Script', statements: command.body }));
      shell.lastStatus = await abortable(done, shell.death);
      if (shell.lastStatus !== 0 && shell.options.has('e') && shell.conditions === 0) throw new ExitShell(shell.lastStatus);
      return;
    }
    case 'If': {
      for (const clause of command.clauses) {
        if (await holds(shell, clause.condition)) {
          await runStatements(shell, clause.body);
          return;
        }
      }
      shell.lastStatus = 0;
      if (command.elseBody !== null) await runStatements(shell, command.elseBody);
      return;
    }
    case 'For': {
      const values = command.words === null ? [...shell.arguments] : await expandWords(shell, command.words);
      shell.lastStatus = 0;
      await loop(shell, async (body) => {
        for (const value of values) {
          shell.set(command.variable, value);
          if (!(await body(() => runStatements(shell, command.body)))) return;
        }
      });
      return;
    }
    case 'CStyleFor': {
      if (command.init !== null) await expandArithmetic(shell, command.init);
      await loop(shell, async (body) => {
        while (command.condition === null || (await expandArithmetic(shell, command.condition)) !== 0n) {
          if (!(await body(() => runStatements(shell, command.body)))) return;
          if (command.update !== null) await expandArithmetic(shell, command.update);
        }
      });
      return;
    }
    case 'While':
    case 'Until': {
      let status = 0;
      await loop(shell, async (body) => {
        for (;;) {
          const condition = { holds: false };
          const on = await body(async () => {
            condition.holds = await holds(shell, command.condition);
          });
          if (!on || condition.holds !== (command.type === 'While')) return;
          if (!(await body(() => runStatements(shell, command.body)))) {
            status = shell.lastStatus;
            return;
          }
          status = shell.lastStatus;
        }
      });
      shell.lastStatus = status;
      return;
    }
    case 'Case': {
      const subject = await expandText(shell, command.word);
      let through = false;
      shell.lastStatus = 0;
      for (const item of command.items) {
        let hit = through;
        for (const pattern of item.patterns) hit ||= matches(subject, await expandPattern(shell, pattern));
        if (!hit) continue;
        await runStatements(shell, item.body);
        if (item.terminator === ';;') return;
        through = item.terminator === ';&';
      }
      return;
    }
    case 'ArithmeticCommand':
      shell.lastStatus = (await expandArithmetic(shell, command.expression)) === 0n ? 1 : 0;
      return;
    case 'ConditionalCommand':
      shell.lastStatus = (await conditional(shell, command.expression)) ? 0 : 1;
      return;
    default:
      assertNever(command);
  }
}

async function holds(shell: Shell, statements: readonly StatementNode[]): Promise<boolean> {
  shell.conditions += 1;
  try {
    await runStatements(shell, statements);
  } finally {
    shell.conditions -= 1;
  }
  return shell.lastStatus === 0;
}

/** `walk` is given a function that runs a body once and says whether to go on; break and continue are settled there. */
async function loop(shell: Shell, walk: (body: (run: () => Promise<void>) => Promise<boolean>) => Promise<void>): Promise<void> {
  shell.loops += 1;
  try {
    await walk(async (run) => {
      await turn(shell);
      try {
        await run();
        return true;
      } catch (problem) {
        if (!(problem instanceof BreakLoop)) throw problem;
        if (problem.levels > 1 && shell.loops > 1) {
          problem.levels -= 1;
          throw problem;
        }
        shell.lastStatus = 0;
        return problem.again;
      }
    });
  } finally {
    shell.loops -= 1;
  }
}

async function runSimple(shell: Shell, command: SimpleCommandNode, replace: boolean): Promise<void> {
  const aliased = alias(shell, command);
  if (aliased !== null) {
    await runText(shell, aliased);
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
          builtin(shell, words.slice(1), { text: (text) => runText(shell, text), command: (argv) => runWords(shell, argv) }),
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
      text: (text) => runText(shell, text),
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
    if (redirected !== null) await runCommand(shell, definition.body);
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

async function assign(shell: Shell, command: SimpleCommandNode): Promise<void> {
  for (const assignment of command.assignments) {
    if (assignment.array !== null) throw new ShellError('arrays are not available in this shell', 2, true);
    const value = assignment.value === null ? '' : await expandText(shell, assignment.value);
    shell.set(assignment.name, assignment.append ? (shell.get(assignment.name) ?? '') + value : value);
  }
}

/** Assignments before a command: exported for its time, and put back after it. */
async function assignFor(shell: Shell, command: SimpleCommandNode, temporary: boolean): Promise<() => void> {
  if (command.assignments.length === 0) return () => undefined;
  const saved = command.assignments.map((assignment) => {
    const known = shell.variables.get(assignment.name);
    return [assignment.name, known === undefined ? undefined : { ...known }] as const;
  });
  await assign(shell, command);
  if (!temporary) return () => undefined;
  for (const [name] of saved) {
    const variable = shell.variables.get(name);
    if (variable !== undefined) variable.exported = true;
  }
  return () => {
    for (const [name, variable] of saved) {
      if (variable === undefined) shell.variables.delete(name);
      else shell.variables.set(name, variable);
    }
  };
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

function alias(shell: Shell, command: SimpleCommandNode): string | null {
  if (!shell.interactive || command.name?.parts.length !== 1) return null;
  const part = command.name.parts[0];
  if (part?.type !== 'Literal') return null;
  const text = shell.aliases.get(part.value);
  if (text === undefined || command.assignments.length > 0) return null;
  const source = aliasSources.get(command);
  return source === undefined ? null : `${text}${source.slice(part.value.length)}`;
}

const aliasSources = new WeakMap<SimpleCommandNode, string>();

/** Remembers the text of commands whose first word is an alias, for an interactive line. */
export function noteAliases(shell: Shell, script: ScriptNode): void {
  for (const statement of script.statements) {
    const command = statement.pipelines[0]?.commands[0];
    if (
      statement.pipelines.length !== 1 ||
      statement.pipelines[0]?.commands.length !== 1 ||
      command?.type !== 'SimpleCommand' ||
      statement.background
    )
      continue;
    const part = command.name?.parts[0];
    const text = statement.sourceText?.trim();
    if (part?.type !== 'Literal' || text === undefined || !text.startsWith(part.value)) continue;
    const expansion = shell.aliases.get(part.value);
    // `alias ls='ls --color'` does not expand again.
    if (expansion !== undefined) aliasSources.set(command, text);
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
