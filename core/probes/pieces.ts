import { z } from 'zod';
import type { Cited, Leaf } from './cited.ts';
import { text } from './facts.ts';
import { textAt } from './reading.ts';
import type { Line } from './text.ts';

/** A run of a line without two blanks in a row: a column of a table, or one `Key: value` among several. */
export interface Piece {
  readonly line: Line;
  /** Characters of the line; `to` is exclusive. */
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** The pieces of a line that two or more blanks, or tabs, stand between. */
export function piecesOf(line: Line, from = 0): readonly Piece[] {
  const pieces: Piece[] = [];
  for (const found of line.text.slice(from).matchAll(/[^ \t]+(?: [^ \t]+)*/gu)) {
    const start = from + found.index;
    pieces.push({ line, from: start, to: start + found[0].length, text: found[0] });
  }
  return pieces;
}

/** A line but for the blanks around it as one piece. */
export function wholePiece(line: Line): Piece {
  const { text } = line;
  return { line, from: text.length - text.trimStart().length, to: text.trimEnd().length, text: text.trim() };
}

/** The text of a piece as a leaf that cites its bytes. */
export function pieceText(piece: Piece): Leaf<string> {
  return textAt(piece.line, piece.from, piece.to);
}

/** Something named that a program says beyond what the facts have a place for. */
export const attribute = z.strictObject({ name: text, value: text });
export type Attribute = z.infer<typeof attribute>;
export const attributes = z.array(attribute);

/** `Key: value` as found in output, both with their bytes. */
export interface Pair {
  readonly key: string;
  readonly name: Leaf<string>;
  readonly value: Leaf<string>;
  readonly line: Line;
}

/** A piece as a pair: everything before the first colon is its key. Null when it is none. */
export function pairOf(piece: Piece): Pair | null {
  const colon = piece.text.indexOf(':');
  if (colon < 1) return null;
  let value = colon + 1;
  while (value < piece.text.length && /\s/u.test(piece.text[value] ?? '')) value += 1;
  const key = piece.text.slice(0, colon);
  return {
    key,
    name: textAt(piece.line, piece.from, piece.from + colon),
    value: textAt(piece.line, Math.min(piece.from + value, piece.to), piece.to),
    line: piece.line,
  };
}

/** Pairs of which some have a place in the facts and the rest are kept as attributes: nothing is lost, nothing is guessed. */
export class Pairs {
  #left: Pair[];
  constructor(pairs: readonly Pair[]) {
    this.#left = [...pairs];
  }

  /** The first pair of that key, once. */
  take(key: string): Pair | null {
    const at = this.#left.findIndex((pair) => pair.key === key);
    if (at === -1) return null;
    return this.#left.splice(at, 1)[0] ?? null;
  }

  /** What nobody took, in the order found. */
  rest(): readonly Cited<Attribute>[] {
    return this.#left.map(({ name, value }) => ({ name, value }));
  }
}
