import { LONGEST_BYTES, type Credit } from '../../core/contract/credit.ts';
import type { Frame } from '../../core/contract/frame.ts';

export interface Pumping {
  readonly id: number;
  /** The window does not want it any more, or is gone. */
  readonly signal: AbortSignal;
  readonly credit: Credit;
  /** What a thing becomes on its way out; null: it is bytes. */
  readonly asItem: ((value: unknown) => unknown) | null;
  readonly send: (frame: Frame) => void;
}

/** Sends what a source gives until it ends. The source is asked for more only while the window keeps up. */
export async function pump(source: AsyncIterable<unknown>, { id, signal, credit, asItem, send }: Pumping): Promise<void> {
  const iterator = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      await credit.some();
      if (signal.aborted) return;
      const next = await nextOf(iterator, signal);
      if (next === 'stopped') return;
      if (next.done === true) {
        send({ kind: 'end', id });
        return;
      }
      if (asItem === null) sendBytes(id, next.value as Uint8Array, credit, send);
      else sendItem(id, asItem(next.value), credit, send);
    }
  } finally {
    // Not awaited: a source in the middle of something comes to its own end, having been told by the signal.
    void iterator.return?.().then(undefined, () => undefined);
  }
}

/**
 * The next thing of a source, unless the signal comes first. A promise for the signal that all of them were raced with would keep every one of them until the stream's
 * end.
 */
function nextOf(iterator: AsyncIterator<unknown>, signal: AbortSignal): Promise<IteratorResult<unknown> | 'stopped'> {
  return new Promise((resolve, reject) => {
    const stop = (): void => resolve('stopped');
    signal.addEventListener('abort', stop, { once: true });
    iterator
      .next()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', stop));
  });
}

function sendItem(id: number, value: unknown, credit: Credit, send: Pumping['send']): void {
  const size = JSON.stringify(value).length;
  credit.spend(size);
  send({ kind: 'item', id, size, value });
}

function sendBytes(id: number, bytes: Uint8Array, credit: Credit, send: Pumping['send']): void {
  credit.spend(bytes.length);
  for (let from = 0; from < bytes.length; from += LONGEST_BYTES) {
    send({ kind: 'bytes', id, bytes: bytes.subarray(from, from + LONGEST_BYTES) });
  }
}
