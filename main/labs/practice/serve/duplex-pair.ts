import { Duplex } from 'node:stream';

/** Two streams of which each reads what the other is written: a connection within the process, without any socket. */
export function duplexPair(): readonly [Duplex, Duplex] {
  const left = new End();
  const right = new End();
  left.other = right;
  right.other = left;
  return [left, right];
}

class End extends Duplex {
  other: End | null = null;
  #resume: (() => void) | null = null;

  override _read(): void {
    const resume = this.#resume;
    this.#resume = null;
    resume?.();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const other = this.other;
    if (other === null || other.destroyed) {
      done(Object.assign(new Error('The other end is closed'), { code: 'EPIPE' }));
      return;
    }
    if (other.push(chunk)) queueMicrotask(done);
    else other.#resume = done;
  }

  override _final(done: (error?: Error | null) => void): void {
    this.other?.push(null);
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    const other = this.other;
    this.other = null;
    this.#resume?.();
    if (other !== null && !other.destroyed) setImmediate(() => other.destroy());
    done(error);
  }
}
