/**
 * A text in lines of at most `width` columns, broken at blanks; those after the first begin `indent` columns in. A word that is longer than a line keeps
 * its line, so that a path or a command can be copied whole. `Infinity`: one line, as into a pipe. What colours the text counts for nothing.
 */
export function wrapLine(text: string, width: number, indent: number): readonly string[] {
  if (columnsOf(text) <= width) return [text];
  const margin = ' '.repeat(indent);
  const [start = ''] = /^ */u.exec(text) ?? [];
  const lines: string[] = [];
  let line = start;
  let empty = true;
  for (const word of text.slice(start.length).split(' ')) {
    if (!empty && columnsOf(line) + 1 + columnsOf(word) > width) {
      lines.push(line.trimEnd());
      line = margin;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    // Blanks that stand in a row, as in columns, are not the end of a line.
    empty = empty && word === '';
  }
  return [...lines, line];
}

const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'gu');

/** Columns that a text takes on a terminal, whatever its colour. */
function columnsOf(text: string): number {
  return Array.from(text.replace(COLOUR, '')).length;
}
