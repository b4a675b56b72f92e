import type { Duplex } from 'node:stream';
import type { ShellKind } from '../../core/hosts/inventory.ts';
import type { Problem, Result } from '../../core/result.ts';

/** What was negotiated for a connection. `legacy` names those of the four that only the legacy profile offers; empty on a modern host. */
export interface NegotiatedAlgorithms {
  readonly kex: string;
  readonly hostKey: string;
  readonly cipher: string;
  readonly mac: string;
  readonly legacy: readonly string[];
}

/** Why the host's key was trusted: pinned in the inventory, registered by a lab process of this user, known_hosts, or a person's yes. */
export type TrustSource = 'inventory' | 'lab' | 'known' | 'asked';

export interface ExecRequest {
  /** The exact text that is sent. Nothing is put before or after it (see preamble.ts for the locale). */
  readonly command: string;
  /** Bytes for standard input; it is closed after them. Without it, standard input is closed at once. */
  readonly stdin?: Uint8Array | AsyncIterable<Uint8Array>;
  /** Milliseconds of our clock, from the call until the end of output. */
  readonly timeoutMs: number;
  /** Bytes kept of each stream; what comes after is drained and counted. Default 8 MiB. */
  readonly limitBytes?: number;
  /** Every chunk as it comes, before the limit applies. A promise that it returns holds the host's output back until it settles. */
  readonly onOutput?: (stream: 'stdout' | 'stderr', chunk: Uint8Array) => void | Promise<void>;
  /** Aborting closes the channel; the command's `problem` is then `interrupted`. */
  readonly signal?: AbortSignal;
}

/** One stream of a command: the first bytes up to the limit, and how many more came. */
export interface CapturedStream {
  readonly bytes: Uint8Array;
  readonly cut: number;
}

export interface ExecDone {
  /** Exit status; null when a signal ended it, or when `problem` is set. */
  readonly exit: number | null;
  /** `SIGKILL` and so on, when the host said so. */
  readonly signal?: string;
  readonly stdout: CapturedStream;
  readonly stderr: CapturedStream;
  /** Milliseconds of our clock from the request to the end. */
  readonly durationMs: number;
  /**
   * Set when the command was sent and its end was not seen: `session-lost`, `exec-timeout`, `interrupted`. It may have run,
   * wholly or in part, and may still run; stdout and stderr hold what had arrived.
   */
  readonly problem?: Problem;
}

export interface ShellRequest {
  readonly columns: number;
  readonly rows: number;
  /** The exact text of a command that runs at the terminal in the place of a login shell. */
  readonly command: string | null;
}

/** How what ran at a terminal ended: an exit status or signal of the host's, or why its end was not seen. */
export interface ShellEnd {
  readonly exit: number | null;
  readonly signal?: string;
  readonly problem?: Problem;
}

/** A terminal (pty) on a host, with a login shell or one command at it. */
export interface HostShell {
  /** What the host shows, in order, to its end. One reader; while it does not come back for more, the host is held back. */
  readonly output: AsyncIterable<Uint8Array>;
  /** Resolves when there is room for more. What is typed after the end goes nowhere. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
  readonly resize: (columns: number, rows: number) => void;
  /** Resolves once, after the last of the output was given. */
  readonly ended: Promise<ShellEnd>;
  /** Hangs up. */
  readonly close: () => void;
}

/**
 * One SSH connection to one host. It is never reconnected behind its user's back: a lost session stays lost, and a
 * new one comes from Sessions.open().
 */
export interface HostSession {
  readonly host: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly shell: ShellKind;
  /** `SHA256:...` of the host key that was proved. */
  readonly fingerprint: string;
  readonly trust: TrustSource;
  readonly algorithms: NegotiatedAlgorithms;
  /** The attempt that let us in, in words: `key /root/.ssh/id_rsa`, `password`; `none` where nothing was asked for. */
  readonly signedInBy: string;
  /** The server's version text, as in `OpenSSH_4.3`. */
  readonly software: string;
  /** Undefined while the connection stands; then why it ended (`session-lost` or `session-closed`). */
  readonly ended: () => Problem | undefined;
  /**
   * Runs one command on a channel of its own, without a terminal; several may run at a time. A failure means that the command was
   * certainly not started. Once it was sent the result is a success, with `problem` set when its end was not seen.
   */
  readonly exec: (request: ExecRequest) => Promise<Result<ExecDone>>;
  /** A terminal of its own. Problems: `channel-refused`, and why the connection is gone. */
  readonly terminal: (request: ShellRequest) => Promise<Result<HostShell>>;
  /** A TCP connection from the host to an address that it can reach (direct-tcpip): the way to guests and to hosts behind a jump host. */
  readonly connectTo: (address: string, port: number) => Promise<Result<Duplex>>;
  /** Called once when the connection ends, with the reason (at once when it already has). Returns how to stop listening. */
  readonly onEnd: (listener: (problem: Problem) => void) => () => void;
  /** Closes the connection. Commands that run end with `session-lost`. */
  readonly dispose: () => Promise<void>;
}
