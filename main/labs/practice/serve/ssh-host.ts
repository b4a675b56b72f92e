import type { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import ssh2, { type Connection, type ServerChannel, type Session, type TcpipRequestInfo } from 'ssh2';
import { runSwitchCommand, startSwitchLine } from '../shell/fos.ts';
import { runCommandLine, type Running } from '../shell/login.ts';
import type { Terminal } from '../shell/terminal.ts';
import { startTerminalSession } from '../shell/terminal-session.ts';
import { kindsOfMachine } from '../world/kinds.ts';
import type { Machine } from '../world/machine.ts';
import type { UserState } from '../world/state.ts';
import { authenticate } from './authenticate.ts';
import { channelStreams, channelWriter } from './channel-streams.ts';
import { ensureHostKey } from './host-key.ts';
import { serveSftp } from './sftp.ts';

export interface SshOptions {
  /** `legacy`: nothing but what OpenSSH 4.3 offers. */
  readonly crypto: 'legacy' | 'modern';
  /** Public keys that may log in anywhere, as authorized_keys has them. */
  readonly keys: readonly string[];
  /** Awaited before an exit status goes out: the world is then on disk. */
  readonly committed: () => Promise<void>;
  /** A connection to another machine of the lab, for direct-tcpip. */
  readonly connect: (from: Machine, address: string, port: number) => Promise<Duplex>;
  readonly failed: (problem: unknown) => void;
}

/** What OpenSSH 4.3 has of what ssh2 can serve, in its order. */
const legacyAlgorithms = {
  kex: ['diffie-hellman-group14-sha1', 'diffie-hellman-group1-sha1'],
  serverHostKey: ['ssh-rsa'],
  cipher: ['aes128-cbc', '3des-cbc', 'aes192-cbc', 'aes256-cbc', 'aes128-ctr', 'aes192-ctr', 'aes256-ctr'],
  hmac: ['hmac-md5', 'hmac-sha1'],
  compress: ['none'],
} as const;

/** Serves one connection to a machine's sshd over any stream, until either side or the machine ends it. */
export async function serveSsh(machine: Machine, stream: Duplex, options: SshOptions): Promise<void> {
  const hostKey = await ensureHostKey(machine);
  const legacy = options.crypto === 'legacy';
  const server = new ssh2.Server({
    hostKeys: [hostKey],
    ...(legacy ? { ident: 'OpenSSH_4.3', algorithms: { ...legacyAlgorithms, kex: [...legacyAlgorithms.kex], serverHostKey: [...legacyAlgorithms.serverHostKey], cipher: [...legacyAlgorithms.cipher], hmac: [...legacyAlgorithms.hmac], compress: [...legacyAlgorithms.compress] } } : { ident: 'OpenSSH_9.2' }),
  }); // prettier-ignore
  const life = machine.life;
  const drop = (): void => {
    stream.destroy();
  };
  life.addEventListener('abort', drop, { once: true });
  stream.once('close', () => {
    life.removeEventListener('abort', drop);
  });
  stream.on('error', () => stream.destroy());
  server.on('connection', (client) => {
    new HostConnection(machine, client, options).serve();
  });
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- ssh2 works over any duplex stream; its types name sockets
  server.injectSocket(stream as Socket);
}

class HostConnection {
  readonly #machine: Machine;
  readonly #client: Connection;
  readonly #options: SshOptions;
  #user: UserState | null = null;

  constructor(machine: Machine, client: Connection, options: SshOptions) {
    this.#machine = machine;
    this.#client = client;
    this.#options = options;
  }

  serve(): void {
    this.#client.on('authentication', (context) => {
      this.#user = authenticate(this.#machine, this.#options.keys, context) ?? this.#user;
    });
    this.#client.on('ready', () => {
      this.#client.on('session', (accept) => {
        new HostSession(this.#machine, this.#user ?? missing(), accept(), this.#options).serve();
      });
      this.#client.on('tcpip', (accept, reject, info) => void this.#forward(accept, reject, info));
    });
    // A client that vanishes or talks nonsense is the client's affair.
    this.#client.on('error', () => undefined);
  }

  async #forward(accept: () => ServerChannel, reject: () => void, info: TcpipRequestInfo): Promise<void> {
    let target: Duplex;
    try {
      target = await this.#options.connect(this.#machine, info.destIP, info.destPort);
    } catch {
      reject();
      return;
    }
    const channel = accept();
    channel.pipe(target);
    target.pipe(channel);
    const end = (): void => {
      channel.destroy();
      target.destroy();
    };
    channel.on('close', end);
    channel.on('error', end);
    target.on('close', end);
    target.on('error', end);
  }
}

function missing(): never {
  throw new Error('A session before a login');
}

/** One session channel: pty, environment, then exec, shell or sftp. */
class HostSession {
  readonly #machine: Machine;
  readonly #user: UserState;
  readonly #session: Session;
  readonly #options: SshOptions;
  #size: { columns: number; rows: number; term: string } | null = null;
  #terminal: Terminal | null = null;
  #running: Running | null = null;
  readonly #environment: Record<string, string> = {};

