import { INITIAL_CREDIT, LONGEST_BYTES } from '../../core/contract/credit.ts';

/** What a window may have sent without having credit for it: its last piece. More is a window that does not keep to the contract. */
const MOST_WAITING = INITIAL_CREDIT + LONGEST_BYTES;

/** Bytes of a window on their way to whoever takes them, one reader. */
export class Received implements AsyncIterable<Uint8Array> {
  readonly #pieces: Uint8Array[] = [];
  readonly #consumed: (amount: number) => void;
  #size = 0;
  #over = false;
  #wake: (() => void) | null = null;

  /** `consumed` is told of each piece once the reader came back for more. */
  constructor(consumed: (amount: number) => void) {
    this.#consumed = consumed;
  }

  /** False when the window sent more than it may. */
  put(bytes: Uint8Array): boolean {
    if (this.#over) return true;
    this.#size += bytes.length;
    // A copy: the message that it is a view of belongs to the transport.
    this.#pieces.push(bytes.slice());
    this.#wake?.();
    return this.#size <= MOST_WAITING;
  }

  /** Nothing more comes; what came is still given. */
  finish(): void {
    this.#over = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    for (;;) {
      const piece = this.#pieces.shift();
      if (piece !== undefined) {
        yield piece;
        this.#size -= piece.length;
        this.#consumed(piece.length);
      } else if (this.#over) {
        return;
      } else {
        await new Promise<void>((resolve) => (this.#wake = resolve));
        this.#wake = null;
      }
    }
  }
}
