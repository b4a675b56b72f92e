import type { ServerChannel } from 'ssh2';
import { BrokenPipe, OpenFile, Reader, type Writer } from '../shell/streams.ts';
import type { Standard } from '../shell/login.ts';

/** The three standard streams of a command over an SSH channel. `released` is called when the last who held stdout and stderr let go. */
export function channelStreams(channel: ServerChannel, released: () => void): Standard {
  let open = 2;
  const close = (): void => {
    open -= 1;
    if (open === 0) released();
  };
  return {
    input: new OpenFile({ reader: channelReader(channel) }),
    output: new OpenFile({ writer: channelWriter(channel, channel), close }),
    error: new OpenFile({ writer: channelWriter(channel, channel.stderr), close }),
  };
}

/** Reads as fast as it is asked: what nobody reads stays in the client's window. */
export function channelReader(channel: ServerChannel): Reader {
  return new Reader(
    () =>
      new Promise((resolve) => {
        const next = channel.read() as Buffer | null;
        if (next !== null) {
          resolve(next);
          return;
        }
        if (channel.readableEnded || channel.destroyed) {
          resolve(null);
          return;
        }
        const done = (chunk: Buffer | null): void => {
          channel.removeListener('readable', ready);
          channel.removeListener('end', ended);
          channel.removeListener('close', ended);
          resolve(chunk);
        };
        const ready = (): void => {
          const chunk = channel.read() as Buffer | null;
          if (chunk !== null) done(chunk);
        };
        const ended = (): void => {
          done(null);
        };
        channel.on('readable', ready);
        channel.on('end', ended);
        channel.on('close', ended);
      }),
  );
}

interface Target {
  readonly write: (bytes: Uint8Array) => boolean;
  readonly once: (event: 'drain', listener: () => void) => unknown;
}

export function channelWriter(channel: ServerChannel, target: Target): Writer {
  let waiting: Promise<void> | null = null;
  return {
    write: (bytes) => {
      if (channel.destroyed || !channel.writable) throw new BrokenPipe();
      const room = target.write(Buffer.from(bytes));
      if (room || waiting !== null) return;
      waiting = new Promise((resolve) => {
        const go = (): void => {
          waiting = null;
          channel.removeListener('close', go);
          resolve();
        };
        target.once('drain', go);
        channel.once('close', go);
      });
    },
    ready: () => waiting,
  };
}
