import { FileError } from '../world/file-error.ts';
import type { FileStatus } from '../world/file-status.ts';
import { resolvePath } from '../world/path.ts';
import { shellToText } from './bytes.ts';
import type { Shell } from './shell.ts';

/** Wrong usage: status 2 and a message. */
export class TestError extends Error {}

/** test(1) by POSIX' rules on the number of arguments, with -a, -o and parentheses beyond four. */
export function test(shell: Shell, words: readonly string[]): boolean {
  let at = 0;
  const peek = (ahead = 0): string | undefined => words[at + ahead];
  const or = (): boolean => {
    let value = and();
    while (peek() === '-o') {
      at += 1;
      const right = and();
      value = value || right;
    }
    return value;
  };
  const and = (): boolean => {
    let value = not();
    while (peek() === '-a') {
      at += 1;
      const right = not();
      value = value && right;
    }
    return value;
  };
  const not = (): boolean => {
    if (peek() === '!' && words.length - at > 1) {
      at += 1;
      return !not();
    }
    return primary();
  };
  const primary = (): boolean => {
    const word = peek();
    if (word === undefined) throw new TestError('argument expected');
    const operator = peek(1);
    const right = peek(2);
    if (operator !== undefined && right !== undefined && isBinary(operator)) {
      at += 3;
      return binary(shell, word, operator, right);
    }
    if (word === '(' && words.length - at > 2) {
      at += 1;
      const value = or();
      if (peek() !== ')') throw new TestError("`)' expected");
      at += 1;
      return value;
    }
    if (/^-[a-zA-Z]$/u.test(word) && operator !== undefined) {
      if (!unaryOperators.includes(word)) throw new TestError(`${word}: unary operator expected`);
      at += 2;
      return unary(shell, word, operator);
    }
    at += 1;
    return word !== '';
  };
  if (words.length === 0) return false;
  if (words.length === 1) return words[0] !== '';
  if (words.length === 3 && isBinary(words[1] ?? '')) return binary(shell, words[0] ?? '', words[1] ?? '', words[2] ?? '');
  const value = or();
  if (at < words.length) {
    if (words.length === 2) throw new TestError(`${words[0] ?? ''}: unary operator expected`);
    if (words.length === 3) throw new TestError(`${words[1] ?? ''}: binary operator expected`);
    throw new TestError('too many arguments');
  }
  return value;
}

const unaryOperators = '-b -c -d -e -f -g -h -k -L -p -r -s -S -t -u -w -x -z -n -O -G -N'.split(' ');

function isBinary(operator: string): boolean {
  return /^(?:=|==|!=|<|>|-eq|-ne|-lt|-le|-gt|-ge|-nt|-ot|-ef)$/u.test(operator);
}

export function unary(shell: Shell, operator: string, operand: string): boolean {
  if (operator === '-z') return operand === '';
  if (operator === '-n') return operand !== '';
  if (operator === '-t') return shell.descriptors.get(Number(operand))?.terminal === true;
  const status = statusOf(shell, operand, operator !== '-h' && operator !== '-L');
  if (status === null) return false;
  switch (operator) {
    case '-b':
      return status.kind === 'block';
    case '-c':
      return status.kind === 'character';
    case '-d':
      return status.kind === 'directory';
    case '-f':
      return status.kind === 'file';
    case '-h':
    case '-L':
      return status.kind === 'link';
    case '-p':
      return status.kind === 'fifo';
    case '-S':
      return false;
    case '-s':
      return status.size > 0;
    case '-g':
      return (status.mode & 0o2000) !== 0;
    case '-u':
      return (status.mode & 0o4000) !== 0;
    case '-k':
      return (status.mode & 0o1000) !== 0;
    case '-x':
      return (status.mode & 0o111) !== 0;
    case '-r':
    case '-w':
    case '-e':
    case '-O':
    case '-G':
    case '-N':
      return true;
    default:
      return false;
  }
}

export function binary(shell: Shell, left: string, operator: string, right: string): boolean {
  switch (operator) {
    case '=':
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '-nt':
      return (statusOf(shell, left, true)?.mtime ?? -1) > (statusOf(shell, right, true)?.mtime ?? -1);
    case '-ot':
      return (statusOf(shell, left, true)?.mtime ?? -1) < (statusOf(shell, right, true)?.mtime ?? -1);
    case '-ef': {
      const one = statusOf(shell, left, true);
      return one !== null && one.inode === statusOf(shell, right, true)?.inode;
    }
    default: {
      const difference = integer(left) - integer(right);
      if (operator === '-eq') return difference === 0n;
      if (operator === '-ne') return difference !== 0n;
      if (operator === '-lt') return difference < 0n;
      if (operator === '-le') return difference <= 0n;
      if (operator === '-gt') return difference > 0n;
      return difference >= 0n;
    }
  }
}

function integer(text: string): bigint {
  if (!/^\s*[-+]?[0-9]+\s*$/u.test(text)) throw new TestError(`${text}: integer expression expected`);
  return BigInt(text.trim().replace(/^\+/u, ''));
}

function statusOf(shell: Shell, path: string, follow: boolean): FileStatus | null {
  if (path === '') return null;
  try {
    return shell.machine.files.stat(resolvePath(shell.directory, shellToText(path)), follow);
  } catch (problem) {
    if (problem instanceof FileError) return null;
    throw problem;
  }
}
