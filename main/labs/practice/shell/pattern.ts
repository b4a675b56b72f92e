/** Part of a pattern: `literal` text stands for itself, the rest may hold *, ? and [...]. */
export interface PatternPiece {
  readonly text: string;
  readonly literal: boolean;
}

/** Source of a regular expression for a shell pattern (POSIX 2.13), not anchored. `lazy`: a star takes as little as it can. */
export function patternSource(
  pieces: readonly PatternPiece[],
  options: { readonly forPaths?: boolean; readonly lazy?: boolean } = {},
): string {
  const text = pieces.map((piece) => (piece.literal ? piece.text.replace(/[\s\S]/gu, '\\$&') : piece.text)).join('');
  return magic(text, options.forPaths === true ? '[^/]' : '[\\s\\S]', options.lazy === true);
}

export function matches(text: string, pieces: readonly PatternPiece[]): boolean {
  if (pieces.every((piece) => piece.literal || !/[\\*?[]/u.test(piece.text)))
    return pieces.map((piece) => piece.text).join('') === text;
  return new RegExp(`^(?:${patternSource(pieces)})$`, 's').test(text);
}

/** Whether anything in it can match other than itself. */
export function isMagic(pieces: readonly PatternPiece[]): boolean {
  return pieces.some((piece) => !piece.literal && /[*?[]/u.test(piece.text));
}

function magic(text: string, any: string, lazy: boolean): string {
  let source = '';
  let at = 0;
  while (at < text.length) {
    const character = text.charAt(at);
    if (character === '*') source += `${any}*${lazy ? '?' : ''}`;
    else if (character === '?') source += any;
    else if (character === '\\' && at + 1 < text.length) {
      at += 1;
      source += escapeAll(text.charAt(at));
    } else if (character === '[') {
      const bracket = bracketAt(text, at);
      if (bracket === null) source += '\\[';
      else {
        source += bracket.source;
        at = bracket.end;
      }
    } else source += escapeAll(character);
    at += 1;
  }
  return source;
}

const classes: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  blank: ' \\t',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '\\x21-\\x7e',
  lower: 'a-z',
  print: '\\x20-\\x7e',
  punct: '\\x21-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\x7e',
  space: '\\s',
  upper: 'A-Z',
  xdigit: '0-9A-Fa-f',
};

function bracketAt(text: string, start: number): { readonly source: string; readonly end: number } | null {
  let at = start + 1;
  let inside = '';
  const negated = text.charAt(at) === '!' || text.charAt(at) === '^';
  if (negated) at += 1;
  for (let first = true; at < text.length; first = false) {
    const character = text.charAt(at);
    if (character === ']' && !first) return { source: `[${negated ? '^' : ''}${inside}]`, end: at };
    const named = /^\[:([a-z]+):\]/u.exec(text.slice(at));
    if (named !== null) {
      inside += classes[named[1] ?? ''] ?? '';
      at += named[0].length;
      continue;
    }
    if (character === '\\' && at + 1 < text.length) {
      inside += `\\${text.charAt(at + 1)}`.replace(/^\\([A-Za-z0-9 ])$/u, '$1');
      at += 2;
      continue;
    }
    inside += character === '-' ? '-' : /[\\\]^[]/u.test(character) ? `\\${character}` : character;
    at += 1;
  }
  return null;
}

function escapeAll(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&');
}
