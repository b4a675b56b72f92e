import type { Machine } from '../world/machine.ts';
import type { UserState } from '../world/state.ts';
import { defaultLevel } from '../world/software/services/run-levels.ts';
import { startGettys } from '../world/software/boot/start-services.ts';
import { startInteractive } from './interactive.ts';
import type { Shell } from './shell.ts';
import { Terminal } from './terminal.ts';

/** The text console of a paravirtualized guest, as Linux of that time calls it. */
const CONSOLE = 'xvc0';
const getty = /\/[a-z]*getty\s/u;
/** Bytes of what was printed while nobody was attached that are kept for the next. */
const MOST_KEPT = 16_384;

/** Who is attached to a console. */
interface ConsoleUser {
  readonly write: (bytes: Uint8Array) => void;
  readonly columns: number;
  readonly rows: number;
}

/** A console that is attached to. */
export interface ConsoleLine {
  /** Somebody reads there still: after a reboot the console is to be attached to again. */
  readonly stands: () => boolean;
  readonly type: (bytes: Uint8Array) => void;
  readonly resize: (columns: number, rows: number) => void;
  /** Whoever was logged in stays so. */
  readonly detach: () => void;
}

const logins = new WeakMap<Machine, ConsoleLogin>();

/** Attaches to a machine's console: what is typed goes to its getty, or to whom that let in. */
export function attachToConsole(machine: Machine, user: ConsoleUser): ConsoleLine {
  const known = logins.get(machine);
  const login = known?.stands() === true ? known : new ConsoleLogin(machine);
  logins.set(machine, login);
  return login.attach(user);
}

/** agetty and login(1) at the console, from memory of util-linux 2.13: a name, a password that is not shown, a shell, and from the beginning. */
class ConsoleLogin {
  readonly #machine: Machine;
  readonly #terminal: Terminal;
  #user: ConsoleUser | null = null;
  #kept: Uint8Array = new Uint8Array(0);
  /** The getty that asks, or the shell of who is in; null while there is none. */
  #process: number | null = null;
  #shell: Shell | null = null;
  #asking = false;

  constructor(machine: Machine) {
    this.#machine = machine;
    this.#terminal = new Terminal(
      CONSOLE,
      { columns: 80, rows: 24 },
      {
        output: (bytes) => this.#print(bytes),
        ready: () => null,
        interrupt: (signal) => {
          const shell = this.#shell;
          if (shell === null) return;
          for (const pid of [...shell.foreground]) machine.kill(pid, signal);
          shell.interrupt();
        },
      },
    );
  }

  /** What it speaks for is still there: after a reboot it is another getty. */
  stands(): boolean {
    return this.#process !== null && this.#machine.process(this.#process) !== undefined;
  }

  attach(user: ConsoleUser): ConsoleLine {
    this.#user = user;
    this.#terminal.resize(user.columns, user.rows);
    const kept = this.#kept;
    this.#kept = new Uint8Array(0);
    if (kept.length > 0) user.write(kept);
    return {
      stands: () => this.stands(),
      type: (bytes) => {
        if (this.#user !== user) return;
        if (!this.#asking && this.#shell === null) this.#begin();
        // Without a getty nobody reads, and nobody answers.
        if (this.stands()) this.#terminal.type(bytes);
      },
      resize: (columns, rows) => this.#terminal.resize(columns, rows),
      detach: () => {
        if (this.#user === user) this.#user = null;
      },
    };
  }

  #print(bytes: Uint8Array): void {
    if (this.#user !== null) {
      this.#user.write(bytes);
      return;
    }
    this.#kept = Buffer.concat([this.#kept, bytes]).subarray(-MOST_KEPT);
  }

  #say(text: string): void {
    this.#terminal.write(Buffer.from(text, 'utf8'));
  }

  #getty(): number | null {
    const { processes } = this.#machine.state;
    return processes.find(({ command }) => getty.test(command) && command.split(/\s+/u).includes(CONSOLE))?.pid ?? null;
  }

  #begin(): void {
    this.#process = this.#getty();
    if (this.#process === null) return;
    this.#asking = true;
    void this.#ask().finally(() => {
      this.#asking = false;
    });
  }

  /** The prompt stands on the console already: getty printed it when it began. */
  async #ask(): Promise<void> {
    for (;;) {
      const name = await this.#line();
      if (name === null || !this.stands()) return;
      if (name === '') {
        this.#say(`${this.#machine.state.hostname} login: `);
        continue;
      }
      this.#say('Password: ');
      const password = await this.#terminal.hidden(() => this.#line());
      this.#say('\n');
      if (password === null || !this.stands()) return;
      const user = this.#fits(name, password);
      if (user !== null) return this.#letIn(user);
      this.#say('Login incorrect\n\nlogin: ');
    }
  }

  async #line(): Promise<string | null> {
    const line = (await this.#terminal.file.reader?.readLine(new AbortController().signal)) ?? null;
    return line === null ? null : Buffer.from(line).toString('utf8').replace(/\n$/u, '');
  }

  /** pam_securetty(8): root may log in at the terminals that /etc/securetty names. */
  #fits(name: string, password: string): UserState | null {
    const { state, files } = this.#machine;
    const user = state.users.find((one) => one.name === name);
    if (user?.password !== password) return null;
    const secure = files.isFile('/etc/securetty') ? files.readText('/etc/securetty').split('\n') : null;
    return user.uid !== 0 || secure === null || secure.includes(CONSOLE) ? user : null;
  }

  async #letIn(user: UserState): Promise<void> {
    const machine = this.#machine;
    const { file } = this.#terminal;
    if (this.#process !== null) machine.endProcess(this.#process);
    // One reference of the console stays here.
    const streams = { input: file.retain(), output: file.retain(), error: file.retain() };
    const running = startInteractive(
      machine,
      user,
      streams,
      this.#terminal,
      { TERM: 'vt100-nav' },
      () => Promise.resolve(),
      (shell) => (this.#shell = shell),
    );
    this.#process = running.pid;
    await running.ended;
    this.#shell = null;
    this.#process = null;
    // init starts another getty, as inittab says.
    if (machine.up) startGettys(machine, defaultLevel(machine.files));
  }
}
