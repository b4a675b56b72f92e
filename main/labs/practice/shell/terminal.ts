import { OpenFile, Reader } from './streams.ts';

/** What a terminal tells the one who owns it (the session). */
export interface TerminalOwner {
  readonly output: (bytes: Uint8Array) => void;
  readonly ready: () => Promise<void> | null;
  /** Ctrl-C, Ctrl-\\ or Ctrl-Z were typed. */
  readonly interrupt: (signal: number) => void;
}

/**
 * A pseudo terminal with its line discipline: echo, erasing, Ctrl-U, Ctrl-W, Ctrl-C, Ctrl-D, history on the arrow keys, and
 * newline to carriage return and newline on the way out.
 */
export class Terminal {
  readonly name: string;
  columns: number;
  rows: number;
  /** Lines that the arrow keys bring back; the shell puts them in. */
  readonly history: string[] = [];
  /** Whether the arrow keys and Tab mean something now: at the shell's prompt. */
  editing = false;
  readonly file: OpenFile;
  readonly #owner: TerminalOwner;
  #echo = true;
  #raw = false;
  readonly #resized = new Set<() => void>();
  #line: number[] = [];
  #escape: number[] | null = null;
  #historyAt = 0;
  #lines: (Uint8Array | null)[] = [];
  #wake: (() => void) | null = null;
  #closed = false;
  #afterReturn = false;
  #released: (() => void) | null = null;

  constructor(name: string, size: { readonly columns: number; readonly rows: number }, owner: TerminalOwner) {
    this.name = name;
    this.columns = size.columns;
    this.rows = size.rows;
    this.#owner = owner;
    this.file = new OpenFile({
      reader: new Reader(() => this.#next(), { terminal: true }),
      writer: {
        write: (bytes) => {
          this.write(bytes);
        },
        ready: () => owner.ready(),
      },
      terminal: true,
      close: () => this.#released?.(),
    });
  }

  /** `then` is called when no process has the terminal open any more. */
  closed(then: () => void): void {
    this.#released = then;
  }

  /** Output of a program. */
  write(bytes: Uint8Array): void {
    const text = Buffer.from(bytes).toString('latin1').replace(/\r?\n/gu, '\r\n');
    this.#owner.output(Buffer.from(text, 'latin1'));
  }

  /** Reads without showing what is typed. */
  async hidden<T>(read: () => Promise<T>): Promise<T> {
    this.#echo = false;
    try {
      return await read();
    } finally {
      this.#echo = true;
    }
  }

  /** Asks for a line at the terminal itself; null at its end. */
  async ask(question: string, options: { readonly hidden: boolean; readonly signal: AbortSignal }): Promise<string | null> {
    this.write(Buffer.from(question, 'utf8'));
    const read = async (): Promise<Uint8Array | null> => (await this.file.reader?.readLine(options.signal)) ?? null;
    const line = options.hidden ? await this.hidden(read) : await read();
    if (options.hidden) this.write(Buffer.from('\n'));
    return line === null ? null : Buffer.from(line).toString('utf8');
  }

  /** While `during` runs, keys come as they are typed: no echo, no lines, no signals. As cfmakeraw(3) sets a terminal. */
  async raw<T>(during: () => Promise<T>): Promise<T> {
    const before = this.#raw;
    this.#raw = true;
    try {
      return await during();
    } finally {
      this.#raw = before;
    }
  }

  /** The window has another size now. */
  resize(columns: number, rows: number): void {
    this.columns = columns;
    this.rows = rows;
    for (const tell of [...this.#resized]) tell();
  }

  /** `then` is called at each change of size, until what is returned is called. */
  onResize(then: () => void): () => void {
    this.#resized.add(then);
    return () => this.#resized.delete(then);
  }

  /** Keys from the user. */
  type(bytes: Uint8Array): void {
    if (this.#raw && bytes.length > 0) {
      this.#lines.push(Uint8Array.from(bytes));
      this.#wake?.();
      return;
    }
    for (const byte of bytes) this.#key(byte);
  }

  /** The line went away. */
  hangUp(): void {
    this.#closed = true;
    this.#lines.push(null);
    this.#wake?.();
  }

  /** Throws away what was typed and not yet read. */
  flush(): void {
    this.#line = [];
    this.#lines = [];
  }

  #key(byte: number): void {
    if (this.#escape !== null) {
      this.#escapeKey(byte);
      return;
    }
    // A carriage return and a newline from a pasted or scripted line end it once.
    if (byte === 10 && this.#afterReturn) {
      this.#afterReturn = false;
      return;
    }
    this.#afterReturn = byte === 13;
    switch (byte) {
      case 3:
      case 28:
        this.#show(byte === 3 ? '^C\n' : '^\\\n');
        this.flush();
        this.#owner.interrupt(byte === 3 ? 2 : 3);
        return;
      case 4:
        if (this.#line.length === 0) this.#lines.push(null);
        else this.#finish(false);
        this.#wake?.();
        return;
      case 10:
      case 13:
        this.#show('\n');
        this.#finish(true);
        return;
      case 8:
      case 127:
        if (this.#line.length > 0) this.#rub(1);
        return;
      case 21:
        this.#rub(this.#line.length);
        return;
      case 23: {
        const text = Buffer.from(this.#line).toString('latin1');
        this.#rub(text.length - text.replace(/\S*\s*$/u, '').length);
        return;
      }
      case 27:
        this.#escape = [];
        return;
      default:
        this.#line.push(byte);
        if (byte >= 32 || byte === 9) this.#show(String.fromCharCode(byte));
    }
  }

  #escapeKey(byte: number): void {
    const keys = [...(this.#escape ?? []), byte];
    this.#escape = keys;
    const text = Buffer.from(keys).toString('latin1');
    if (text === '[' || text === 'O') return;
    if (/^\[[0-9;]+$/u.test(text)) return;
    this.#escape = null;
    if (!this.editing || (text !== '[A' && text !== '[B' && text !== 'OA' && text !== 'OB')) return;
    this.#historyAt = Math.max(0, Math.min(this.history.length, this.#historyAt + (text.endsWith('A') ? -1 : 1)));
    this.#rub(this.#line.length);
    const line = Buffer.from(this.history[this.#historyAt] ?? '', 'latin1');
    this.#line = [...line];
    this.#show(line.toString('latin1'));
  }

  #rub(count: number): void {
    this.#line.splice(this.#line.length - count, count);
    this.#show('\b \b'.repeat(count));
  }

  #finish(newline: boolean): void {
    this.#lines.push(Uint8Array.from(newline ? [...this.#line, 10] : this.#line));
    this.#line = [];
    this.#historyAt = this.history.length + (this.editing ? 1 : 0);
    this.#wake?.();
  }

  #show(text: string): void {
    if (this.#echo) this.write(Buffer.from(text, 'latin1'));
    else if (text === '\n') return;
  }

  async #next(): Promise<Uint8Array | null> {
    while (this.#lines.length === 0 && !this.#closed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#lines.shift() ?? null;
  }
}
