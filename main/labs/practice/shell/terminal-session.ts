import { kindsOfMachine } from '../world/kinds.ts';
import type { Machine } from '../world/machine.ts';
import type { UserState } from '../world/state.ts';
import { runSwitchCommand, startSwitchLine } from './fos.ts';
import { startInteractive } from './interactive.ts';
import { runCommandLine, type Running, type Standard } from './login.ts';
import type { Shell } from './shell.ts';
import { Terminal } from './terminal.ts';

export interface TerminalSetup {
  readonly size: { readonly columns: number; readonly rows: number };
  readonly environment: Readonly<Record<string, string>>;
  /** A command, or null for the login shell. */
  readonly command: Uint8Array | null;
  readonly output: (bytes: Uint8Array) => void;
  /** As Writer.ready: null while more may be written. */
  readonly ready: () => Promise<void> | null;
  /** Awaited before each prompt. */
  readonly committed: () => Promise<void>;
  /** No process has the terminal open any more. */
  readonly released: () => void;
}

export interface TerminalSession {
  readonly terminal: Terminal;
  readonly running: Running;
  /** The line went away: what runs at the terminal gets SIGHUP. */
  readonly hangUp: () => void;
}

/** What sshd does for a session that asked for a pty: a terminal of its own, and the shell or a command at it. */
export function startTerminalSession(machine: Machine, user: UserState, setup: TerminalSetup): TerminalSession {
  const taken = new Set(machine.state.processes.map((process) => process.tty));
  let number = 0;
  while (taken.has(`pts/${String(number)}`)) number += 1;
  let interrupt: (signal: number) => void = () => undefined;
  const terminal = new Terminal(`pts/${String(number)}`, setup.size, {
    output: setup.output,
    ready: setup.ready,
    interrupt: (signal) => {
      interrupt(signal);
    },
  });
  terminal.closed(setup.released);
  const streams: Standard = { input: terminal.file, output: terminal.file.retain(), error: terminal.file.retain() };
  const running = start();
  return {
    terminal,
    running,
    hangUp: () => {
      terminal.hangUp();
      for (const process of [...machine.state.processes]) if (process.tty === terminal.name) machine.kill(process.pid, 1);
    },
  };

  function start(): Running {
    const { command, environment, committed } = setup;
    if (command !== null) {
      const started =
        kindsOfMachine[machine.state.kind].shell === 'fos'
          ? runSwitchCommand(machine, user, command, streams, terminal)
          : runCommandLine(machine, user, command, streams, environment, terminal);
      interrupt = started.kill;
      return started;
    }
    if (kindsOfMachine[machine.state.kind].shell === 'fos') {
      const line = startSwitchLine(machine, user, streams, terminal, committed);
      interrupt = line.interrupt;
      return line;
    }
    let shell: Shell | null = null;
    interrupt = (signal) => {
      if (shell === null) return;
      for (const pid of [...shell.foreground]) machine.kill(pid, signal);
      shell.interrupt();
    };
    return startInteractive(machine, user, streams, terminal, environment, committed, (created) => (shell = created));
  }
}
