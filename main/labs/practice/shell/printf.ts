/** printf(1) on strings of bytes. `problems` are told on standard error; any makes the status 1. */
export function printf(
  format: string,
  words: readonly string[],
): { readonly text: string; readonly problems: readonly string[] } {
  let text = '';
  let next = 0;
  const problems: string[] = [];
  const take = (): string | undefined => words[next++];
  const number = (): bigint => {
    const word = take();
    if (word === undefined || word === '') return 0n;
    if (/^["']./su.test(word)) return BigInt(word.charCodeAt(1));
    const match = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[0-9]+)/u.exec(word);
    if (match === null || match[0].length !== word.length) problems.push(`${word}: invalid number`);
    if (match === null) return 0n;
    const digits = match[2] ?? '0';
    const value = /^0[0-7]+$/u.test(digits) ? BigInt(`0o${digits.slice(1)}`) : BigInt(digits);
    return match[1] === '-' ? -value : value;
  };
  do {
    const before = next;
    let at = 0;
    while (at < format.length) {
      const character = format.charAt(at);
      if (character === '\\') {
        const escape = unescape(format, at, false);
        text += escape.text;
        at = escape.end;
        continue;
      }
      if (character !== '%') {
        text += character;
        at += 1;
        continue;
      }
      const directive = /^%([-+ 0#]*)(\*|[0-9]+)?(?:\.(\*|[0-9]*))?[lhjzt]*(.)/su.exec(format.slice(at));
      if (directive === null) {
        problems.push(`\`${format.slice(at)}': missing format character`);
        return { text, problems };
      }
      at += directive[0].length;
      const flags = directive[1] ?? '';
      const width = directive[2] === '*' ? Number(number()) : Number(directive[2] ?? 0);
      const precision =
        directive[3] === undefined
          ? null
          : directive[3] === '*'
            ? Number(number())
            : Number(directive[3] === '' ? 0 : directive[3]);
      const kind = directive[4] ?? '';
      if (kind === '%') {
        text += '%';
      } else if (kind === 's') {
        const word = take() ?? '';
        text += pad(precision === null ? word : word.slice(0, precision), width, flags, false);
      } else if (kind === 'b') {
        const expanded = backslashes(take() ?? '');
        text += pad(precision === null ? expanded.text : expanded.text.slice(0, precision), width, flags, false);
        if (expanded.stop) return { text, problems };
      } else if (kind === 'c') {
        text += pad((take() ?? '').slice(0, 1), width, flags, false);
      } else if (kind === 'q') {
        text += quoted(take() ?? '');
      } else if ('diouxX'.includes(kind)) {
        text += pad(integer(number(), kind, flags, precision), width, flags, precision === null);
      } else if ('eEfgG'.includes(kind)) {
        const word = take() ?? '0';
        const value = Number(word);
        if (Number.isNaN(value)) problems.push(`${word}: invalid number`);
        text += pad(float(Number.isNaN(value) ? 0 : value, kind, precision ?? 6), width, flags, true);
      } else {
        problems.push(`\`${kind}': invalid format character`);
        return { text, problems };
      }
    }
    if (next === before) break;
  } while (next < words.length);
  return { text, problems };
}

/** Escapes of %b and of `echo -e`. `stop`: \c was there. */
export function backslashes(source: string): { readonly text: string; readonly stop: boolean } {
  let text = '';
  let at = 0;
  while (at < source.length) {
    if (source.charAt(at) !== '\\') {
      text += source.charAt(at);
      at += 1;
      continue;
    }
    if (source.charAt(at + 1) === 'c') return { text, stop: true };
    const escape = unescape(source, at, true);
    text += escape.text;
    at = escape.end;
  }
  return { text, stop: false };
}

const simple: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  e: '\x1b',
  '"': '"',
  "'": "'",
};

function unescape(source: string, at: number, leadingZero: boolean): { readonly text: string; readonly end: number } {
  const rest = source.slice(at + 1);
  const octal = (leadingZero ? /^0([0-7]{0,3})/u : /^([0-7]{1,3})/u).exec(rest) ?? /^([1-7][0-7]{0,2})/u.exec(rest);
  if (octal !== null)
    return {
      text: String.fromCharCode(parseInt(octal[1] === '' ? '0' : (octal[1] ?? '0'), 8) & 255),
      end: at + 1 + octal[0].length,
    };
  const hexadecimal = /^x([0-9a-fA-F]{1,2})/u.exec(rest);
  if (hexadecimal !== null)
    return { text: String.fromCharCode(parseInt(hexadecimal[1] ?? '0', 16)), end: at + 1 + hexadecimal[0].length };
  const known = simple[rest.charAt(0)];
  if (known !== undefined) return { text: known, end: at + 2 };
  return { text: rest === '' ? '\\' : `\\${rest.charAt(0)}`, end: at + 1 + Math.min(1, rest.length) };
}

function integer(value: bigint, kind: string, flags: string, precision: number | null): string {
  const unsigned = kind === 'd' || kind === 'i' ? (value < 0n ? -value : value) : BigInt.asUintN(64, value);
  let digits = unsigned.toString(kind === 'o' ? 8 : kind === 'x' || kind === 'X' ? 16 : 10);
  if (kind === 'X') digits = digits.toUpperCase();
  if (precision !== null) digits = digits.padStart(precision, '0');
  if (flags.includes('#')) digits = kind === 'o' ? `0${digits}` : kind === 'x' || kind === 'X' ? `0${kind}${digits}` : digits;
  const sign = (kind === 'd' || kind === 'i') && value < 0n ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  return `${sign}${digits}`;
}

function float(value: number, kind: string, precision: number): string {
  if (kind === 'f') return value.toFixed(precision);
  const exponent = (text: string): string => text.replace(/e([-+])([0-9])$/u, 'e$10$2');
  if (kind === 'e' || kind === 'E')
    return kind === 'E' ? exponent(value.toExponential(precision)).toUpperCase() : exponent(value.toExponential(precision));
  const short = exponent(value.toPrecision(Math.max(1, precision)));
  return short.includes('e') || !short.includes('.') ? short : short.replace(/\.?0+$/u, '');
}

function pad(text: string, width: number, flags: string, zeros: boolean): string {
  if (width < 0) return text.padEnd(-width);
  if (flags.includes('-')) return text.padEnd(width);
  if (zeros && flags.includes('0')) {
    const sign = /^[-+ ]/u.exec(text)?.[0] ?? '';
    return sign + text.slice(sign.length).padStart(width - sign.length, '0');
  }
  return text.padStart(width);
}

function quoted(word: string): string {
  return word === '' ? "''" : word.replace(/[^A-Za-z0-9_./:=@%+,-]/gu, '\\$&');
}
