/** Bytes that may lie here unread before whoever gives them waits. */
const ROOM = 65_536;

/** Bytes on their way to one window, which takes what has come together meanwhile as one piece. */
export class Outlet implements AsyncIterable<Uint8Array> {
  #pieces: Uint8Array[] = [];
  #size = 0;
  #over = false;
  #wake: (() => void) | null = null;
  #room: (() => void) | null = null;

  /** Null where there is room for more; else resolves when there is, or when nobody reads any more. One giver. */
  put(bytes: Uint8Array): Promise<void> | null {
    if (this.#over) return null;
    this.#pieces.push(bytes);
    this.#size += bytes.length;
    this.#wake?.();
    if (this.#size <= ROOM) return null;
    return new Promise((resolve) => (this.#room = resolve));
  }

  /** Nobody reads any more, or nothing more comes; what came is still given. */
  finish(): void {
    this.#over = true;
    this.#wake?.();
    this.#room?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        if (this.#pieces.length > 0) yield this.#take();
        else if (this.#over) return;
        else {
          await new Promise<void>((resolve) => (this.#wake = resolve));
          this.#wake = null;
        }
      }
    } finally {
      this.finish();
    }
  }

  #take(): Uint8Array {
    const pieces = this.#pieces;
    this.#pieces = [];
    this.#size = 0;
    this.#room?.();
    this.#room = null;
    return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
  }
}