  constructor(machine: Machine, user: UserState, session: Session, options: SshOptions) {
    this.#machine = machine;
    this.#user = user;
    this.#session = session;
    this.#options = options;
  }

  serve(): void {
    this.#session.on('pty', (accept, _reject, info) => {
      this.#size = {
        columns: info.cols || 80,
        rows: info.rows || 24,
        term: (info as { readonly term?: string }).term ?? 'xterm',
      };
      if (typeof accept === 'function') accept();
    });
    this.#session.on('window-change', (accept, _reject, info) => {
      this.#terminal?.resize(info.cols, info.rows);
      if (typeof accept === 'function') accept();
    });
    this.#session.on('env', (accept, _reject, info) => {
      // As sshd_config's AcceptEnv of RHEL 5: the locale.
      const { key, val } = info as unknown as { readonly key: string; readonly val: string };
      if (/^(?:LANG|LC_[A-Z]+)$/u.test(key)) this.#environment[key] = val;
      if (typeof accept === 'function') accept();
    });
    this.#session.on('signal', (accept, _reject, info) => {
      const number = new Map([['HUP', 1], ['INT', 2], ['QUIT', 3], ['KILL', 9], ['TERM', 15]]).get(info.name.replace(/^SIG/u, '')); // prettier-ignore
      if (number !== undefined) this.#running?.kill(number);
      if (typeof accept === 'function') accept();
    });
    this.#session.on('exec', (accept, _reject, info) => {
      const command = Buffer.from(info.command, 'utf8');
      if (this.#size !== null) this.#startAtTerminal(accept(), this.#size, command);
      else
        this.#start(accept(), (streams) =>
          kindsOfMachine[this.#machine.state.kind].shell === 'fos'
            ? runSwitchCommand(this.#machine, this.#user, command, streams, null)
            : runCommandLine(this.#machine, this.#user, command, streams, this.#environment),
        );
    });
    this.#session.on('shell', (accept) => {
      this.#shell(accept());
    });
    this.#session.on('sftp', (accept) => {
      serveSftp(this.#machine, this.#user.home, accept(), this.#options.committed);
    });
  }

  #terminalEnvironment(): Record<string, string> {
    return { ...this.#environment, ...(this.#size === null ? {} : { TERM: this.#size.term }) };
  }

  /** Without a pty a shell reads commands from its standard input, without a prompt. */
  #shell(channel: ServerChannel): void {
    if (this.#size !== null) {
      this.#startAtTerminal(channel, this.#size, null);
      return;
    }
    this.#start(channel, (streams) =>
      kindsOfMachine[this.#machine.state.kind].shell === 'fos'
        ? startSwitchLine(this.#machine, this.#user, streams, null, this.#options.committed)
        : runCommandLine(this.#machine, this.#user, Buffer.from('exec /bin/bash'), streams, this.#environment),
    );
  }

  #start(channel: ServerChannel, start: (streams: ReturnType<typeof channelStreams>) => Running): void {
    const ending = { exited: false, released: false };
    const streams = channelStreams(channel, () => {
      this.#released(channel, ending);
    });
    this.#follow(channel, start(streams), ending);
  }

  #startAtTerminal(channel: ServerChannel, size: { columns: number; rows: number }, command: Uint8Array | null): void {
    const ending = { exited: false, released: false };
    const writer = channelWriter(channel, channel);
    const session = startTerminalSession(this.#machine, this.#user, {
      size,
      environment: this.#terminalEnvironment(),
      command,
      output: (bytes) => {
        if (!channel.destroyed && channel.writable) writer.write(bytes);
      },
      ready: () => writer.ready(),
      committed: this.#options.committed,
      released: () => {
        this.#released(channel, ending);
      },
    });
    this.#terminal = session.terminal;
    channel.on('data', (bytes: Buffer) => {
      session.terminal.type(bytes);
    });
    channel.on('end', () => {
      session.terminal.hangUp();
    });
    // What reads or writes a plain channel finds it gone; only a terminal hangs up.
    channel.on('close', session.hangUp);
    this.#follow(channel, session.running, ending);
  }

  /** As sshd does: the channel closes when nobody holds its output any more, a background process included. */
  #released(channel: ServerChannel, ending: { readonly exited: boolean; released: boolean }): void {
    ending.released = true;
    if (ending.exited) channel.end();
  }

  #follow(channel: ServerChannel, running: Running, ending: { exited: boolean; readonly released: boolean }): void {
    this.#running = running;
    channel.on('error', () => undefined);
    void running.ended
      .then(async (ended) => {
        await this.#options.committed();
        if (channel.destroyed) return;
        if (ended.signal === null) channel.exit(ended.status);
        else channel.exit(ended.signal, false, '');
        ending.exited = true;
        if (ending.released) channel.end();
      })
      .catch((problem: unknown) => {
        this.#options.failed(problem);
        channel.close();
      });
  }
}
