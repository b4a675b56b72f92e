import { clockText } from '../world/clock.ts';
import { Killed } from '../world/killed.ts';
import type { Machine } from '../world/machine.ts';
import type { UserState } from '../world/state.ts';
import { noteAliases } from './alias.ts';
import { shellToText, textToShell } from './bytes.ts';
import { BreakLoop, ExitShell, Interrupted, ReturnFrom, ShellError } from './control.ts';
import { runStatements, runText } from './interpreter.ts';
import { describe } from './job-builtins.ts';
import { loginEnvironment, startShell, type Running, type Standard } from './login.ts';
import type { Shell } from './shell.ts';
import { parseScript } from './syntax.ts';
import type { Terminal } from './terminal.ts';

/** Aliases of root's .bashrc on RHEL 5. */
const aliases: Readonly<Record<string, string>> = { rm: 'rm -i', cp: 'cp -i', mv: 'mv -i', ll: 'ls -l' };

/** A login shell at a terminal: prompt, history, Ctrl-C, jobs. `committed` is awaited before each prompt. */
export function startInteractive(
  machine: Machine,
  user: UserState,
  standard: Standard,
  terminal: Terminal,
  extra: Readonly<Record<string, string>>,
  committed: () => Promise<void>,
  onShell: (shell: Shell) => void,
): Running {
  const environment = { ...loginEnvironment(machine, user, true), TERM: 'xterm', ...extra };
  return startShell(
    machine,
    user,
    { name: '-bash', title: '-bash', environment, standard, terminal, interactive: true },
    (shell) => {
      onShell(shell);
      shell.variables.set('PS1', { value: '[\\u@\\h \\W]\\$ ', exported: false, readOnly: false });
      if (user.uid === 0) for (const [name, text] of Object.entries(aliases)) shell.aliases.set(name, text);
      return converse(shell, terminal, committed);
    },
  );
}

async function converse(shell: Shell, terminal: Terminal, committed: () => Promise<void>): Promise<number> {
  let pending = '';
  for (;;) {
    shell.begin();
    try {
      await committed();
      reportJobs(shell);
      // checkwinsize of /etc/bashrc.
      shell.set('LINES', String(terminal.rows));
      shell.set('COLUMNS', String(terminal.columns));
      const prompt = pending === '' ? promptText(shell, shell.get('PS1') ?? '') : promptText(shell, shell.get('PS2') ?? '> ');
      shell.writeTo(2, textToShell(prompt));
      terminal.editing = true;
      const line = await shell.descriptors.get(0)?.reader?.readLine(shell.death);
      terminal.editing = false;
      if (line === null || line === undefined) {
        if (pending !== '') {
          shell.complain('unexpected end of file');
          pending = '';
          continue;
        }
        shell.writeTo(2, 'logout\n');
        return await leave(shell);
      }
      const text = pending + Buffer.from(line).toString('latin1');
      if (text.trim() === '') continue;
      const parsed = parseScript(text);
      if (!parsed.ok && parsed.incomplete) {
        pending = `${text}\n`;
        continue;
      }
      pending = '';
      if (terminal.history.at(-1) !== text) terminal.history.push(text);
      if (!parsed.ok) {
        shell.complain(parsed.message);
        shell.lastStatus = 2;
        continue;
      }
      noteAliases(shell, parsed.script);
      await runStatements(shell, parsed.script.statements);
    } catch (problem) {
      terminal.editing = false;
      if (problem instanceof ExitShell) {
        shell.lastStatus = problem.status;
        return leave(shell);
      }
      pending = '';
      settle(shell, problem);
    }
  }
}

function settle(shell: Shell, problem: unknown): void {
  if (problem instanceof Interrupted) shell.lastStatus = 130;
  else if (problem instanceof ShellError) {
    shell.complain(problem.message);
    shell.lastStatus = problem.status;
  } else if (problem instanceof ReturnFrom) shell.complain("return: can only `return' from a function or sourced script");
  else if (!(problem instanceof BreakLoop)) throw problem;
}

async function leave(shell: Shell): Promise<number> {
  const action = shell.traps.get('EXIT');
  const status = shell.lastStatus;
  if (action === undefined || action === '') return status;
  try {
    await runText(shell, action);
  } catch (problem) {
    if (problem instanceof Killed) throw problem;
    if (problem instanceof ExitShell) return problem.status;
  }
  return status;
}

function reportJobs(shell: Shell): void {
  for (const job of [...shell.jobs]) {
    if (job.status === null || job.reported) continue;
    shell.writeTo(2, `${describe(shell, job)}\n`);
    shell.jobs.splice(shell.jobs.indexOf(job), 1);
  }
}

/** `[\u@\h \W]\$ ` and the other escapes that are in use. */
function promptText(shell: Shell, format: string): string {
  const directory = shell.directory;
  const home = shellToText(shell.get('HOME') ?? '/');
  return shellToText(format).replace(/\\([uhHwWstv$\\n!#])/gu, (_whole, letter: string) => {
    switch (letter) {
      case 'u':
        return shell.user;
      case 'h':
        return shell.machine.state.hostname.split('.')[0] ?? '';
      case 'H':
        return shell.machine.state.hostname;
      case 'w':
        return directory === home ? '~' : directory.startsWith(`${home}/`) ? `~${directory.slice(home.length)}` : directory;
      case 'W':
        return directory === home ? '~' : directory === '/' ? '/' : directory.slice(directory.lastIndexOf('/') + 1);
      case 's':
        return 'bash';
      case 'v':
        return '3.1';
      case 't':
        return clockText(shell.machine.now(), 'syslog').slice(7);
      case '$':
        return shell.user === 'root' ? '#' : '$';
      case 'n':
        return '\n';
      case '!':
      case '#':
        return String((shell.terminal?.history.length ?? 0) + 1);
      default:
        return '\\';
    }
  });
}
