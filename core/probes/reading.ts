import { leaf } from './cited.ts';
import type { Leaf } from './cited.ts';
import type { Citation, ProbeOutput } from './probe.ts';
import { excerpt, latin1, linesOfLatin1, visible } from './text.ts';
import type { Line } from './text.ts';

/** Thrown inside a parser by `unreadable` and turned into a problem by `defineProbe`; it never leaves a probe. */
export class Unreadable extends Error {
  readonly code: string;
  constructor(code: string, sentence: string) {
    super(sentence);
    this.code = code;
  }
}

/** Ends a parse: the output is not what the tool is known to print. With a line, the sentence shows its beginning. */
export function unreadable(sentence: string, line?: Line): never {
  throw new Unreadable('unknown-output', line === undefined ? sentence : `${sentence}: "${excerpt(line.text)}"`);
}

/** Ends a parse: the output stops before its end. */
export function cutShort(sentence: string): never {
  throw new Unreadable('output-cut', sentence);
}

/** Output as a parser sees it: whole, ended by the program itself, in lines. */
export interface Reading {
  readonly stdout: readonly Line[];
  readonly stderr: readonly Line[];
  /** The streams as they are, in Latin-1. */
  readonly raw: { readonly stdout: string; readonly stderr: string };
  readonly exit: number;
  /**
   * All of standard output, or of standard error where nothing else was printed: what a fact of absence cites. It does not count as having
   * understood each of its lines.
   */
  readonly whole: Citation;
  /** These lines were understood and hold no fact. */
  readonly ignore: (...lines: readonly Line[]) => void;
  readonly ignored: readonly Citation[];
}

/** Output as a parser sees it, in lines. `exit` is the status that the program itself gave. */
export function readingOf(output: ProbeOutput, exit: number): Reading {
  const ignored: Citation[] = [];
  const raw = { stdout: latin1(output.stdout), stderr: latin1(output.stderr) };
  const whole: Citation =
    output.stdout.length === 0 && output.stderr.length > 0
      ? { stream: 'stderr', start: 0, end: output.stderr.length }
      : { stream: 'stdout', start: 0, end: output.stdout.length };
  return {
    stdout: linesOfLatin1(raw.stdout, 'stdout'),
    stderr: linesOfLatin1(raw.stderr, 'stderr'),
    raw,
    exit,
    whole,
    ignored,
    ignore: (...lines) => {
      for (const line of lines) ignored.push(cite(line));
    },
  };
}

/** The bytes of a line, or from the first to the last of several. */
export function cite(line: Line, last: Line = line): Citation {
  return { stream: line.stream, start: line.start, end: last.end };
}

/** The text of a whole line as a leaf. */
export function lineText(line: Line): Leaf<string> {
  return leaf(visible(line.text), cite(line));
}

/** Part of a line as a text leaf; offsets are characters of the line. */
export function textAt(line: Line, from: number, to: number): Leaf<string> {
  return leaf(visible(line.text.slice(from, to)), { stream: line.stream, start: line.start + from, end: line.start + to });
}

/** A line that matched an expression. Groups are cited by the bytes that they matched. */
export interface LineMatch {
  readonly line: Line;
  /** True when the group took part in the match. */
  readonly has: (group: number) => boolean;
  /** The group's Latin-1 text; '' when it took no part. */
  readonly raw: (group: number) => string;
  /** The group's bytes; the whole line's when it took no part. */
  readonly at: (group: number) => Citation;
  readonly text: (group: number) => Leaf<string>;
  /** Decimal, at most 15 digits, with or without a minus sign. Ends the parse otherwise. */
  readonly integer: (group: number) => Leaf<number>;
  readonly decimal: (group: number) => Leaf<number>;
  /** Hexadecimal digits, with or without 0x, at most 13 of them. */
  readonly hexadecimal: (group: number) => Leaf<number>;
}

/** Tries an expression (it needs the flag `d`) on a line. */
export function matchLine(line: Line, expression: RegExp): LineMatch | null {
  const found = expression.exec(line.text);
  const indices = found?.indices;
  if (found === null || indices === undefined) return null;
  const at = (group: number): Citation => {
    const range = indices[group];
    return range === undefined ? cite(line) : { stream: line.stream, start: line.start + range[0], end: line.start + range[1] };
  };
  const raw = (group: number): string => found[group] ?? '';
  const number = (group: number, shape: RegExp, value: (text: string) => number): Leaf<number> => {
    if (!shape.test(raw(group))) unreadable('A number was expected', line);
    return leaf(value(raw(group)), at(group));
  };
  return {
    line,
    has: (group) => indices[group] !== undefined,
    raw,
    at,
    text: (group) => leaf(visible(raw(group)), at(group)),
    integer: (group) => number(group, /^-?[0-9]{1,15}$/u, Number),
    decimal: (group) => number(group, /^-?[0-9]{1,15}(\.[0-9]{1,12})?$/u, Number),
    hexadecimal: (group) => number(group, /^(0x)?[0-9a-fA-F]{1,13}$/u, (text) => parseInt(text, 16)),
  };
}

/** As matchLine, but a line that does not match ends the parse. */
export function mustMatch(line: Line, expression: RegExp, expected: string): LineMatch {
  return matchLine(line, expression) ?? unreadable(`${expected} was expected`, line);
}

/** The only line that a program prints; more or less ends the parse. */
export function onlyLine(lines: readonly Line[], what: string): Line {
  const [line, second] = lines;
  if (line === undefined) return cutShort(`${what} is missing`);
  if (second !== undefined) return unreadable(`Nothing was expected after ${what}`, second);
  return line;
}

/**
 * True when the shell could not find or start the program: statuses 127 and 126 of POSIX, nothing on standard output, and a
 * complaint of the shell, which counts as understood.
 */
export function isAbsent(reading: Reading): boolean {
  const absent = (reading.exit === 127 || reading.exit === 126) && reading.stdout.length === 0 && reading.stderr.length > 0;
  if (absent) reading.ignore(...reading.stderr);
  return absent;
}

/** False, with the complaint as its bytes, when the program or the file that it was to read is not there; null when it is. */
export function absence(reading: Reading): Leaf<boolean> | null {
  if (isAbsent(reading)) return leaf(false, reading.whole);
  const [line, second] = reading.stderr;
  if (line === undefined || second !== undefined || reading.exit === 0 || reading.stdout.length > 0) return null;
  if (!/^(?!error).*: No such file or directory$/iu.test(line.text)) return null;
  reading.ignore(line);
  return leaf(false, reading.whole);
}
