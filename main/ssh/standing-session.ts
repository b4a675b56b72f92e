import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Client as SshClient } from 'ssh2';
import type { InventoryHost } from '../../core/hosts/inventory.ts';
import { failure, success, type Problem } from '../../core/result.ts';
import { printable } from './connect-problem.ts';
import { execute } from './exec.ts';
import { fingerprints } from './fingerprint.ts';
import { openShell } from './shell.ts';
import type { HostSession, NegotiatedAlgorithms } from './session.ts';
import type { Trusted } from './trust.ts';

/** What is known of a connection once it stands. */
export interface Standing {
  readonly name: string;
  readonly target: InventoryHost;
  /** `xen1 (10.0.0.5 port 22)`. */
  readonly place: string;
  readonly software: string;
  readonly blob: Buffer;
  readonly trusted: Trusted;
  readonly algorithms: NegotiatedAlgorithms;
  readonly signedInBy: string;
}

/** The session of a connection that has logged in. */
export function standingSession(
  client: SshClient,
  stream: Duplex,
  { name, target, place, software, blob, trusted, algorithms, signedInBy }: Standing,
): HostSession {
  let end: Problem | undefined;
  let closing = false;
  let cause: string | undefined;
  const listeners = new Set<(problem: Problem) => void>();
  let finish: () => void = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = () => {
      if (end !== undefined) return;
      end = closing
        ? failure('session-closed', `The connection to ${place} was closed from here.`).problem
        : failure(
            'session-lost',
            `The connection to ${place} was lost${cause === undefined ? '' : `: ${cause}`}.`,
            'What was running there may have gone on. Look before you repeat it.',
          ).problem;
      for (const listener of listeners) listener(end);
      listeners.clear();
      resolve();
    };
    client.on('error', (error: Error & { level?: string; code?: unknown }) => {
      cause ??= sessionCause(error);
    });
    client.on('close', finish);
    client.on('end', finish);
    stream.once('close', finish);
  });
  const ended = () => {
    // The stream is gone a moment before it says so.
    if (stream.destroyed) finish();
    return end;
  };
  return {
    host: name,
    address: target.address,
    port: target.port,
    user: target.user,
    shell: target.shell,
    fingerprint: fingerprints(blob).sha256,
    trust: trusted.how,
    algorithms,
    signedInBy,
    software,
    ended,
    exec: (request) => execute(client, place, ended, request),
    terminal: (request) => openShell(client, place, ended, request),
    connectTo: (address, port) =>
      new Promise((resolve) => {
        const gone = ended();
        if (gone !== undefined) {
          resolve({ ok: false, problem: gone });
          return;
        }
        const refused = (why: string | undefined) =>
          resolve(
            failure(
              'forward-refused',
              `${place} could not reach ${address} port ${port} for us${why === undefined || why === '' ? '' : `: ${printable(why)}`}.`,
              'Is that host up, and does the host between allow forwarding (AllowTcpForwarding)?',
            ),
          );
        try {
          client.forwardOut('127.0.0.1', 0, address, port, (error: Error | undefined, channel) => {
            if (error !== undefined) {
              refused(openFailure(error));
              return;
            }
            resolve(success(channel));
          });
        } catch (error) {
          refused(error instanceof Error ? error.message : undefined);
        }
      }),
    onEnd: (listener) => {
      const gone = ended();
      if (gone !== undefined) {
        listener(gone);
        return () => {};
      }
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose: async () => {
      if (ended() !== undefined) return;
      closing = true;
      client.end();
      // A peer that does not close in return is not waited for.
      const impatient = setTimeout(() => stream.destroy(), 1000);
      await finished;
      clearTimeout(impatient);
      if (stream instanceof Socket) stream.destroy();
    },
  };
}

/** Why a channel was not opened: the server's own words, else what its reason code means (RFC 4254 section 5.1). */
function openFailure(error: Error & { readonly reason?: unknown }): string | undefined {
  const said = error.message.replace(/^\(SSH\) Channel open failure:/u, '').trim();
  return said === '' ? OPEN_FAILURES[Number(error.reason)] : said;
}

const OPEN_FAILURES: Readonly<Record<number, string>> = {
  1: 'it does not allow forwarding',
  2: 'nothing answers there',
  3: 'it knows no forwarding',
  4: 'it has no room for another channel',
};

function sessionCause(error: Error & { level?: string; code?: unknown }): string {
  if (error.level === 'client-timeout') return 'it stopped answering (three keepalive questions in 60 s)';
  if (error.level === 'client-socket')
    return error.code === 'ECONNRESET' ? 'it was reset' : `network error ${printable(String(error.code))}`;
  if (typeof error.code === 'number') return `the host ended it (${printable(error.message)})`;
  return printable(error.message);
}
