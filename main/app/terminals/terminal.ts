import type { GuestConsole } from '../../../core/contract/guest-console.ts';
import { REPLAY_HEAD } from '../../../core/contract/replay-head.ts';
import type { TerminalListing, TerminalPlace, TerminalState } from '../../../core/contract/terminals.ts';
import { failure, success, type Problem, type Result } from '../../../core/result.ts';
import type { HostShell } from '../../ssh/session.ts';
import { Outlet } from './outlet.ts';
import type { TerminalRecord } from './record.ts';
import { Replay } from './replay.ts';
import type { Way } from './ways.ts';

export interface TerminalOptions {
  readonly id: string;
  readonly place: TerminalPlace;
  readonly host: string;
  readonly number: number;
  readonly console: GuestConsole | null;
  /** What runs there in the place of a login shell. */
  readonly command: string | null;
  readonly size: { readonly columns: number; readonly rows: number };
  readonly way: () => Promise<Result<Way>>;
  /** Begins what the run keeps of it; null beside no run. */
  readonly record:
    ((way: Way, command: string | null, failed: (problem: Problem) => void) => Promise<Result<TerminalRecord>>) | null;
  readonly changed: () => void;
  /** Told of errors of our own. */
  readonly report: (what: string, thrown: unknown) => void;
}

/** Undoes what a program left behind that was cut off: the alternate screen, reported mouse and pastes, colours; then a line of its own. */
const AFRESH = Buffer.from(
  '\x1b[?1049l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?2004l\x1b[?1l\x1b[?25h\x1b[0m\r\n\r\n',
  'latin1',
);

/** A terminal on a host. It stands whether or not a window shows it, and remembers what it showed. */
export class HostTerminal {
  readonly #options: TerminalOptions;
  readonly #opened = new Date().toISOString();
  readonly #replay = new Replay();
  #size: { readonly columns: number; readonly rows: number };
  #state: TerminalState = { kind: 'opening' };
  #simulated = false;
  #notKept: Problem | null = null;
  #shell: HostShell | null = null;
  #record: TerminalRecord | null = null;
  #outlet: Outlet | null = null;
  #life: Promise<void> = Promise.resolve();
  readonly #closing = new AbortController();

  constructor(options: TerminalOptions) {
    this.#options = options;
    this.#size = options.size;
    this.#begin();
  }

  listing(): TerminalListing {
    const { id, place, host, number, console } = this.#options;
    return {
      id,
      place,
      host,
      number,
      console,
      simulated: this.#simulated,
      opened: this.#opened,
      ...this.#size,
      state: this.#state,
      notKept: this.#notKept,
    };
  }

  /** Problem: `terminal-open` while it stands. */
  again(): Result<null> {
    if (this.#state.kind === 'open' || this.#state.kind === 'opening')
      return failure('terminal-open', 'This terminal is connected.');
    void this.#show(AFRESH);
    this.#begin();
    return success(null);
  }

  resize(columns: number, rows: number): void {
    if (this.#size.columns === columns && this.#size.rows === rows) return;
    this.#size = { columns, rows };
    this.#shell?.resize(columns, rows);
    this.#options.changed();
  }

  /** What it showed before, then what it shows; what is received is typed. Ends when the signal is aborted, when another window attaches, and at its close. */
  attach(signal: AbortSignal, received: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    this.#outlet?.finish();
    const outlet = new Outlet();
    this.#outlet = outlet;
    const before = this.#replay.bytes();
    const head = Buffer.alloc(REPLAY_HEAD);
    head.writeUInt32BE(before.length);
    void outlet.put(Buffer.concat([head, before]));
    signal.addEventListener(
      'abort',
      () => {
        outlet.finish();
        if (this.#outlet === outlet) this.#outlet = null;
      },
      { once: true },
    );
    void this.#type(received, outlet).catch((thrown: unknown) => this.#options.report('Typing into a terminal failed.', thrown));
    return outlet;
  }

  /** Hangs up; resolves when what the run keeps of it is kept. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#shell?.close();
    await this.#life;
    this.#outlet?.finish();
  }

  #begin(): void {
    this.#set({ kind: 'opening' });
    this.#life = this.#live().catch((thrown: unknown) => {
      this.#options.report('A terminal ended with an error.', thrown);
      this.#set({
        kind: 'failed',
        problem: { code: 'internal', sentence: 'Xenpath met an error of its own. It is in its log.' },
      });
    });
  }

  async #live(): Promise<void> {
    const way = await this.#options.way();
    if (!way.ok) {
      this.#set({ kind: 'failed', problem: way.problem });
      return;
    }
    try {
      this.#simulated = way.value.simulated;
      const opened = await this.#open(way.value);
      if (opened.ok) await this.#follow(opened.value);
      else this.#set({ kind: 'failed', problem: opened.problem });
    } finally {
      await way.value.release();
    }
  }

  async #open(way: Way): Promise<Result<HostShell>> {
    const { host, command, record } = this.#options;
    const session = await way.sessions.open(host, { signal: this.#closing.signal });
    if (!session.ok) return session;
    if (record !== null) {
      const begun = await record(way, command, (problem) => {
        this.#notKept = problem;
        this.#options.changed();
      });
      // What would not be evidence is not begun.
      if (!begun.ok) return begun;
      this.#record = begun.value;
    }
    const shell = this.#closing.signal.aborted
      ? failure('closed', 'It was closed.')
      : await session.value.terminal({ ...this.#size, command });
    if (!shell.ok) await this.#kept({ exit: null, problem: shell.problem });
    return shell;
  }

  async #follow(shell: HostShell): Promise<void> {
    this.#shell = shell;
    this.#set({ kind: 'open' });
    shell.resize(this.#size.columns, this.#size.rows);
    if (this.#closing.signal.aborted) shell.close();
    for await (const piece of shell.output) {
      this.#record?.shown(piece);
      await this.#show(piece);
    }
    const end = await shell.ended;
    this.#shell = null;
    await this.#kept(end);
    if (end.problem !== undefined) this.#set({ kind: 'lost', problem: end.problem });
    else this.#set({ kind: 'ended', exit: end.exit, signal: end.signal ?? null });
  }

  async #kept(end: Awaited<HostShell['ended']>): Promise<void> {
    const record = this.#record;
    this.#record = null;
    await record?.close(end);
  }

  /** Waits while the window is behind; with no window nothing waits. */
  #show(bytes: Uint8Array): Promise<void> | null {
    this.#replay.add(bytes);
    return this.#outlet?.put(bytes) ?? null;
  }

  async #type(received: AsyncIterable<Uint8Array>, outlet: Outlet): Promise<void> {
    for await (const bytes of received) {
      // A window that another one took the place of types no more.
      const shell = this.#outlet === outlet ? this.#shell : null;
      if (shell === null) continue;
      await this.#record?.typed(bytes.length);
      await shell.write(bytes);
    }
  }

  #set(state: TerminalState): void {
    this.#state = state;
    this.#options.changed();
  }
}
