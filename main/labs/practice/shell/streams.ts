/** Written to a pipe or connection that nobody reads any more. */
export class BrokenPipe extends Error {
  constructor() {
    super('Broken pipe');
    this.name = 'BrokenPipe';
  }
}

/** Bytes that come in chunks, with what was read too far kept for the next reader. */
export class Reader {
  readonly #pull: () => Promise<Uint8Array | null>;
  #kept: Uint8Array = new Uint8Array(0);
  #ended = false;
  /** An end that is typed (Ctrl-D) ends one read, not all that follow. */
  readonly #terminal: boolean;
  #pending: Promise<void> | null = null;
  #lineEnded = true;

  /** `pull` gives the next chunk, null at the end. It is never asked again before it has answered. */
  constructor(pull: () => Promise<Uint8Array | null>, options: { readonly terminal?: boolean } = {}) {
    this.#pull = pull;
    this.#terminal = options.terminal ?? false;
  }

  /** Up to `limit` bytes as soon as there are any; null at the end. */
  async read(limit = Number.POSITIVE_INFINITY, signal?: AbortSignal): Promise<Uint8Array | null> {
    while (this.#kept.length === 0) {
      if (this.#ended) {
        this.#ended = !this.#terminal;
        return null;
      }
      await this.#fill(signal);
    }
    const chunk = this.#kept.subarray(0, Math.min(limit, this.#kept.length));
    this.#kept = this.#kept.subarray(chunk.length);
    return chunk;
  }

  /** One line without its end; null at the end. */
  async readLine(signal?: AbortSignal): Promise<Uint8Array | null> {
    for (;;) {
      const at = this.#kept.indexOf(10);
      if (at >= 0) {
        const line = this.#kept.subarray(0, at);
        this.#kept = this.#kept.subarray(at + 1);
        this.#lineEnded = true;
        return line;
      }
      if (this.#ended) {
        this.#ended = !this.#terminal;
        if (this.#kept.length === 0) return null;
        const rest = this.#kept;
        this.#kept = new Uint8Array(0);
        this.#lineEnded = false;
        return rest;
      }
      await this.#fill(signal);
    }
  }

  async readAll(signal?: AbortSignal): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    for (let chunk = await this.read(undefined, signal); chunk !== null; chunk = await this.read(undefined, signal))
      chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  /** Whether the line that readLine gave last ended with a newline, and not with the input. */
  get lineEnded(): boolean {
    return this.#lineEnded;
  }

  #fill(signal?: AbortSignal): Promise<void> {
    this.#pending ??= this.#pull().then((chunk) => {
      this.#pending = null;
      if (chunk === null) this.#ended = true;
      else this.#kept = this.#kept.length === 0 ? chunk : Buffer.concat([this.#kept, chunk]);
    });
    return signal === undefined ? this.#pending : abortable(this.#pending, signal);
  }
}

export interface Writer {
  /** Throws BrokenPipe when nobody reads. */
  readonly write: (bytes: Uint8Array) => void;
  /** Null while more may be written; else resolves when it may again. */
  readonly ready: () => Promise<void> | null;
}

/** What one or more file descriptors stand for: closed when the last of them is. */
export class OpenFile {
  readonly reader: Reader | null;
  readonly writer: Writer | null;
  /** Set for the two ends of a terminal. */
  readonly terminal: boolean;
  readonly #close: (() => void) | null;
  #references = 1;

  constructor(ends: {
    readonly reader?: Reader;
    readonly writer?: Writer;
    readonly terminal?: boolean;
    readonly close?: () => void;
  }) {
    this.reader = ends.reader ?? null;
    this.writer = ends.writer ?? null;
    this.terminal = ends.terminal ?? false;
    this.#close = ends.close ?? null;
  }

  retain(): this {
    this.#references += 1;
    return this;
  }

  release(): void {
    this.#references -= 1;
    if (this.#references === 0) this.#close?.();
  }
}

/** A pipe. Its writer is asked to wait above 64 KiB, as the kernel's does. */
export function pipe(): { readonly input: OpenFile; readonly output: OpenFile } {
  const chunks: Uint8Array[] = [];
  let held = 0;
  let writersGone = false;
  let readerGone = false;
  let wakeReader: (() => void) | null = null;
  let wakeWriters: (() => void)[] = [];
  const wake = (): void => {
    wakeReader?.();
    wakeReader = null;
  };
  const drained = (): void => {
    const waiting = wakeWriters;
    wakeWriters = [];
    for (const resume of waiting) resume();
  };
  const reader = new Reader(async () => {
    while (chunks.length === 0 && !writersGone) {
      await new Promise<void>((resolve) => {
        wakeReader = resolve;
      });
    }
    if (chunks.length === 0) return null;
    const all = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
    chunks.length = 0;
    held = 0;
    drained();
    return all;
  });
  const writer: Writer = {
    write: (bytes) => {
      if (readerGone) throw new BrokenPipe();
      if (bytes.length === 0) return;
      chunks.push(bytes);
      held += bytes.length;
      wake();
    },
    ready: () => (held < 65_536 || readerGone ? null : new Promise((resolve) => wakeWriters.push(resolve))),
  };
  return {
    input: new OpenFile({
      reader,
      close: () => {
        readerGone = true;
        drained();
      },
    }),
    output: new OpenFile({
      writer,
      close: () => {
        writersGone = true;
        wake();
      },
    }),
  };
}

/** An input that holds these bytes and then ends. */
export function inputOf(bytes: Uint8Array): OpenFile {
  let given = false;
  return new OpenFile({
    reader: new Reader(() => {
      const chunk = given || bytes.length === 0 ? null : bytes;
      given = true;
      return Promise.resolve(chunk);
    }),
  });
}

/** An output that hands its bytes on as they come. */
export function outputTo(take: (bytes: Uint8Array) => void): OpenFile {
  return new OpenFile({ writer: { write: take, ready: () => null } });
}

/** The promise, or the reason of the signal if that is set first. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      reject(signal.reason instanceof Error ? signal.reason : new Error('Aborted'));
    };
    if (signal.aborted) {
      stop();
      return;
    }
    signal.addEventListener('abort', stop, { once: true });
    promise.then(
      (value) => {
        signal.removeEventListener('abort', stop);
        resolve(value);
      },
      (problem: unknown) => {
        signal.removeEventListener('abort', stop);
        reject(problem instanceof Error ? problem : new Error(String(problem)));
      },
    );
  });
}
