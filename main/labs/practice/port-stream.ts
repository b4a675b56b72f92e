import { Duplex } from 'node:stream';

/** An end of a message channel, as Electron's MessagePortMain has it. */
export interface MessagePort {
  readonly postMessage: (message: unknown) => void;
  readonly on: {
    (event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
    (event: 'close', listener: () => void): unknown;
  };
  readonly start: () => void;
  readonly close: () => void;
}

/** Bytes that may be under way before the other end said that it took some: a message channel itself knows no limit. */
const MOST_UNDER_WAY = 256 * 1024;

/** Nothing more comes from this end. */
const END = 'end';

/**
 * A byte stream over a message channel, as over a socket: a writer waits for a reader that is behind. Messages are bytes, the number of bytes that were
 * taken, or the end.
 */
export class PortStream extends Duplex {
  readonly #port: MessagePort;
  /** Sent and not taken yet by the other end. */
  #underWay = 0;
  /** Received, and not told yet that they were taken. */
  #untold = 0;
  #resume: ((error?: Error | null) => void) | null = null;
  #ended = false;
  #gone = false;

  constructor(port: MessagePort) {
    // As with sockets: who hears the end, ends.
    super({ allowHalfOpen: false });
    this.#port = port;
    port.on('message', ({ data }) => this.#hear(data));
    port.on('close', () => this.#lost());
    port.start();
  }

  override _read(): void {
    this.#tellTaken();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.#gone) {
      done(Object.assign(new Error('The other end is closed'), { code: 'EPIPE' }));
      return;
    }
    // A copy of just these bytes: a small buffer is a view of a shared, larger one.
    this.#port.postMessage(new Uint8Array(chunk));
    this.#underWay += chunk.length;
    if (this.#underWay < MOST_UNDER_WAY) done();
    else this.#resume = done;
  }

  override _final(done: (error?: Error | null) => void): void {
    if (!this.#gone) this.#port.postMessage(END);
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#gone = true;
    this.#resume = null;
    this.#port.close();
    done(error);
  }

  #hear(data: unknown): void {
    if (this.destroyed) return;
    if (typeof data === 'number') {
      this.#underWay -= data;
      if (this.#underWay >= MOST_UNDER_WAY) return;
      const resume = this.#resume;
      this.#resume = null;
      resume?.();
    } else if (data === END) {
      this.#end();
    } else if (data instanceof Uint8Array) {
      this.#untold += data.length;
      if (this.push(Buffer.from(data.buffer, data.byteOffset, data.length))) this.#tellTaken();
    }
  }

  #tellTaken(): void {
    if (this.#untold === 0 || this.#gone) return;
    this.#port.postMessage(this.#untold);
    this.#untold = 0;
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.push(null);
  }

  /** The other end is gone: what it sent before can still be read, and nothing be written. */
  #lost(): void {
    this.#gone = true;
    const resume = this.#resume;
    this.#resume = null;
    resume?.(Object.assign(new Error('The other end is closed'), { code: 'EPIPE' }));
    if (!this.destroyed) this.#end();
  }
}
