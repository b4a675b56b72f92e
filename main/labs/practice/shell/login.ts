import { kindsOfMachine } from '../world/kinds.ts';
import { Killed, signalName, signalNumber } from '../world/killed.ts';
import type { Machine } from '../world/machine.ts';
import type { UserState } from '../world/state.ts';
import { Descriptors } from './descriptors.ts';
import { runner } from './interpreter.ts';
import { Shell } from './shell.ts';
import { abortable, type OpenFile } from './streams.ts';
import { parseScript } from './syntax.ts';
import type { Terminal } from './terminal.ts';

/** How a session's process ended. */
export interface Ended {
  readonly status: number;
  /** Set when a signal ended it: its name without SIG. */
  readonly signal: string | null;
}

export interface Running {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  readonly kill: (signal: number) => void;
}

export function loginEnvironment(machine: Machine, user: UserState, login: boolean): Record<string, string> {
  const { loginPath, commandPath } = kindsOfMachine[machine.state.kind];
  return {
    USER: user.name,
    LOGNAME: user.name,
    HOME: user.home,
    MAIL: `/var/spool/mail/${user.name}`,
    SHELL: user.shell,
    PATH: login && user.uid === 0 ? loginPath : commandPath,
    ...(login ? { HOSTNAME: machine.state.hostname, LANG: 'en_US.UTF-8', HISTSIZE: '1000' } : {}),
    ...machine.state.environment,
  };
}

/** The standard streams of a new session; one reference to each is taken over. */
export interface Standard {
  readonly input: OpenFile;
  readonly output: OpenFile;
  readonly error: OpenFile;
}

/** `ssh HOST COMMAND`: the user's shell with -c. `bytes` is the command as it came. */
export function runCommandLine(
  machine: Machine,
  user: UserState,
  bytes: Uint8Array,
  standard: Standard,
  extra: Readonly<Record<string, string>> = {},
  terminal: Terminal | null = null,
): Running {
  const text = Buffer.from(bytes).toString('latin1');
  return startShell(
    machine,
    user,
    {
      name: 'bash',
      title: `bash -c ${Buffer.from(bytes).toString('utf8').replace(/\n/gu, ' ')}`,
      environment: { ...loginEnvironment(machine, user, false), ...extra },
      standard,
      terminal,
      interactive: false,
    },
    async (shell) => {
      const parsed = parseScript(text);
      if (!parsed.ok) {
        shell.writeTo(2, `bash: -c: line 1: ${parsed.message}\n`);
        return 2;
      }
      return runner.script(shell, parsed.script);
    },
  );
}

export interface ShellStart {
  readonly name: string;
  readonly title: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly standard: Standard;
  readonly terminal: Terminal | null;
  readonly interactive: boolean;
}

/** Starts a session's shell as a process of the machine. The session's status is known when the shell ends; its streams close when nobody holds them. */
export function startShell(machine: Machine, user: UserState, from: ShellStart, run: (shell: Shell) => Promise<number>): Running {
  let shell: Shell | null = null;
  const process = machine.startProcess(
    { parent: 1, user: user.name, command: from.title, tty: from.terminal?.name ?? '?' },
    (signal) => shell?.deliver(signal),
  );
  const descriptors = new Descriptors();
  descriptors.set(0, from.standard.input);
  descriptors.set(1, from.standard.output);
  descriptors.set(2, from.standard.error);
  const created = new Shell({
    machine, user: user.name, runner, descriptors, pid: process.pid, name: from.name, environment: from.environment,
    directory: machine.files.isDirectory(user.home) ? user.home : '/', terminal: from.terminal, interactive: from.interactive,
  }); // prettier-ignore
  shell = created;
  const ended = (async (): Promise<Ended> => {
    try {
      return { status: await abortable(run(created), created.end), signal: null };
    } catch (problem) {
      if (!(problem instanceof Killed)) throw problem;
      const number = signalNumber(problem.signalName) ?? 9;
      return { status: 128 + number, signal: signalName(number).slice(3) };
    } finally {
      created.closeAll();
      machine.endProcess(process.pid);
    }
  })();
  return { pid: process.pid, ended, kill: (signal) => void machine.kill(process.pid, signal) };
}
