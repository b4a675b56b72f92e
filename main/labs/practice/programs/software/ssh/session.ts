import { runSwitchCommand, startSwitchLine } from '../../../shell/fos.ts';
import { type Ended, runCommandLine, type Standard } from '../../../shell/login.ts';
import { inputOf, OpenFile, Reader } from '../../../shell/streams.ts';
import { startTerminalSession } from '../../../shell/terminal-session.ts';
import { kindsOfMachine } from '../../../world/kinds.ts';
import type { Machine } from '../../../world/machine.ts';
import type { UserState } from '../../../world/state.ts';
import type { ProgramCall } from '../../program.ts';
import { say } from './known-hosts.ts';

export interface SshSession {
  readonly machine: Machine;
  readonly user: UserState;
  /** Null: the login shell. */
  readonly command: string | null;
  /** The host as it was typed. */
  readonly name: string;
  /** -n: standard input is /dev/null. */
  readonly noInput: boolean;
}

/** A command (or a shell that reads commands) with the streams of this program. Gives the status, 255 when the connection broke. */
export async function runWithoutTerminal(call: ProgramCall, session: SshSession): Promise<number> {
  const { machine, user } = session;
  let letGo: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (letGo = resolve));
  let open = 2;
  const writer = (write: (bytes: Uint8Array) => void): OpenFile =>
    new OpenFile({
      writer: { write, ready: () => null },
      close: () => {
        open -= 1;
        if (open === 0) letGo();
      },
    });
  const over = new AbortController();
  // What is typed after the end is for whoever reads next.
  const read = async (): Promise<Uint8Array | null> => {
    try {
      return await call.readChunk(over.signal);
    } catch (problem) {
      if (over.signal.aborted) return null;
      throw problem;
    }
  };
  const streams: Standard = {
    input: session.noInput ? inputOf(new Uint8Array(0)) : new OpenFile({ reader: new Reader(read) }),
    output: writer(call.writeBytes),
    error: writer((bytes) => {
      call.writeError(Buffer.from(bytes).toString('utf8'));
    }),
  };
  const environment = carried(call);
  const running =
    kindsOfMachine[machine.state.kind].shell === 'fos'
      ? session.command === null
        ? startSwitchLine(machine, user, streams, null, () => Promise.resolve())
        : runSwitchCommand(machine, user, Buffer.from(session.command), streams, null)
      : runCommandLine(machine, user, Buffer.from(session.command ?? 'exec /bin/bash'), streams, environment);
  const ended = await running.ended;
  over.abort();
  // The channel closes when nobody holds its output any more, a background process included.
  if (!gone(machine, ended)) await released;
  return statusOf(call, session, ended);
}

/** A shell or a command at a terminal of the other machine: keys go there as they are typed, `~.` on a new line ends it. */
export async function runAtTerminal(call: ProgramCall, session: SshSession): Promise<number> {
  const { tty } = call;
  if (tty === null) return runWithoutTerminal(call, session);
  const remote = startTerminalSession(session.machine, session.user, {
    size: { columns: tty.columns, rows: tty.rows },
    environment: { ...carried(call), TERM: call.env['TERM'] ?? 'xterm' },
    command: session.command === null ? null : Buffer.from(session.command),
    output: call.writeBytes,
    ready: () => null,
    committed: () => Promise.resolve(),
    released: () => undefined,
  });
  const stopResize = tty.onResize(() => {
    remote.terminal.resize(tty.columns, tty.rows);
  });
  const hangUp = (): void => {
    remote.hangUp();
  };
  call.signal.addEventListener('abort', hangUp, { once: true });
  let left: () => void = () => undefined;
  const leaving = new Promise<null>((resolve) => (left = () => { resolve(null); })); // prettier-ignore
  const over = new AbortController();
  const keys = async (): Promise<void> => {
    const escapes = new Escapes();
    for (let chunk = await call.readChunk(over.signal); chunk !== null; chunk = await call.readChunk(over.signal)) {
      const passed = escapes.take(chunk);
      if (passed.length > 0) remote.terminal.type(passed);
      if (escapes.ended) break;
    }
    left();
  };
  try {
    const ended = await tty.raw(() => {
      const typed = keys();
      typed.catch(() => undefined);
      return Promise.race([remote.running.ended, leaving]);
    });
    if (ended === null) hangUp();
    const status = ended === null ? 255 : statusOf(call, session, ended);
    say(call, [`Connection to ${session.name} closed.`]);
    return status;
  } finally {
    over.abort();
    stopResize();
    call.signal.removeEventListener('abort', hangUp);
  }
}

/** ssh's escape character: `~` as the first of a line. */
class Escapes {
  ended = false;
  #fresh = true;
  #tilde = false;

  take(chunk: Uint8Array): Uint8Array {
    const passed: number[] = [];
    for (const byte of chunk) {
      if (this.#tilde) {
        this.#tilde = false;
        if (byte === 0x2e) {
          this.ended = true;
          break;
        }
        passed.push(...(byte === 0x7e ? [byte] : [0x7e, byte]));
      } else if (this.#fresh && byte === 0x7e) {
        this.#tilde = true;
        continue;
      } else passed.push(byte);
      this.#fresh = byte === 10 || byte === 13;
    }
    return Uint8Array.from(passed);
  }
}

/** What /etc/ssh/ssh_config of RHEL 5 sends along (SendEnv): the locale. */
function carried(call: ProgramCall): Record<string, string> {
  return Object.fromEntries(Object.entries(call.env).filter(([name]) => /^(?:LANG|LC_[A-Z]+)$/u.test(name)));
}

function gone(machine: Machine, ended: Ended): boolean {
  return ended.signal === 'KILL' && !machine.up;
}

function statusOf(call: ProgramCall, session: SshSession, ended: Ended): number {
  if (gone(session.machine, ended)) {
    say(call, [`Connection to ${session.name} closed by remote host.`]);
    return 255;
  }
  // OpenSSH 4.3 gives -1 for a command that a signal ended.
  return ended.signal !== null ? 255 : ended.status;
}
