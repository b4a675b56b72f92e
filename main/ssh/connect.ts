import { connect as connectTcp } from 'node:net';
import type { Duplex } from 'node:stream';
import type { InventoryHost } from '../../core/hosts/inventory.ts';
import { failure, success, type Problem, type Result } from '../../core/result.ts';
import { describeNegotiated, offeredAlgorithms } from './algorithms.ts';
import { createAuthenticator, type AuthReport } from './auth.ts';
import { closedProblem, connectTimeout, handshakeProblem, printable, tcpProblem, type Attempt } from './connect-problem.ts';
import { keyType } from './fingerprint.ts';
import { onAbort } from './on-abort.ts';
import type { SshPorts } from './ports.ts';
import type { HostSession, NegotiatedAlgorithms } from './session.ts';
import { Client } from './ssh2.ts';
import { standingSession } from './standing-session.ts';
import { startStopwatch, type Stopwatch } from './stopwatch.ts';
import type { Trusted } from './trust.ts';

/** A dead peer is noticed after three unanswered questions, 15 s apart. */
const keepalive = { keepaliveInterval: 15_000, keepaliveCountMax: 3 };

export interface ConnectOptions {
  /** Session of the jump host, for a host that is reached through one. */
  readonly via?: HostSession;
  /** Milliseconds for connecting and logging in, without the time that a person is asked. Default 20 s. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Opens an SSH connection: host key verdict first, then log-in. Problem codes: `connect-refused`, `connect-timeout`, `host-unreachable`,
 * `name-not-found`, `connection-reset`, `connection-closed`, `handshake-timeout`, `no-common-algorithm`, `handshake-failed`,
 * `host-key-unknown`, `host-key-changed`, `host-key-revoked`, `host-key-unproven`, `auth-failed`, `interrupted`.
 */
export async function connectHost(
  name: string,
  target: InventoryHost,
  ports: SshPorts,
  options: ConnectOptions = {},
): Promise<Result<HostSession>> {
  const place = `${name} (${target.address} port ${target.port})`;
  let attempt: Attempt = { place, crypto: target.crypto };
  let expire: (problem: Problem) => void = () => {};
  const timedOut = new Promise<Problem>((resolve) => {
    expire = resolve;
  });
  const interrupt = () => expire(failure('interrupted', `Connecting to ${place} was interrupted.`).problem);
  if (options.signal?.aborted === true) interrupt();
  const deafen = onAbort(options.signal, interrupt);
  let connected = false;
  const stopwatch = startStopwatch(options.timeoutMs ?? ports.connectMs ?? 20_000, () =>
    expire(connectTimeout(attempt, connected ? 'login' : 'connect')),
  );
  try {
    const stream = await openStream(name, target, ports, options.via, attempt, timedOut);
    if (!stream.ok) return stream;
    connected = true;
    const learn = (software: string) => {
      attempt = { ...attempt, software };
      return attempt;
    };
    return await logIn({ name, target, ports, place, stream: stream.value, stopwatch, timedOut, learn, attempt: () => attempt });
  } finally {
    deafen();
    stopwatch.dispose();
  }
}

/** The stream that a lab brings; it fails with the codes that a socket's errors have. Undefined where it brings none. */
async function ownStream(
  name: string,
  target: InventoryHost,
  ports: SshPorts,
  attempt: Attempt,
  timedOut: Promise<Problem>,
): Promise<Result<Duplex> | undefined> {
  const opening = ports.stream?.(name, target);
  if (opening === undefined) return undefined;
  const late = timedOut.then((problem) => ({ ok: false, problem }) as const);
  try {
    const first = await Promise.race([opening, late]);
    if (first === undefined || !('ok' in first)) return first === undefined ? undefined : success(first);
    void opening.then(
      (stream) => stream?.destroy(),
      () => {},
    );
    return first;
  } catch (error) {
    if (error instanceof Error && 'code' in error)
      return { ok: false, problem: tcpProblem(attempt, error as Error & { code?: string }) };
    throw error;
  }
}

/** A lab's own stream, a channel through the jump host, or TCP with Nagle's delay off. */
async function openStream(
  name: string,
  target: InventoryHost,
  ports: SshPorts,
  via: HostSession | undefined,
  attempt: Attempt,
  timedOut: Promise<Problem>,
): Promise<Result<Duplex>> {
  const own = await ownStream(name, target, ports, attempt, timedOut);
  if (own !== undefined) return own;
  if (via !== undefined) {
    const opening = via.connectTo(target.address, target.port);
    const first = await Promise.race([opening, timedOut.then((problem) => ({ ok: false, problem }) as const)]);
    if (first.ok) return first;
    void opening.then((late) => late.ok && late.value.destroy());
    const { code, sentence, next } = first.problem;
    return code === 'forward-refused' ? failure(code, `${name} is reached through ${via.host}: ${sentence}`, next) : first;
  }
  return new Promise((resolve) => {
    const socket = connectTcp({ host: target.address, port: target.port, noDelay: true, keepAlive: true });
    const fail = (problem: Problem) => {
      socket.removeAllListeners();
      socket.on('error', () => {});
      socket.destroy();
      resolve({ ok: false, problem });
    };
    socket.once('error', (error) => fail(tcpProblem(attempt, error)));
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      resolve(success(socket));
    });
    void timedOut.then((problem) => {
      if (socket.connecting) fail(problem);
    });
  });
}

