import type { CommandNode, FunctionDefNode, ScriptNode, StatementNode } from './syntax.ts';
import { Killed, signalName } from '../world/killed.ts';
import type { Machine } from '../world/machine.ts';
import type { Descriptors } from './descriptors.ts';
import { Interrupted, ShellError } from './control.ts';
import type { Terminal } from './terminal.ts';
import { textToShell } from './bytes.ts';

export interface Variable {
  value: string | null;
  exported: boolean;
  readOnly: boolean;
}

/** A command that runs in the background. */
export interface Job {
  readonly number: number;
  readonly pid: number;
  readonly command: string;
  readonly done: Promise<number>;
  status: number | null;
  reported: boolean;
}

/** Runs parsed text; given to the shell so that expansions can ask for command substitutions, and commands for those that they hold. */
export interface Runner {
  /** A process from beginning to end: `exit` ends it, EXIT traps run. Gives its status. */
  readonly script: (shell: Shell, script: ScriptNode) => Promise<number>;
  /** Text in the shell itself: eval, traps, sourced files. Gives the last status. */
  readonly text: (shell: Shell, text: string) => Promise<number>;
  readonly statements: (shell: Shell, statements: readonly StatementNode[]) => Promise<void>;
  readonly command: (shell: Shell, command: CommandNode) => Promise<void>;
  /** In a subshell made for it: a single program takes the process over, as exec would have it. */
  readonly forked: (shell: Shell, script: ScriptNode) => Promise<number>;
}

export interface ShellSetup {
  readonly machine: Machine;
  readonly user: string;
  readonly runner: Runner;
  readonly descriptors: Descriptors;
  readonly pid: number;
  /** `bash`, `-bash`, `sh`, or the path of a script: what messages begin with, and `$0`. */
  readonly name: string;
  readonly arguments?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly directory: string;
  readonly terminal?: Terminal | null;
  readonly interactive?: boolean;
  /** A script read from a file: messages carry line numbers. */
  readonly fromFile?: boolean;
  /** Processes that Ctrl-C reaches, shared with whoever started this shell. */
  readonly foreground?: Set<number>;
}

/** The state of one shell process (or of a subshell): variables, functions, directory, descriptors, traps, jobs. Strings hold bytes. */
export class Shell {
  readonly machine: Machine;
  readonly user: string;
  readonly runner: Runner;
  descriptors: Descriptors;
  /** Descriptors to go back to when redirections end, outermost first. */
  readonly saved: Descriptors[] = [];
  /** What `$$` says. */
  readonly pid: number;
  /** The process that it is now: differs from pid in a background subshell. */
  ownPid: number;
  name: string;
  arguments: string[];
  directory: string;
  readonly terminal: Terminal | null;
  readonly interactive: boolean;
  readonly fromFile: boolean;
  readonly variables = new Map<string, Variable>();
  readonly functions: Map<string, FunctionDefNode> = new Map<string, FunctionDefNode>();
  readonly aliases = new Map<string, string>();
  readonly options = new Set<string>();
  readonly traps = new Map<string, string>();
  readonly jobs: Job[] = [];
  /** Processes that Ctrl-C reaches. */
  foreground: Set<number>;
  lastStatus = 0;
  lastBackground: number | null = null;
  umask = 0o022;
  loops = 0;
  functionsDeep = 0;
  /** While positive, a failing command does not end a script with -e. */
  conditions = 0;
  line = 0;
  optionIndex = 1;
  steps = 0;
  /** Variables saved by `local`, a map for each function that runs. */
  readonly locals: Map<string, Variable | undefined>[] = [];
  readonly #pendingSignals: number[] = [];
  #death = new AbortController();
  /** Set by a deadly signal only; #death also by Ctrl-C. */
  #end = new AbortController();
  #wake: (() => void) | null = null;

  constructor(setup: ShellSetup, parent?: Shell) {
    this.machine = setup.machine;
    this.user = setup.user;
    this.runner = setup.runner;
    this.descriptors = setup.descriptors;
    this.pid = setup.pid;
    this.ownPid = setup.pid;
    this.name = setup.name;
    this.arguments = [...(setup.arguments ?? [])];
    this.directory = setup.directory;
    this.terminal = setup.terminal ?? null;
    this.interactive = setup.interactive ?? false;
    this.fromFile = setup.fromFile ?? false;
    this.foreground = parent?.foreground ?? setup.foreground ?? new Set();
    for (const [name, value] of Object.entries(setup.environment))
      this.variables.set(name, { value: textToShell(value), exported: true, readOnly: false });
    for (const [name, value] of [
      ['IFS', ' \t\n'],
      ['PS1', '\\s-\\v\\$ '],
      ['PS2', '> '],
      ['PS4', '+ '],
      ['PPID', String(setup.machine.process(setup.pid)?.parent ?? 1)],
      ['OPTIND', '1'],
    ] as const) {
      if (parent === undefined && (name === 'IFS' || name === 'OPTIND' || this.variables.get(name) === undefined))
        this.variables.set(name, { value, exported: false, readOnly: false });
    }
    this.variables.set('PWD', { value: textToShell(this.directory), exported: true, readOnly: false });
  }

