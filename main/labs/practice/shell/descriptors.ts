import type { OpenFile } from './streams.ts';

/** The file descriptors of a process. */
export class Descriptors {
  readonly #open = new Map<number, OpenFile>();

  get(descriptor: number): OpenFile | undefined {
    return this.#open.get(descriptor);
  }

  /** Takes over one reference to `file`; what was at that number is closed. */
  set(descriptor: number, file: OpenFile): void {
    this.#open.get(descriptor)?.release();
    this.#open.set(descriptor, file);
  }

  close(descriptor: number): void {
    this.#open.get(descriptor)?.release();
    this.#open.delete(descriptor);
  }

  /** As fork(2) leaves them: the same open files. */
  copy(): Descriptors {
    const copy = new Descriptors();
    for (const [descriptor, file] of this.#open) copy.set(descriptor, file.retain());
    return copy;
  }

  closeAll(): void {
    for (const descriptor of [...this.#open.keys()]) this.close(descriptor);
  }
}
