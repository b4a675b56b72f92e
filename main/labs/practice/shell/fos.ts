import { Killed, signalName, signalNumber } from '../world/killed.ts';
import type { Machine } from '../world/machine.ts';
import type { UserState } from '../world/state.ts';
import { Descriptors } from './descriptors.ts';
import { textToShell } from './bytes.ts';
import { runner } from './interpreter.ts';
import { runProgram } from './launch.ts';
import type { Ended, Running, Standard } from './login.ts';
import { abortable } from './streams.ts';
import type { Terminal } from './terminal.ts';

/** Fabric OS' command line: words and quotes, nothing else; commands of the switch, nothing else. */
class SwitchLine {
  readonly #machine: Machine;
  readonly #user: UserState;
  readonly #descriptors = new Descriptors();
  readonly #terminal: Terminal | null;
  readonly pid: number;
  readonly foreground = new Set<number>();
  readonly #death = new AbortController();
  #current = new AbortController();

  constructor(machine: Machine, user: UserState, standard: Standard, terminal: Terminal | null) {
    this.#machine = machine;
    this.#user = user;
    this.#terminal = terminal;
    this.#descriptors.set(0, standard.input);
    this.#descriptors.set(1, standard.output);
    this.#descriptors.set(2, standard.error);
    this.pid = machine.startProcess({ parent: 1, user: user.name, command: '-rbash', tty: terminal?.name ?? '?' }, (signal) => {
      this.#death.abort(new Killed(signalName(signal)));
    }).pid;
  }

  interrupt(): void {
    for (const pid of [...this.foreground]) this.#machine.kill(pid, 2);
    this.#current.abort(new Killed('SIGINT'));
  }

  async run(act: () => Promise<number>): Promise<Ended> {
    try {
      return { status: await abortable(act(), this.#death.signal), signal: null };
    } catch (problem) {
      if (!(problem instanceof Killed)) throw problem;
      return { status: 128 + (signalNumber(problem.signalName) ?? 9), signal: problem.signalName.slice(3) };
    } finally {
      this.#descriptors.closeAll();
      this.#machine.endProcess(this.pid);
    }
  }

  async command(text: string): Promise<number> {
    const words = split(text);
    if (words === null) {
      this.#say(2, 'rbash: unexpected EOF while looking for matching `"\'\n');
      return 2;
    }
    const [name] = words;
    if (name === undefined) return 0;
    const program = this.#machine.world.program('fos', name) ?? this.#machine.world.program('fos', name.toLowerCase());
    if (program === undefined) {
      this.#say(
        2,
        name.includes('/')
          ? `rbash: ${name}: restricted: cannot specify \`/' in command names\n`
          : `rbash: ${name}: command not found\n`,
      );
      return name.includes('/') ? 1 : 127;
    }
    return runProgram(
      {
        machine: this.#machine, runner, user: this.#user.name, words: [name, ...words.slice(1)].map(textToShell), environment: { USER: this.#user.name, HOME: this.#user.home, ...this.#machine.state.environment },
        directory: '/', descriptors: this.#descriptors, parent: this.pid, terminal: this.#terminal, umask: 0o022, foreground: this.foreground, ignored: new Set(), pid: null, group: null,
        complain: (message) => { this.#say(2, `rbash: ${message}\n`); }, death: this.#death.signal,
      },
      program,
      [name, ...words.slice(1)].map(textToShell),
    ); // prettier-ignore
  }

  async converse(committed: () => Promise<void>): Promise<number> {
    let status = 0;
    for (;;) {
      await committed();
      this.#say(1, `${this.#machine.state.hostname}:${this.#user.name}> `);
      this.#current = new AbortController();
      if (this.#terminal !== null) this.#terminal.editing = true;
      let line: Uint8Array | null | undefined;
      try {
        line = await this.#descriptors.get(0)?.reader?.readLine(this.#current.signal);
      } catch (problem) {
        if (!(problem instanceof Killed)) throw problem;
        continue;
      } finally {
        if (this.#terminal !== null) this.#terminal.editing = false;
      }
      if (line === null || line === undefined) return status;
      const text = Buffer.from(line).toString('utf8');
      if (text.trim() === '') continue;
      this.#terminal?.history.push(Buffer.from(line).toString('latin1'));
      if (/^\s*(?:exit|logout)\s*$/u.test(text)) return status;
      status = await this.command(text);
    }
  }

  #say(descriptor: number, text: string): void {
    this.#descriptors.get(descriptor)?.writer?.write(Buffer.from(text, 'utf8'));
  }
}

/** Words with quotes taken off; null when a quote is left open. */
function split(text: string): readonly string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let quote = '';
  for (const character of text) {
    if (quote !== '') {
      if (character === quote) quote = '';
      else word = (word ?? '') + character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (/\s/u.test(character)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + character;
  }
  if (quote !== '') return null;
  if (word !== null) words.push(word);
  return words;
}

/** `ssh SWITCH COMMAND`. */
export function runSwitchCommand(
  machine: Machine,
  user: UserState,
  bytes: Uint8Array,
  standard: Standard,
  terminal: Terminal | null,
): Running {
  const line = new SwitchLine(machine, user, standard, terminal);
  return {
    pid: line.pid,
    ended: line.run(() => line.command(Buffer.from(bytes).toString('utf8'))),
    kill: (signal) => void machine.kill(line.pid, signal),
  };
}

/** A session at the switch's prompt, `sw1:admin> `. */
export function startSwitchLine(
  machine: Machine,
  user: UserState,
  standard: Standard,
  terminal: Terminal | null,
  committed: () => Promise<void>,
): Running & { readonly interrupt: () => void } {
  const line = new SwitchLine(machine, user, standard, terminal);
  return {
    pid: line.pid,
    ended: line.run(() => line.converse(committed)),
    kill: (signal) => void machine.kill(line.pid, signal),
    interrupt: () => { line.interrupt(); },
  }; // prettier-ignore
}