  /** A subshell: everything copied, descriptors shared, traps gone except ignored ones. See subshell.ts. */
  fork(): Shell {
    const child = new Shell(
      {
        machine: this.machine, user: this.user, runner: this.runner, descriptors: this.descriptors.copy(), pid: this.pid, name: this.name,
        arguments: this.arguments, environment: {}, directory: this.directory, terminal: this.terminal, fromFile: this.fromFile,
      },
      this,
    ); // prettier-ignore
    child.variables.clear();
    for (const [name, variable] of this.variables) child.variables.set(name, { ...variable });
    for (const [name, definition] of this.functions) child.functions.set(name, definition);
    for (const [name, text] of this.aliases) child.aliases.set(name, text);
    for (const option of this.options) child.options.add(option);
    for (const [name, action] of this.traps) if (action === '') child.traps.set(name, action);
    child.ownPid = this.ownPid;
    child.lastStatus = this.lastStatus;
    child.lastBackground = this.lastBackground;
    child.umask = this.umask;
    child.functionsDeep = this.functionsDeep;
    child.loops = this.loops;
    child.conditions = this.conditions;
    child.line = this.line;
    child.optionIndex = this.optionIndex;
    for (const saved of this.locals) child.locals.push(new Map(saved));
    return child;
  }

  /** Lets go of everything that is open. */
  closeAll(): void {
    this.descriptors.closeAll();
    for (const descriptors of this.saved) descriptors.closeAll();
  }

  /** Set when a signal ended this process for good. */
  get end(): AbortSignal {
    return this.#end.signal;
  }

  /** Ends what it is doing now: a deadly signal, or Ctrl-C at an interactive shell. */
  get death(): AbortSignal {
    return this.#death.signal;
  }

  /** Ctrl-C at an interactive shell: what it is doing ends with Interrupted; begin() makes it ready for the next line. */
  interrupt(): void {
    this.#death.abort(new Interrupted());
  }

  begin(): void {
    if (this.#death.signal.aborted && !this.#end.signal.aborted) this.#death = new AbortController();
  }

  get(name: string): string | null {
    return this.variables.get(name)?.value ?? null;
  }

  set(name: string, value: string): void {
    const known = this.variables.get(name);
    if (known?.readOnly === true) throw new ShellError(`${name}: readonly variable`, 1, true);
    if (known === undefined) this.variables.set(name, { value, exported: this.options.has('a'), readOnly: false });
    else {
      known.value = value;
      if (this.options.has('a')) known.exported = true;
    }
    if (name === 'OPTIND') this.optionIndex = 1;
  }

  unset(name: string): void {
    if (this.variables.get(name)?.readOnly === true) throw new ShellError(`unset: ${name}: cannot unset: readonly variable`);
    this.variables.delete(name);
  }

  /** What a program sees. */
  environment(): Record<string, string> {
    const environment: Record<string, string> = {};
    for (const [name, variable] of this.variables)
      if (variable.exported && variable.value !== null) environment[name] = variable.value;
    return environment;
  }

  /** `bash: `, or `/tmp/x.sh: line 3: `. */
  get prefix(): string {
    return this.fromFile ? `${this.name}: line ${String(Math.max(1, this.line))}: ` : `${this.name}: `;
  }

  complain(message: string): void {
    this.writeTo(2, `${this.prefix}${message}\n`);
  }

  /** Writes a shell string; what cannot be written (no such descriptor, broken pipe) is the caller's to catch. */
  writeTo(descriptor: number, text: string): void {
    this.descriptors.get(descriptor)?.writer?.write(Buffer.from(text, 'latin1'));
  }

  /** A signal arrives at this process. */
  deliver(signal: number): void {
    const name = signalName(signal).slice(3);
    const action = this.traps.get(name);
    if (
      signal === 9 ||
      (action === undefined && !ignoredByDefault(signal) && !(this.interactive && (signal === 2 || signal === 15)))
    ) {
      const killed = new Killed(signalName(signal));
      this.#end.abort(killed);
      this.#death.abort(killed);
      return;
    }
    if (action === undefined || action === '') return;
    this.#pendingSignals.push(signal);
    this.#wake?.();
  }

  takeSignal(): number | undefined {
    return this.#pendingSignals.shift();
  }

  get hasSignal(): boolean {
    return this.#pendingSignals.length > 0;
  }

  /** Resolves when a trapped signal arrives: what ends a `wait`. */
  untilSignal(): Promise<void> {
    return this.hasSignal ? Promise.resolve() : new Promise((resolve) => (this.#wake = resolve));
  }
}

function ignoredByDefault(signal: number): boolean {
  return signal === 17 || signal === 18 || signal === 28 || signal === 0;
}
