/** Values of a guest's configuration file: what its Python leaves behind. */
export type PythonValue = string | number | boolean | null | readonly PythonValue[];

/** What Python says against a file: `line` as in its traceback. */
export interface PythonProblem {
  readonly problem: string;
  readonly line: number;
}

interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'sign' | 'end';
  readonly text: string;
  readonly line: number;
}

/**
 * Runs the subset of Python that guest configurations are written in: assignments of strings, numbers, lists, tuples and other names,
 * `+` between strings, lists and numbers, adjacent strings, `if` and `def` not. The result is what xm's create sees as its variables.
 */
export function runPythonConfig(text: string): Readonly<Record<string, PythonValue>> | PythonProblem {
  const tokens = tokenize(text);
  if (!Array.isArray(tokens)) return tokens as PythonProblem;
  const list = tokens as readonly Token[];
  const names: Record<string, PythonValue> = {};
  let at = 0;
  const peek = (): Token => list[at] ?? { kind: 'end', text: '', line: list.at(-1)?.line ?? 1 };
  const syntax = (): never => {
    throw new SyntaxProblem('SyntaxError: invalid syntax', peek().line);
  };

  function atom(): PythonValue {
    const token = peek();
    at += 1;
    if (token.kind === 'string') {
      let value = token.text;
      while (peek().kind === 'string') {
        value += peek().text;
        at += 1;
      }
      return value;
    }
    if (token.kind === 'number') return Number(token.text);
    if (token.kind === 'name') {
      if (token.text === 'None') return null;
      if (token.text === 'True' || token.text === 'False') return token.text === 'True';
      if (Object.hasOwn(names, token.text)) return names[token.text] ?? null;
      throw new SyntaxProblem(`NameError: name '${token.text}' is not defined`, token.line);
    }
    if (token.kind === 'sign' && token.text === '-') {
      const value = atom();
      return typeof value === 'number' ? -value : syntax();
    }
    if (token.kind === 'sign' && (token.text === '[' || token.text === '(')) {
      const close = token.text === '[' ? ']' : ')';
      const items: PythonValue[] = [];
      let commas = 0;
      while (peek().text !== close || peek().kind !== 'sign') {
        items.push(expression());
        if (peek().kind === 'sign' && peek().text === ',') {
          at += 1;
          commas += 1;
        } else if (peek().text !== close) syntax();
      }
      at += 1;
      return close === ')' && commas === 0 && items.length === 1 ? (items[0] ?? null) : items;
    }
    at -= 1;
    return syntax();
  }

  function expression(): PythonValue {
    let value = atom();
    while (peek().kind === 'sign' && (peek().text === '+' || peek().text === '*')) {
      const sign = peek().text;
      const line = peek().line;
      at += 1;
      const right = atom();
      if (sign === '*' && typeof value === 'number' && typeof right === 'number') value *= right;
      else if (sign === '+' && typeof value === 'number' && typeof right === 'number') value += right;
      else if (sign === '+' && typeof value === 'string' && typeof right === 'string') value += right;
      else if (sign === '+' && Array.isArray(value) && Array.isArray(right))
        value = [...(value as readonly PythonValue[]), ...(right as readonly PythonValue[])];
      else throw new SyntaxProblem('TypeError: cannot concatenate objects of different type', line);
    }
    return value;
  }

  try {
    while (peek().kind !== 'end') {
      if (peek().kind === 'sign' && (peek().text === '\n' || peek().text === ';')) {
        at += 1;
        continue;
      }
      const target = peek();
      if (target.kind === 'name' && target.text === 'import') {
        while (peek().kind !== 'end' && peek().text !== '\n') at += 1;
        continue;
      }
      if (target.kind !== 'name') syntax();
      at += 1;
      if (peek().kind !== 'sign' || peek().text !== '=') syntax();
      at += 1;
      names[target.text] = expression();
      if (peek().kind !== 'end' && peek().text !== '\n' && peek().text !== ';') syntax();
    }
  } catch (problem) {
    if (problem instanceof SyntaxProblem) return { problem: problem.message, line: problem.line };
    throw problem;
  }
  return names;
}

class SyntaxProblem extends Error {
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', '\\': '\\', "'": "'", '"': '"', '\n': '' };

function tokenize(text: string): readonly Token[] | PythonProblem {
  const tokens: Token[] = [];
  let line = 1;
  let depth = 0;
  let at = 0;
  let startOfLine = true;
  while (at < text.length) {
    const rest = text.slice(at);
    const letter = text.charAt(at);
    if (letter === '\n') {
      if (depth === 0) tokens.push({ kind: 'sign', text: '\n', line });
      line += 1;
      at += 1;
      startOfLine = depth === 0;
      continue;
    }
    if (letter === '#') {
      while (at < text.length && text.charAt(at) !== '\n') at += 1;
      continue;
    }
    if (letter === '\\' && text.charAt(at + 1) === '\n') {
      line += 1;
      at += 2;
      continue;
    }
    if (/\s/u.test(letter)) {
      const blank = /^[ \t\r]+/u.exec(rest)?.[0].length ?? 1;
      if (startOfLine && !/^[ \t\r]+(#|\n|$)/u.test(rest)) return { problem: 'IndentationError: unexpected indent', line };
      at += blank;
      continue;
    }
    startOfLine = false;
    const triple = /^("""|''')/u.exec(rest)?.[1];
    if (triple !== undefined) {
      const end = text.indexOf(triple, at + 3);
      if (end < 0) return { problem: 'SyntaxError: EOF while scanning triple-quoted string', line };
      const value = text.slice(at + 3, end);
      tokens.push({ kind: 'string', text: value, line });
      line += value.split('\n').length - 1;
      at = end + 3;
      continue;
    }
    if (letter === '"' || letter === "'") {
      let value = '';
      let index = at + 1;
      while (index < text.length && text.charAt(index) !== letter) {
        if (text.charAt(index) === '\n') return { problem: 'SyntaxError: EOL while scanning single-quoted string', line };
        if (text.charAt(index) === '\\') {
          const next = text.charAt(index + 1);
          value += escapes[next] ?? `\\${next}`;
          index += 2;
        } else {
          value += text.charAt(index);
          index += 1;
        }
      }
      if (index >= text.length) return { problem: 'SyntaxError: EOL while scanning single-quoted string', line };
      tokens.push({ kind: 'string', text: value, line });
      at = index + 1;
      continue;
    }
    const number = /^(0x[0-9a-fA-F]+|\d+(?:\.\d+)?)/u.exec(rest)?.[0];
    if (number !== undefined) {
      tokens.push({ kind: 'number', text: number, line });
      at += number.length;
      continue;
    }
    const name = /^[A-Za-z_]\w*/u.exec(rest)?.[0];
    if (name !== undefined) {
      tokens.push({ kind: 'name', text: name, line });
      at += name.length;
      continue;
    }
    if (letter === '[' || letter === '(') depth += 1;
    if (letter === ']' || letter === ')') depth -= 1;
    if (!'[](),=+*-;'.includes(letter)) return { problem: 'SyntaxError: invalid syntax', line };
    tokens.push({ kind: 'sign', text: letter, line });
    at += 1;
  }
  if (depth > 0) return { problem: 'SyntaxError: invalid syntax', line };
  return tokens;
}