interface LogIn {
  readonly name: string;
  readonly target: InventoryHost;
  readonly ports: SshPorts;
  readonly place: string;
  readonly stream: Duplex;
  readonly stopwatch: Stopwatch;
  readonly timedOut: Promise<Problem>;
  readonly attempt: () => Attempt;
  readonly learn: (software: string) => Attempt;
}

async function logIn(login: LogIn): Promise<Result<HostSession>> {
  const { name, target, ports, stream, stopwatch } = login;
  const known = target.hostKey === undefined ? await ports.trust.knownTypes(target) : [];
  const client = new Client();
  const authenticator = createAuthenticator(name, target, ports, stopwatch.while);
  /** The key of the first exchange: the verdict on it holds for the connection, and a later exchange may not bring another. */
  let proved: Buffer | undefined;
  let trusted: Trusted | undefined;
  let negotiated: NegotiatedAlgorithms | undefined;
  let refusal: Problem | undefined;
  let software = '';

  const opened = new Promise<Problem | undefined>((resolve) => {
    client.on('ready', () => resolve(undefined));
    client.on('error', (error: Error & { level?: string; code?: unknown }) => {
      // An agent that cannot sign is one attempt less; ssh2 goes on by itself.
      if (error.level === 'agent') return;
      resolve(refusal ?? explain(login.attempt(), error, authenticator.report(), target.user));
    });
    client.on('close', () => resolve(refusal ?? lost(login.attempt(), authenticator.report(), target.user)));
    client.on('handshake', (result) => {
      // Algorithms of the first exchange; a rekey may choose no others, since both lists stay the same.
      negotiated ??= describeNegotiated(result);
    });
    void login.timedOut.then(resolve);
    watchVersion(stream, (version) => {
      software = version;
      login.learn(version);
    });
    try {
      client.connect({
        sock: stream,
        username: target.user,
        readyTimeout: 0,
        ...keepalive,
        algorithms: offeredAlgorithms(target.crypto, known),
        hostVerifier: (blob: Buffer, verify: (permitted: boolean) => void) => {
          if (proved !== undefined) {
            verify(proved.equals(blob));
            return;
          }
          const key = { type: keyType(blob) ?? 'unknown', blob };
          void stopwatch
            .while(() => ports.trust.decide(name, target, key))
            .then(
              (decision) => {
                if (decision.ok) {
                  proved = Buffer.from(blob);
                  trusted = decision.value;
                } else {
                  refusal = decision.problem;
                }
                verify(decision.ok);
              },
              (error: unknown) => {
                const why = error instanceof Error ? error.message : 'unknown error';
                refusal = failure(
                  'host-key-unknown',
                  `The key of ${login.place} could not be judged: ${why}. Nothing was sent.`,
                ).problem;
                verify(false);
              },
            );
        },
        // The middleware of @types/ssh2 gives no null, ssh2 does: at the first call.
        authHandler: (left, _partial, next) => {
          authenticator.next(left).then(
            (method) => (next as (method: unknown) => void)(method),
            (error: unknown) => {
              refusal = failure(
                'auth-failed',
                `Logging in to ${login.place} failed: ${error instanceof Error ? printable(error.message) : 'unknown error'}.`,
              ).problem;
              (next as (method: unknown) => void)(false);
            },
          );
        },
      });
    } catch (error) {
      resolve(
        failure(
          'handshake-failed',
          `Connecting to ${login.place} failed: ${error instanceof Error ? error.message : 'unknown error'}.`,
        ).problem,
      );
    }
  });

  const problem = await opened;
  if (problem !== undefined) {
    client.on('error', () => {});
    client.end();
    stream.destroy();
    if (problem.code === 'auth-failed') await ports.signInRefused?.(name);
    return { ok: false, problem };
  }
  if (proved === undefined || trusted === undefined || negotiated === undefined)
    throw new Error('logged in without a verdict on the host key');
  await trusted.remember();
  return success(
    standingSession(client, stream, {
      name,
      target,
      place: login.place,
      software,
      blob: proved,
      trusted,
      algorithms: negotiated,
      signedInBy: authenticator.report().tried.at(-1) ?? 'none',
    }),
  );
}

