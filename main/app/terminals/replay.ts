/** Blocks that are kept, and the length of one: half a mebibyte in all, some thousand lines. */
const BLOCKS = 32;
const BLOCK = 16_384;
/** The longest beginning of a mode's sequence that a block may end with: `ESC [ ? 1049 ; 2004`. */
const LONGEST_MODE = 32;
const ESCAPE = 0x1b;

/**
 * What a terminal showed last, so that a window that comes back shows it again. What is forgotten leaves behind the private modes that it set
 * (the alternate screen, the hidden cursor, how keys and pastes are sent: ECMA-48 and xterm's DECSET), so that what is left is drawn as it was.
 */
export class Replay {
  #blocks: Uint8Array[] = [];
  /** Bytes of the last block that are filled. */
  #filled = BLOCK;
  #forgot = false;
  #unfinished = '';
  readonly #modes = new Map<number, boolean>();

  add(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length;) {
      if (this.#filled === BLOCK) this.#begin();
      const piece = bytes.subarray(from, from + BLOCK - this.#filled);
      this.#blocks.at(-1)?.set(piece, this.#filled);
      this.#filled += piece.length;
      from += piece.length;
    }
  }

  /** Everything that is kept: bytes that draw the screen, once the terminal was reset. */
  bytes(): Uint8Array {
    const kept = Buffer.concat(this.#blocks);
    const whole = kept.subarray(0, Math.max(0, kept.length - BLOCK) + (kept.length === 0 ? 0 : this.#filled));
    if (!this.#forgot) return whole;
    // Half a line, or half a sequence, is no beginning.
    const line = whole.indexOf(0x0a);
    const modes = [...this.#modes].map(([mode, set]) => `\x1b[?${String(mode)}${set ? 'h' : 'l'}`).join('');
    return Buffer.concat([Buffer.from(modes, 'latin1'), whole.subarray(line + 1)]);
  }

  #begin(): void {
    this.#filled = 0;
    if (this.#blocks.length < BLOCKS) {
      this.#blocks.push(new Uint8Array(BLOCK));
      return;
    }
    const [oldest, ...rest] = this.#blocks;
    if (oldest === undefined) return;
    this.#forget(oldest);
    this.#blocks = [...rest, oldest];
  }

  #forget(block: Uint8Array): void {
    this.#forgot = true;
    if (this.#unfinished === '' && !block.includes(ESCAPE)) return;
    const text = this.#unfinished + Buffer.from(block).toString('latin1');

    for (const [whole, modes, does] of text.matchAll(/\x1bc|\x1b\[\?([\d;]+)([hl])/gu)) {
      if (whole === '\x1bc') this.#modes.clear();
      else for (const mode of (modes ?? '').split(';')) if (mode !== '') this.#modes.set(Number(mode), does === 'h');
    }
    const last = text.lastIndexOf('\x1b');
    const rest = last < text.length - LONGEST_MODE ? '' : text.slice(last);

    this.#unfinished = /^\x1b(?:\[(?:\?[\d;]*)?)?$/u.test(rest) ? rest : '';
  }
}
