/** One statement of a script: words, and parameters by lower-cased name. `text` as written, without the semicolon. */
export interface Statement {
  readonly text: string;
  readonly line: number;
  /** Lower-cased keywords before, between and after the parameters: `set logicaldrive`. */
  readonly words: readonly string[];
  /** What stands in square brackets: names or controller letters. */
  readonly names: readonly string[];
  readonly parameters: ReadonlyMap<string, string>;
}

export type Parsed =
  | { readonly ok: true; readonly statements: readonly Statement[] }
  | { readonly ok: false; readonly line: number; readonly column: number; readonly found: string };

interface Token {
  readonly kind: 'word' | 'string' | 'sign';
  readonly text: string;
  readonly at: number;
}

/** Splits a script into statements. A statement ends with a semicolon; `//` starts a comment. */
export function parseScript(script: string): Parsed {
  const tokens = tokenize(script);
  if (!Array.isArray(tokens)) return position(script, tokens.at, tokens.found);
  const statements: Statement[] = [];
  let from = 0;
  for (let at = 0; at < tokens.length; at += 1) {
    if (tokens[at]?.text !== ';' || tokens[at]?.kind !== 'sign') continue;
    const part = tokens.slice(from, at);
    from = at + 1;
    if (part.length === 0) continue;
    const statement = toStatement(script, part, tokens[at]?.at ?? script.length);
    if ('found' in statement) return position(script, statement.at, statement.found);
    statements.push(statement);
  }
  const rest = tokens[from];
  if (rest !== undefined) return position(script, script.length, 'end of command');
  return { ok: true, statements };
}

function tokenize(script: string): Token[] | { readonly at: number; readonly found: string } {
  const tokens: Token[] = [];
  const pattern = /(?<skip>\s+|\/\/[^\n]*)|"(?<string>[^"\n]*)"|(?<sign>[[\]()=;,])|(?<word>[^\s"[\]()=;,]+)/uy;
  while (pattern.lastIndex < script.length) {
    const at = pattern.lastIndex;
    const groups = pattern.exec(script)?.groups;
    if (groups === undefined) return { at, found: script.charAt(at) };
    if (groups['string'] !== undefined) tokens.push({ kind: 'string', text: groups['string'], at });
    else if (groups['sign'] !== undefined) tokens.push({ kind: 'sign', text: groups['sign'], at });
    else if (groups['word'] !== undefined) tokens.push({ kind: 'word', text: groups['word'], at });
  }
  return tokens;
}

function toStatement(
  script: string,
  tokens: readonly Token[],
  end: number,
): Statement | { readonly at: number; readonly found: string } {
  const words: string[] = [];
  const names: string[] = [];
  const parameters = new Map<string, string>();
  const first = tokens[0];
  let at = 0;
  const next = (): Token | undefined => tokens[at++];
  while (at < tokens.length) {
    const token = next();
    if (token === undefined) break;
    if (token.kind === 'sign' && token.text === '[') {
      for (let inner = next(); inner?.text !== ']' || inner.kind !== 'sign'; inner = next()) {
        if (inner === undefined) return { at: end, found: 'end of command' };
        if (inner.kind !== 'sign') names.push(inner.text);
      }
    } else if (token.kind === 'word' && tokens[at]?.kind === 'sign' && tokens[at]?.text === '=') {
      at += 1;
      const value = next();
      if (value === undefined) return { at: end, found: 'end of command' };
      if (value.kind === 'sign' && value.text === '(') {
        const from = value.at + 1;
        let close = next();
        while (close !== undefined && !(close.kind === 'sign' && close.text === ')')) close = next();
        if (close === undefined) return { at: end, found: 'end of command' };
        parameters.set(token.text.toLowerCase(), script.slice(from, close.at).trim());
      } else if (value.kind === 'sign') {
        return { at: value.at, found: value.text };
      } else {
        let text = value.text;
        // Slots are written 0,1 and sizes 2 GB.
        while (tokens[at]?.text === ',' && value.kind === 'word') {
          at += 1;
          text += `,${next()?.text ?? ''}`;
        }
        const unit = tokens[at];
        if (
          value.kind === 'word' &&
          /^[0-9.]+$/u.test(text) &&
          unit?.kind === 'word' &&
          /^(bytes|kb|mb|gb|tb)$/iu.test(unit.text)
        )
          text += next()?.text ?? '';
        parameters.set(token.text.toLowerCase(), text);
      }
    } else if (token.kind === 'sign') {
      return { at: token.at, found: token.text };
    } else {
      words.push(token.kind === 'string' ? token.text : token.text.toLowerCase());
    }
  }
  return {
    text: script.slice(first?.at ?? 0, end).trim(),
    line: script.slice(0, first?.at ?? 0).split('\n').length,
    words,
    names,
    parameters,
  };
}

function position(script: string, at: number, found: string): Parsed {
  const before = script.slice(0, at).split('\n');
  return { ok: false, line: before.length, column: (before.at(-1)?.length ?? 0) + 1, found };
}

/** Bytes of `2GB`, `512 MB`, `1000`; null for what is no size. */
export function sizeOf(text: string): number | null {
  const match = /^([0-9]+(?:\.[0-9]+)?)\s*(bytes|kb|mb|gb|tb)?$/iu.exec(text);
  if (match === null) return null;
  const factor = { bytes: 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3, tb: 1024 ** 4 }[(match[2] ?? 'bytes').toLowerCase()] ?? 1;
  return Math.floor(Number(match[1]) * factor);
}
