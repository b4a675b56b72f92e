import { failure, type Problem } from '../../core/result.ts';

/** What is known about a connection attempt when it fails. */
export interface Attempt {
  /** `xen1 (10.0.0.5 port 22)`. */
  readonly place: string;
  readonly crypto: 'modern' | 'legacy';
  /** The server's version, when its first line came. */
  readonly software?: string;
}

/** A TCP connection that did not come to be (net.connect errors; codes as in errno(3) and getaddrinfo(3)). */
export function tcpProblem(attempt: Attempt, error: Error & { readonly code?: string }): Problem {
  const { place } = attempt;
  switch (error.code) {
    case 'ECONNREFUSED':
      return problem(
        'connect-refused',
        `${place} refused the connection: nothing listens there, or a firewall rejects it.`,
        'Is sshd running, and is the port right?',
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_NONAME':
      return problem(
        'name-not-found',
        `The address of ${place} has no entry in the name service.`,
        'Put an IP address into the inventory, or correct the name.',
      );
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
    case 'ENETDOWN':
      return problem(
        'host-unreachable',
        `There is no route to ${place} (${error.code}).`,
        'Is it powered on, and is this machine in its network?',
      );
    case 'ETIMEDOUT':
      return connectTimeout(attempt, 'connect');
    case 'ECONNRESET':
    case 'EPIPE':
      return problem(
        'connection-reset',
        `${place} cut the connection while it was being made.`,
        'Its sshd may limit connections (MaxStartups) or addresses.',
      );
    default:
      return problem('host-unreachable', `${place} cannot be reached: ${error.code ?? 'unknown error'}.`);
  }
}

/** Nothing came in time: before the TCP connection stood (`connect`) or after (`login`). */
export function connectTimeout(attempt: Attempt, stage: 'connect' | 'login'): Problem {
  if (stage === 'connect') {
    return problem(
      'connect-timeout',
      `${attempt.place} did not answer in time.`,
      'Is it powered on and booted, and does a firewall drop the packets?',
    );
  }
  return attempt.software === undefined
    ? problem(
        'handshake-timeout',
        `${attempt.place} accepts connections but says nothing as an SSH server.`,
        'Another service on this port, or a host that hangs.',
      )
    : problem(
        'handshake-timeout',
        `${attempt.place} (${attempt.software}) stopped answering during log-in.`,
        'The host may be overloaded or hanging; its name service may be slow (UseDNS).',
      );
}

/** What ssh2 says when the handshake failed (its lib/protocol/kex.js), told to a person. */
export function handshakeProblem(attempt: Attempt, message: string): Problem {
  const missing = /no matching (.+)$/u.exec(message)?.[1];
  const server = attempt.software === undefined ? '' : ` (${attempt.software})`;
  if (missing !== undefined) {
    return problem(
      'no-common-algorithm',
      `${attempt.place}${server} and this machine have no common ${missing}.`,
      attempt.crypto === 'modern'
        ? 'If it is an old host (OpenSSH before 6.5, old Fabric OS), put into its inventory entry: crypto: legacy'
        : 'It already has crypto: legacy; its SSH server offers nothing that this program can do.',
    );
  }
  if (/signature verification failed/u.test(message)) {
    return problem(
      'host-key-unproven',
      `${attempt.place}${server} could not prove that it holds its host key.`,
      'Something between may be posing as the host. Nothing was sent.',
    );
  }
  return problem('handshake-failed', `The SSH handshake with ${attempt.place}${server} failed: ${printable(message)}.`);
}

/** The connection ended before anybody was logged in. */
export function closedProblem(attempt: Attempt): Problem {
  return attempt.software === undefined
    ? problem(
        'connection-closed',
        `${attempt.place} closed the connection without a word of SSH.`,
        'Its sshd may be starting, stopping, or refusing this address (hosts.deny, MaxStartups).',
      )
    : problem(
        'connection-closed',
        `${attempt.place} (${attempt.software}) closed the connection during log-in.`,
        'Its log (/var/log/secure, journal) says why.',
      );
}

/** Text of the other side in a sentence of ours: no control characters, at most 200 characters. */
export function printable(text: string): string {
  const inert = text.replace(/[^\x20-\x7e]/gu, '?');
  return inert.length > 200 ? `${inert.slice(0, 200)}...` : inert;
}

function problem(code: string, sentence: string, next?: string): Problem {
  return failure(code, sentence, next).problem;
}
