import type { Client, ClientChannel, PseudoTtyOptions } from 'ssh2';
import { failure, success, type Problem, type Result } from '../../core/result.ts';
import type { HostShell, ShellEnd, ShellRequest } from './session.ts';

/** What terminfo calls the terminal that the window draws. */
const TERM = 'xterm-256color';
/** Bytes that are given at a time: what lies there together may be two megabytes, and whoever takes it has other things to do as well. */
const LONGEST_PIECE = 32_768;
/** A terminal that does not know its size has none of the sizes that programs can draw in. */
const SMALLEST = { columns: 2, rows: 1 };

/**
 * A terminal on a channel of its own. `ended` tells whether and why the connection is gone. A channel that the host refuses is a failure: nothing ran.
 */
export function openShell(
  client: Client,
  place: string,
  ended: () => Problem | undefined,
  { columns, rows, command }: ShellRequest,
): Promise<Result<HostShell>> {
  const gone = ended();
  if (gone !== undefined) return Promise.resolve({ ok: false, problem: gone });
  return new Promise((resolve) => {
    const answered = (error: Error | undefined, channel: ClientChannel): void => {
      if (error === undefined) resolve(success(atTerminal(channel, place, ended)));
      else resolve(ended() === undefined ? refused(place) : { ok: false, problem: ended() ?? refused(place).problem });
    };
    const pty: PseudoTtyOptions = { term: TERM, cols: columns, rows, width: 0, height: 0 };
    try {
      if (command === null) client.shell(pty, answered);
      else client.exec(command, { pty }, answered);
    } catch {
      // ssh2 throws where the connection went away a moment ago.
      resolve({ ok: false, problem: ended() ?? refused(place).problem });
    }
  });
}

function refused(place: string): ReturnType<typeof failure> {
  return failure(
    'channel-refused',
    `${place} refused to open a terminal.`,
    'Its sshd may limit sessions a connection (MaxSessions), or give this user no terminal.',
  );
}

function atTerminal(channel: ClientChannel, place: string, ended: () => Problem | undefined): HostShell {
  let end: ShellEnd | null = null;
  let closedHere = false;
  let tell: (end: ShellEnd) => void = () => undefined;
  const over = new Promise<ShellEnd>((resolve) => (tell = resolve));
  channel.on('exit', (code: number | null, signal?: string) => {
    end = { exit: code, ...(code === null && signal !== undefined ? { signal } : {}) };
  });
  channel.on('error', () => undefined);
  // How it ended is said after the last of the output, and before the channel closes.
  const closed = new Promise<void>((resolve) => channel.once('close', () => resolve()));
  // A terminal has one stream; what a server sends on the other is of no terminal.
  channel.stderr.resume();
  const finish = (): void => {
    if (end !== null || closedHere) tell(end ?? { exit: null });
    else tell({ exit: null, problem: ended() ?? lost(place) });
  };
  return {
    output: {
      async *[Symbol.asyncIterator]() {
        try {
          for (;;) {
            const piece = channel.read(Math.min(LONGEST_PIECE, Math.max(1, channel.readableLength))) as Uint8Array | null;
            if (piece !== null) yield piece;
            else if (channel.readableEnded || channel.destroyed) return;
            else await moreOf(channel);
          }
        } finally {
          void closed.then(finish);
        }
      },
    },
    write: async (bytes) => {
      if (channel.destroyed || !channel.writable || channel.write(bytes)) return;
      await new Promise<void>((resolve) => {
        const go = (): void => {
          channel.removeListener('drain', go);
          channel.removeListener('close', go);
          resolve();
        };
        channel.once('drain', go);
        channel.once('close', go);
      });
    },
    resize: (columns, rows) => {
      if (channel.destroyed || !channel.writable) return;
      channel.setWindow(Math.max(SMALLEST.rows, rows), Math.max(SMALLEST.columns, columns), 0, 0);
    },
    ended: over,
    close: () => {
      closedHere = true;
      channel.close();
    },
  };
}

/** Resolves when there may be something to read, or never will be. */
function moreOf(channel: ClientChannel): Promise<void> {
  return new Promise((resolve) => {
    const events = ['readable', 'end', 'close'] as const;
    const go = (): void => {
      for (const event of events) channel.removeListener(event, go);
      resolve();
    };
    for (const event of events) channel.on(event, go);
  });
}

function lost(place: string): Problem {
  return failure('session-lost', `${place} closed the terminal without saying how it ended.`).problem;
}
