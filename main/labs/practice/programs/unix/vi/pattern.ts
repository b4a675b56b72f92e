/**
 * A pattern of vi as a regular expression: `\(`, `\)`, `\|`, `\+`, `\?` and `\{` are the operators there and their plain forms the
 * characters; `\<` and `\>` are the ends of words. Null when it is none.
 */
export function viPattern(pattern: string, ignoreCase = false): RegExp | null {
  const source = pattern.replace(/\\(.)|([()|+?{}])/gsu, (_whole, escaped: string | undefined, plain: string | undefined) => {
    if (plain !== undefined) return `\\${plain}`;
    const letter = escaped ?? '';
    if ('()|+?{}'.includes(letter)) return letter;
    if (letter === '<' || letter === '>') return '\\b';
    if (letter === '=') return '?';
    return /[A-Za-z0-9]/u.test(letter) ? (/[sSdDwWntb1-9]/u.test(letter) ? `\\${letter}` : letter) : `\\${letter}`;
  });
  try {
    return new RegExp(source, ignoreCase ? 'gi' : 'g');
  } catch {
    return null;
  }
}

/** A replacement of vi: `&` and `\1` to `\9` mean what was found. */
export function viReplacement(template: string, match: readonly (string | undefined)[]): string {
  return template.replace(/\\(.)|&/gsu, (whole, escaped: string | undefined) => {
    if (whole === '&') return match[0] ?? '';
    if (/[0-9]/u.test(escaped ?? '')) return match[Number(escaped)] ?? '';
    return escaped === 't' ? '\t' : (escaped ?? '');
  });
}
