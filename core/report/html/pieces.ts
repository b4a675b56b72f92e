import type { OutputView } from '../output-schema.ts';

export type Piece = OutputView['pieces'][number];

/** A line for the reckoning of what fits on paper: output without line ends is long all the same. */
const LINE_CHARACTERS = 120;

/** Ends of lines in what is shown. */
export function lineCount(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, piece) => sum + ('text' in piece ? piece.text.split('\n').length - 1 : 0), 0);
}

/** The number of lines in words, for what is left out. */
export function linesOf(pieces: readonly Piece[]): string {
  const lines = Math.max(1, lineCount(pieces));
  return `${lines} more ${lines === 1 ? 'line' : 'lines'}`;
}

/**
 * Pieces before and after a number of lines; both parts of a piece that is cut say where the whole piece starts. A rest of one line is not
 * cut off: to say so would take as much.
 */
export function cutAt(pieces: readonly Piece[], lines: number): readonly [readonly Piece[], readonly Piece[]] {
  let left = lines;
  let characters = lines * LINE_CHARACTERS;
  for (const [index, piece] of pieces.entries()) {
    if ('skipped' in piece) continue;
    const ends = piece.text.split('\n').length - 1;
    if (ends <= left && piece.text.length <= characters) {
      left -= ends;
      characters -= piece.text.length;
      continue;
    }
    let at = 0;
    for (let line = 0; line < left; line += 1) at = piece.text.indexOf('\n', at) + 1 || piece.text.length;
    at = Math.min(at, Math.max(0, characters));
    const rest: readonly Piece[] = [{ ...piece, text: piece.text.slice(at) }, ...pieces.slice(index + 1)].filter(
      (one) => 'skipped' in one || one.text !== '',
    );
    const [only] = rest;
    if (rest.length === 0 || (rest.length === 1 && only !== undefined && 'text' in only && fits(only.text))) return [pieces, []];
    return [[...pieces.slice(0, index), ...(at === 0 ? [] : [{ ...piece, text: piece.text.slice(0, at) }])], rest];
  }
  return [pieces, []];
}

function fits(text: string): boolean {
  return text.length <= LINE_CHARACTERS && text.split('\n').length <= 2;
}

/** Whole lines in which marks stand, as far as they are among the pieces; what lies between two of them is left out. */
export function markedLines(pieces: readonly Piece[]): readonly Piece[] {
  const found: Piece[] = [];
  let line: Piece[] = [];
  const end = (): void => {
    if (line.some((one) => 'marked' in one && one.marked)) found.push(...line);
    line = [];
  };
  for (const piece of pieces) {
    if ('skipped' in piece) {
      end();
      continue;
    }
    for (const text of piece.text.split(/(?<=\n)/u)) {
      line.push({ ...piece, text });
      if (text.endsWith('\n')) end();
    }
  }
  end();
  return found;
}
