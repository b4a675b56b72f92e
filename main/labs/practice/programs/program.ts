import type { Machine } from '../world/machine.ts';
import type { World } from '../world/world.ts';

/**
 * A simulated program: what stands behind a path like /usr/sbin/xm on a practice host. It reads and changes the
 * world through the world's own operations and prints what the real program prints. Resolves to its exit status (0 to 255).
 *
 * What must never be seen half done is changed in one synchronous stretch: sleep first, then change. The world is
 * written to its journal between the awaits of programs, and a crash of the lab leaves what was written there.
 */
export type Program = (call: ProgramCall) => Promise<number>;

export interface ProgramCall {
  readonly world: World;
  /** The host it runs on. */
  readonly machine: Machine;
  readonly user: string;
  /** As typed: `xm`, `/usr/sbin/xm`. */
  readonly name: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly pid: number;
  readonly umask: number;
  /** Whole standard input when it is no terminal; resolves at its end. */
  readonly readInput: () => Promise<string>;
  readonly readInputBytes: () => Promise<Uint8Array>;
  /** The next bytes of standard input as soon as there are any; null at its end. Rejects when `until` is set first: what comes is the next reader's. */
  readonly readChunk: (until?: AbortSignal) => Promise<Uint8Array | null>;
  /** One line from the terminal or standard input, without its end; null at end of input. `hidden`: no echo (passwords). */
  readonly readLine: (options?: { readonly hidden?: boolean }) => Promise<string | null>;
  /** Text goes out as UTF-8. */
  readonly write: (text: string) => void;
  readonly writeBytes: (bytes: Uint8Array) => void;
  readonly writeError: (text: string) => void;
  /** Resolves when what was written has found room: for programs that write without end. */
  readonly drained: () => Promise<void>;
  /** Null when standard output is no terminal. */
  readonly terminal: ProgramTerminal | null;
  readonly inputIsTerminal: boolean;
  /** The controlling terminal, whatever the standard streams are; null without one. */
  readonly tty: ProgramTerminal | null;
  /** Time of the world in milliseconds; rejects with Killed when the process is killed or the machine goes down. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Set when the process is killed (SIGINT, SIGTERM, machine down). */
  readonly signal: AbortSignal;
  /** From now on this signal does not end the process, but calls the handler. */
  readonly onSignal: (signal: number, handler: () => void) => void;
  /** Runs another program of this machine with the same standard streams; the name is looked up as a shell would. 127: not found. */
  readonly run: (command: readonly string[], options?: RunOptions) => Promise<number>;
}

/** The terminal behind standard output: its size now, and how keys come as they are typed. */
export interface ProgramTerminal {
  readonly columns: number;
  readonly rows: number;
  /** While `during` runs, keys are read by `readChunk` as they are typed: no echo, no lines, no signals. */
  readonly raw: <T>(during: () => Promise<T>) => Promise<T>;
  readonly onResize: (then: () => void) => () => void;
  /** Asks for a line, as getpass(3) and its like do at /dev/tty; null at end of input. `hidden`: no echo. */
  readonly ask: (question: string, options: { readonly hidden: boolean; readonly signal: AbortSignal }) => Promise<string | null>;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Collects standard output instead of passing it on. */
  readonly collect?: (text: string) => void;
  readonly collectError?: (text: string) => void;
  readonly input?: string;
  /** As nohup starts it. */
  readonly ignoreHangup?: boolean;
  /** As exec: the same process becomes that program, and signals are its own business. */
  readonly replace?: boolean;
  /** `env` is the whole environment, not an addition to it. */
  readonly replaceEnv?: boolean;
}
