import type { Client, ClientChannel } from 'ssh2';
import { failure, success, type Problem, type Result } from '../../core/result.ts';
import { onAbort } from './on-abort.ts';
import type { CapturedStream, ExecDone, ExecRequest } from './session.ts';

/** setTimeout counts in 31 bits: 24 days. A longer one would fire at once. */
const longestTimer = 2 ** 31 - 1;
/** Kept of each stream unless the request says otherwise. */
const defaultLimit = 8 * 1024 * 1024;

/**
 * Runs one command on a channel of its own. `ended` tells whether and why the connection is gone.
 * A channel that the host refuses is a failure, since then nothing ran; all else is reported as what arrived.
 */
export function execute(
  client: Client,
  place: string,
  ended: () => Problem | undefined,
  request: ExecRequest,
): Promise<Result<ExecDone>> {
  const gone = ended();
  if (gone !== undefined) return Promise.resolve({ ok: false, problem: gone });
  if (request.signal?.aborted === true)
    return Promise.resolve(failure('interrupted', `The command on ${place} was not started.`));
  return new Promise((resolve) => {
    const started = performance.now();
    const limit = request.limitBytes ?? defaultLimit;
    const collected = { stdout: collector(limit), stderr: collector(limit) };
    let channel: ClientChannel | undefined;
    let exit: number | null = null;
    let signal: string | undefined;
    let exited = false;
    let over = false;
    const pending = new Set<Promise<void>>();

    const release = () => {
      clearTimeout(timer);
      deafen();
    };
    const finish = (problem: Problem | undefined) => {
      if (over) return;
      over = true;
      release();
      const done: ExecDone = {
        exit: problem === undefined ? exit : null,
        ...(signal === undefined ? {} : { signal }),
        stdout: collected.stdout.captured(),
        stderr: collected.stderr.captured(),
        durationMs: performance.now() - started,
        ...(problem === undefined ? {} : { problem }),
      };
      resolve(success(done));
    };
    const refuse = (problem: Problem) => {
      if (over) return;
      over = true;
      release();
      resolve({ ok: false, problem });
    };
    /** Closes the channel and tells so at once; what still comes belongs to nobody. */
    const abandon = (problem: Problem) => {
      finish(problem);
      if (channel === undefined || ended() !== undefined) return;
      channel.on('error', () => {});
      channel.resume();
      channel.stderr.resume();
      // OpenSSH before 7.9 knows no signal requests (its release notes); closing takes the command its output away.
      channel.signal('KILL');
      channel.close();
    };
    const timer = setTimeout(
      () => {
        const seconds = Math.round(request.timeoutMs / 100) / 10;
        abandon(
          failure(
            'exec-timeout',
            `The command on ${place} had not ended after ${seconds} s; its channel was closed.`,
            'It may still run there. Look before you repeat it.',
          ).problem,
        );
      },
      Math.min(request.timeoutMs, longestTimer),
    );
    const interrupt = () =>
      abandon(failure('interrupted', `The command on ${place} was interrupted; it may still run there.`).problem);
    const deafen = onAbort(request.signal, interrupt);

    const callback = (error: Error | undefined, opened: ClientChannel) => {
      if (error !== undefined) {
        const reason = ended();
        if (reason !== undefined) {
          finish(reason);
          return;
        }
        if (/No response from server|Not connected/u.test(error.message)) {
          finish(
            failure(
              'session-lost',
              `The connection to ${place} was lost as the command was sent.`,
              'It may have run there. Look before you repeat it.',
            ).problem,
          );
          return;
        }
        refuse(
          failure(
            'channel-refused',
            `${place} refused to open a channel for the command; it was not run.`,
            'Its sshd may limit sessions a connection (MaxSessions) or forbid commands.',
          ).problem,
        );
        return;
      }
      channel = opened;
      if (over) {
        opened.on('error', () => {});
        opened.resume();
        opened.stderr.resume();
        opened.close();
        return;
      }
      opened.on('exit', (code: number | null, name?: string) => {
        exited = true;
        exit = code;
        if (code === null && name !== undefined) signal = name;
      });
      opened.on('error', () => {});
      const listen = (stream: 'stdout' | 'stderr') => {
        const source = stream === 'stdout' ? opened : opened.stderr;
        source.on('data', (chunk: Buffer) => {
          if (over) return;
          collected[stream].add(chunk);
          const held = request.onOutput?.(stream, chunk);
          if (held === undefined) return;
          source.pause();
          const settled: Promise<void> = held.finally(() => {
            pending.delete(settled);
            source.resume();
          });
          pending.add(settled);
        });
      };
      listen('stdout');
      listen('stderr');
      opened.on('close', () => {
        void Promise.allSettled(pending).then(() => {
          if (exited) {
            finish(undefined);
            return;
          }
          finish(
            ended() ??
              failure(
                'session-lost',
                `${place} closed the command's channel without saying how it ended.`,
                'It may have run there. Look before you repeat it.',
              ).problem,
          );
        });
      });
      feed(opened, request.stdin).catch((error: unknown) => {
        const why = error instanceof Error ? error.message : 'unknown error';
        abandon(
          failure('stdin-failed', `What was to be sent to the command on ${place} could not be read here: ${why}.`).problem,
        );
      });
    };
    try {
      client.exec(request.command, callback);
    } catch (error) {
      // ssh2 throws 'Not connected' when the socket has just gone.
      refuse(
        ended() ??
          failure(
            'session-lost',
            `The connection to ${place} is gone: ${error instanceof Error ? error.message : 'unknown error'}.`,
          ).problem,
      );
    }
  });
}

/** Writes standard input and closes it; stops when the channel goes. */
async function feed(channel: ClientChannel, stdin: ExecRequest['stdin']): Promise<void> {
  const state = { closed: false };
  channel.once('close', () => {
    state.closed = true;
  });
  if (stdin instanceof Uint8Array) {
    channel.end(Buffer.from(stdin.buffer, stdin.byteOffset, stdin.byteLength));
    return;
  }
  if (stdin !== undefined) {
    for await (const chunk of stdin) {
      if (state.closed || !channel.writable) return;
      if (!channel.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))) {
        await new Promise<void>((resolve) => {
          const go = () => {
            channel.removeListener('drain', go);
            channel.removeListener('close', go);
            resolve();
          };
          channel.once('drain', go);
          channel.once('close', go);
        });
      }
    }
  }
  if (!state.closed) channel.end();
}

function collector(limit: number): { readonly add: (chunk: Uint8Array) => void; readonly captured: () => CapturedStream } {
  const chunks: Uint8Array[] = [];
  let kept = 0;
  let cut = 0;
  return {
    add: (chunk) => {
      const room = Math.min(chunk.length, limit - kept);
      if (room > 0) chunks.push(chunk.subarray(0, room));
      kept += room;
      cut += chunk.length - room;
    },
    captured: () => ({ bytes: new Uint8Array(Buffer.concat(chunks)), cut }),
  };
}