/** The first line of an SSH server, `SSH-2.0-OpenSSH_4.3 comment` (RFC 4253 section 4.2), seen as it passes to ssh2. */
function watchVersion(stream: Duplex, seen: (version: string) => void): void {
  let text = '';
  const push = stream.push.bind(stream);
  stream.push = (chunk: unknown, encoding?: BufferEncoding) => {
    if (chunk instanceof Uint8Array) {
      text += Buffer.from(chunk).toString('latin1');
      const version = /^SSH-[0-9.]+-([^\r\n]*)\r?\n/mu.exec(text)?.[1];
      if (version !== undefined || text.length > 8192) {
        stream.push = push;
        if (version !== undefined) seen(printable(version));
      }
    }
    return push(chunk, encoding);
  };
}

function explain(attempt: Attempt, error: Error & { level?: string; code?: unknown }, report: AuthReport, user: string): Problem {
  if (error.level === 'client-authentication') return authProblem(attempt, report, user);
  if (error.level === 'client-socket') return tcpProblem(attempt, error as Error & { code?: string });
  if (error.level === 'handshake' || error.level === 'protocol') {
    if (/Connection lost before handshake/u.test(error.message)) return closedProblem(attempt);
    return handshakeProblem(attempt, error.message.replace(/^Handshake failed: /u, ''));
  }
  // SSH_MSG_DISCONNECT (RFC 4253 section 11.1): the server's own words, 2 and 14 after too many tries.
  if (report.tried.length > 0 && (error.code === 2 || error.code === 14))
    return authProblem(attempt, report, user, error.message);
  return failure('connection-closed', `${attempt.place} ended the connection: ${printable(error.message)}.`).problem;
}

function lost(attempt: Attempt, report: AuthReport, user: string): Problem {
  return report.tried.length > 0 ? authProblem(attempt, report, user, 'it closed the connection') : closedProblem(attempt);
}

function authProblem(attempt: Attempt, report: AuthReport, user: string, said?: string): Problem {
  const tried = report.tried.length === 0 ? 'nothing that could be tried' : report.tried.join(', ');
  const offered = report.offered.length === 0 ? '' : ` It takes: ${report.offered.join(', ')}.`;
  const notes = report.notes.length === 0 ? '' : ` Not tried: ${report.notes.join('; ')}.`;
  const words = said === undefined ? '' : ` It said: ${printable(said)}.`;
  return failure(
    'auth-failed',
    `${attempt.place} did not let ${user} in. Tried: ${tried}.${offered}${notes}${words}`,
    'Name the right key or password in the inventory (auth:), and see that the host allows this user (PermitRootLogin, AllowUsers).',
  ).problem;
}
