/** How a script leaves what it is in; thrown by builtins, caught by the construct that it is meant for. */
export class BreakLoop extends Error {
  levels: number;
  readonly again: boolean;

  /** `again`: continue instead of break. */
  constructor(levels: number, again: boolean) {
    super('break');
    this.levels = levels;
    this.again = again;
  }
}

export class ReturnFrom extends Error {
  readonly status: number;

  constructor(status: number) {
    super('return');
    this.status = status;
  }
}

export class ExitShell extends Error {
  readonly status: number;

  constructor(status: number) {
    super('exit');
    this.status = status;
  }
}

/** An error in an expansion or a redirection: told on standard error, ends the command (or a script, where POSIX says so). */
export class ShellError extends Error {
  readonly status: number;
  /** Ends a shell that is not interactive. */
  readonly fatal: boolean;

  constructor(message: string, status = 1, fatal = false) {
    super(message);
    this.status = status;
    this.fatal = fatal;
  }
}

/** Ctrl-C at an interactive shell: back to the prompt. */
export class Interrupted extends Error {}
