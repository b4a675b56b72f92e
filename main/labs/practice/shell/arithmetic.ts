/** What an expression reads and assigns. */
export interface ArithmeticNames {
  readonly get: (name: string) => string;
  readonly set: (name: string, value: string) => void;
}

/** A message as the shell prints it after its name and the expression. */
export class ArithmeticError extends Error {}

const binary: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<=', '>=', '<', '>'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];
const tokenPattern =
  /\s*(0[xX][0-9a-fA-F]+|[0-9]+|[A-Za-z_][A-Za-z0-9_]*|<<=|>>=|\*\*|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|[-+*/%&|^!~<>=?:(),])/uy;

/** Integer arithmetic of the shell, 64 bits, on text in which expansions were already made. */
export function evaluate(text: string, names: ArithmeticNames, depth = 0): bigint {
  if (depth > 64) throw new ArithmeticError('expression recursion level exceeded');
  const tokens = tokenize(text);
  let at = 0;
  const peek = (): string => tokens[at] ?? '';
  const take = (): string => tokens[at++] ?? '';
  const valueOf = (name: string): bigint => {
    const value = names.get(name).trim();
    return value === '' ? 0n : evaluate(value, names, depth + 1);
  };
  const store = (name: string, value: bigint): bigint => {
    names.set(name, wrap(value).toString());
    return wrap(value);
  };

  const primary = (): bigint => {
    const token = take();
    if (token === '(') {
      const value = comma(true);
      if (take() !== ')') throw new ArithmeticError("missing `)'");
      return value;
    }
    if (token === '-') return wrap(-primary());
    if (token === '+') return primary();
    if (token === '!') return primary() === 0n ? 1n : 0n;
    if (token === '~') return ~primary();
    if (token === '++' || token === '--') {
      const name = take();
      return store(name, valueOf(name) + (token === '++' ? 1n : -1n));
    }
    if (/^[0-9]/u.test(token)) {
      if (/^0[0-7]+$/u.test(token)) return BigInt(`0o${token.slice(1)}`);
      if (/^0[0-9]+$/u.test(token)) throw new ArithmeticError(`${token}: value too great for base (error token is "${token}")`);
      return wrap(BigInt(token));
    }
    if (/^[A-Za-z_]/u.test(token)) {
      if (peek() === '++' || peek() === '--') {
        const before = valueOf(token);
        store(token, before + (take() === '++' ? 1n : -1n));
        return before;
      }
      return valueOf(token);
    }
    throw new ArithmeticError(`syntax error: operand expected (error token is "${token}")`);
  };
  // `live` is false where a value is parsed and not wanted: the other branch of ?: , what follows a decided && or ||.
  const power = (): bigint => {
    const base = primary();
    if (peek() !== '**') return base;
    take();
    return wrap(base ** power());
  };
  const level = (index: number, live: boolean): bigint => {
    const operators = binary[index];
    if (operators === undefined) return power();
    let left = level(index + 1, live);
    while (operators.includes(peek())) {
      const operator = take();
      const decided = (operator === '&&' && left === 0n) || (operator === '||' && left !== 0n);
      const right = level(index + 1, live && !decided);
      left = apply(operator, left, right, live);
    }
    return left;
  };
  const assignment = (live: boolean): bigint => {
    const name = peek();
    const operator = tokens[at + 1] ?? '';
    if (/^[A-Za-z_]/u.test(name) && /^(?:=|[-+*/%&|^]=|<<=|>>=)$/u.test(operator)) {
      at += 2;
      const right = assignment(live);
      const value = operator === '=' ? right : apply(operator.slice(0, -1), valueOf(name), right, live);
      return live ? store(name, value) : value;
    }
    const condition = level(0, live);
    if (peek() !== '?') return condition;
    take();
    const yes = comma(live && condition !== 0n);
    if (take() !== ':') throw new ArithmeticError("`:' expected for conditional expression");
    const no = assignment(live && condition === 0n);
    return condition !== 0n ? yes : no;
  };
  const comma = (live: boolean): bigint => {
    let value = assignment(live);
    while (peek() === ',') {
      take();
      value = assignment(live);
    }
    return value;
  };

  if (tokens.length === 0) return 0n;
  const value = comma(true);
  if (at < tokens.length)
    throw new ArithmeticError(`syntax error in expression (error token is "${tokens.slice(at).join(' ')}")`);
  return value;
}

function tokenize(text: string): readonly string[] {
  const tokens: string[] = [];
  tokenPattern.lastIndex = 0;
  const end = text.trimEnd().length;
  while (tokenPattern.lastIndex < end) {
    const from = tokenPattern.lastIndex;
    const match = tokenPattern.exec(text);
    if (match?.[1] === undefined)
      throw new ArithmeticError(`syntax error: invalid arithmetic operator (error token is "${text.slice(from).trim()}")`);
    tokens.push(match[1]);
  }
  return tokens;
}

function apply(operator: string, left: bigint, right: bigint, live: boolean): bigint {
  const truth = (value: boolean): bigint => (value ? 1n : 0n);
  switch (operator) {
    case '||':
      return truth(left !== 0n || right !== 0n);
    case '&&':
      return truth(left !== 0n && right !== 0n);
    case '|':
      return left | right;
    case '^':
      return left ^ right;
    case '&':
      return left & right;
    case '==':
      return truth(left === right);
    case '!=':
      return truth(left !== right);
    case '<=':
      return truth(left <= right);
    case '>=':
      return truth(left >= right);
    case '<':
      return truth(left < right);
    case '>':
      return truth(left > right);
    case '<<':
      return wrap(left << (right & 63n));
    case '>>':
      return left >> (right & 63n);
    case '+':
      return wrap(left + right);
    case '-':
      return wrap(left - right);
    case '*':
      return wrap(left * right);
    case '/':
    case '%':
      if (right === 0n) {
        if (!live) return 0n;
        throw new ArithmeticError('division by 0');
      }
      return operator === '/' ? wrap(left / right) : left % right;
    default:
      throw new ArithmeticError(`syntax error in expression (error token is "${operator}")`);
  }
}

function wrap(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}
