interface Snapshot {
  readonly lines: readonly string[];
  readonly row: number;
  readonly column: number;
}

/** The text that is edited: lines, a cursor, one register, and what undo brings back. It knows no keys and no screen. */
export class EditedText {
  lines: string[];
  row = 0;
  column = 0;
  /** What was deleted or yanked last. */
  register: { readonly lines: readonly string[]; readonly whole: boolean } = { lines: [], whole: true };
  changed = false;
  readonly #past: Snapshot[] = [];

  constructor(lines: readonly string[]) {
    this.lines = lines.length === 0 ? [''] : [...lines];
  }

  get line(): string {
    return this.lines[this.row] ?? '';
  }

  /** To be called before a change: undo comes back to here. */
  keep(): void {
    this.#past.push({ lines: [...this.lines], row: this.row, column: this.column });
    this.changed = true;
  }

  /** False when there is nothing to undo. */
  undo(): boolean {
    const past = this.#past.pop();
    if (past === undefined) return false;
    this.lines = [...past.lines];
    this.move(past.row, past.column);
    return true;
  }

  /** Puts the cursor there, or as near as there is text. `after`: also behind the last character, as in insert mode. */
  move(row: number, column: number, after = false): void {
    this.row = Math.max(0, Math.min(this.lines.length - 1, row));
    this.column = Math.max(0, Math.min(this.line.length - (after ? 0 : 1), column));
  }

  insert(text: string): void {
    this.lines[this.row] = this.line.slice(0, this.column) + text + this.line.slice(this.column);
    this.column += text.length;
  }

  split(): void {
    const rest = this.line.slice(this.column);
    this.lines[this.row] = this.line.slice(0, this.column);
    this.lines.splice(this.row + 1, 0, rest);
    this.move(this.row + 1, 0, true);
  }

  /** Backspace: joins with the line before at the beginning of one. */
  rubOut(): void {
    if (this.column > 0) {
      this.lines[this.row] = this.line.slice(0, this.column - 1) + this.line.slice(this.column);
      this.column -= 1;
    } else if (this.row > 0) {
      const tail = this.line;
      this.lines.splice(this.row, 1);
      this.row -= 1;
      this.column = this.line.length;
      this.lines[this.row] = this.line + tail;
    }
  }

  deleteCharacters(from: number, to: number): void {
    this.register = { lines: [this.line.slice(from, to)], whole: false };
    this.lines[this.row] = this.line.slice(0, from) + this.line.slice(to);
    this.move(this.row, from);
  }

  yankLines(from: number, count: number): void {
    this.register = { lines: this.lines.slice(from, from + count), whole: true };
  }

  deleteLines(from: number, count: number): void {
    this.yankLines(from, count);
    this.lines.splice(from, count);
    if (this.lines.length === 0) this.lines.push('');
    this.move(from, 0);
    this.firstWord();
  }

  /** p and P. */
  put(before: boolean, count: number): void {
    const { lines, whole } = this.register;
    if (lines.length === 0) return;
    const all = Array.from({ length: count }, () => lines).flat();
    if (whole) {
      const at = before ? this.row : this.row + 1;
      this.lines.splice(at, 0, ...all);
      this.move(at, 0);
      this.firstWord();
      return;
    }
    const text = all.join('');
    const at = before || this.line === '' ? this.column : this.column + 1;
    this.lines[this.row] = this.line.slice(0, at) + text + this.line.slice(at);
    this.move(this.row, at + text.length - 1);
  }

  /** The first character of the line that is no blank. */
  firstWord(): void {
    this.move(this.row, Math.max(0, this.line.search(/\S/u)));
  }

  /** w: the beginning of the next word, over the ends of lines. */
  nextWord(): void {
    const kind = (character: string): number => (/\s/u.test(character) || character === '' ? 0 : /\w/u.test(character) ? 1 : 2);
    let at = this.column;
    const here = kind(this.line.charAt(at));
    while (at < this.line.length && kind(this.line.charAt(at)) === here) at += 1;
    while (at < this.line.length && kind(this.line.charAt(at)) === 0) at += 1;
    if (at < this.line.length) this.move(this.row, at);
    else if (this.row + 1 < this.lines.length) {
      this.move(this.row + 1, 0);
      this.firstWord();
    } else this.move(this.row, this.line.length);
  }

  /** b: the beginning of this word or the one before. */
  previousWord(): void {
    const before = [...this.line.slice(0, this.column).matchAll(/\w+|[^\w\s]+/gu)].at(-1);
    if (before !== undefined) this.move(this.row, before.index);
    else if (this.row > 0) {
      this.move(this.row - 1, this.lines[this.row - 1]?.length ?? 0);
      const last = [...this.line.matchAll(/\w+|[^\w\s]+/gu)].at(-1);
      this.move(this.row, last?.index ?? 0);
    }
  }

  /** The next match behind the cursor (or before it), round the end of the file. False when there is none. */
  search(pattern: RegExp, backwards: boolean): boolean {
    const found = this.lines.flatMap((line, row) => [...line.matchAll(pattern)].map((match) => ({ row, column: match.index })));
    const later = (match: { row: number; column: number }): boolean =>
      match.row > this.row || (match.row === this.row && match.column > this.column);
    const earlier = (match: { row: number; column: number }): boolean =>
      match.row < this.row || (match.row === this.row && match.column < this.column);
    const next = backwards ? (found.findLast(earlier) ?? found.at(-1)) : (found.find(later) ?? found[0]);
    if (next === undefined) return false;
    this.move(next.row, next.column);
    return true;
  }
}
