import { signalName } from '../world/killed.ts';
import { attemptRedirections } from './attempt-redirections.ts';
import { shellToText } from './bytes.ts';
import { runCompound } from './compound-command.ts';
import { ExitShell, ShellError } from './control.ts';
import { nullInput } from './redirection.ts';
import type { Job, Runner, Shell } from './shell.ts';
import { runSimple } from './simple-command.ts';
import { abortable, pipe } from './streams.ts';
import { complain, startSubshell, statusOf } from './subshell.ts';
import type { CommandNode, PipelineNode, ScriptNode, StatementNode } from './syntax.ts';
import { parseScript } from './syntax.ts';
import { turn } from './turn.ts';

/** Runs the syntax tree from scripts down to commands; what a single command does stands in simple-command.ts and compound-command.ts. */
export const runner: Runner = {
  script: runScript,
  text: runText,
  statements: runStatements,
  command: runCommand,
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
