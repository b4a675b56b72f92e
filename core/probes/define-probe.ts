import type { z } from 'zod';
import type { HostRole, ShellKind } from '../hosts/inventory.ts';
import { failure } from '../result.ts';
import type { Cited } from './cited.ts';
import { split } from './cited.ts';
import type { Citation, Parsed, Probe, ProbeOutput } from './probe.ts';
import type { Reading } from './reading.ts';
import { Unreadable, readingOf } from './reading.ts';
import { excerpt, longestLine, mostLines } from './text.ts';
import type { Line } from './text.ts';

/** What a command family writes down for one question. */
export interface ProbeDefinition<Parameters, Facts> {
  readonly name: string;
  readonly title: string;
  readonly source: string;
  readonly roles: readonly HostRole[];
  /** `posix` when left out. */
  readonly shell?: ShellKind;
  readonly parameters: z.ZodType<Parameters>;
  readonly facts: z.ZodType<Facts>;
  readonly empty: Facts;
  readonly command: (parameters: Parameters) => string;
  /** Milliseconds of host time; 20 seconds when left out. */
  readonly deadline?: number;
  /**
   * Reads whole output. Ends by `unreadable` on what it does not know. Every line of standard output must end up in a leaf's bytes or
   * in `reading.ignore`, and of standard error too when the exit status is not 0: a line that nobody understood makes the parse a problem.
   */
  readonly read: (reading: Reading, parameters: Parameters) => Cited<Facts>;
}

/**
 * Makes a probe of a definition. What every parser owes is done here, once: cut or endless output is refused before it is read, and
 * so is output of which a line was not understood.
 */
export function defineProbe<Parameters, Facts>(definition: ProbeDefinition<Parameters, Facts>): Probe<Parameters, Facts> {
  const { read, deadline = 20_000, shell = 'posix', ...rest } = definition;
  return { ...rest, shell, deadline, parse: (output, parameters) => parseWhole(definition.name, read, output, parameters) };
}

function parseWhole<Parameters, Facts>(
  name: string,
  read: (reading: Reading, parameters: Parameters) => Cited<Facts>,
  output: ProbeOutput,
  parameters: Parameters,
): Parsed<Facts> {
  const again = 'Ask again; if it stays so, look at the output itself.';
  if (output.truncated) {
    return failure('output-cut', `${name}: the output was cut at a limit, so it says nothing as a whole.`, again);
  }
  if (output.exit === null) {
    return failure('no-exit-status', `${name}: the command was ended by a signal or its deadline.`, again);
  }
  if (isOpen(output.stdout) || isOpen(output.stderr)) {
    return failure('output-cut', `${name}: the output stops in the middle of a line.`, again);
  }
  const measured = [measure(output.stdout), measure(output.stderr)];
  if (measured.reduce((sum, stream) => sum + stream.lines, 0) > mostLines) {
    return failure('output-too-long', `${name}: more than ${mostLines} lines were printed.`, again);
  }
  if (measured.some((stream) => stream.longest > longestLine)) {
    return failure('line-too-long', `${name}: a line is longer than ${longestLine} bytes.`, again);
  }
  const reading = readingOf(output, output.exit);
  const lines = [...reading.stdout, ...reading.stderr];
  try {
    const { facts, citations } = split<Facts>(read(reading, parameters));
    const needed = output.exit === 0 ? reading.stdout : lines;
    const ignored = [...reading.ignored, ...blankLines(lines), ...(output.exit === 0 ? reading.stderr.map(citationOf) : [])];
    const stranger = firstUncovered(needed, [...Object.values(citations).filter((range) => !isWhole(range, output)), ...ignored]);
    if (stranger !== null) {
      return failure('unknown-output', `${name}: a line was not understood: "${excerpt(stranger.text)}"`, again);
    }
    return { ok: true, facts, citations, ignored };
  } catch (thrown) {
    if (thrown instanceof Unreadable) return failure(thrown.code, `${name}: ${thrown.message}`, again);
    throw thrown;
  }
}

/** A program's last line ends in a line feed; where it does not, the end is missing. */
function isOpen(bytes: Uint8Array): boolean {
  return bytes.length > 0 && bytes[bytes.length - 1] !== 10;
}

/** How many lines a stream has, and the bytes of the longest one. Asked before anything is made of the bytes: most of what is too long is very long. */
function measure(bytes: Uint8Array): { readonly lines: number; readonly longest: number } {
  let lines = 0;
  let longest = 0;
  for (let start = 0; start < bytes.length; lines += 1) {
    const feed = bytes.indexOf(10, start);
    const end = feed === -1 ? bytes.length : feed;
    longest = Math.max(longest, end - start - (end > start && bytes[end - 1] === 13 ? 1 : 0));
    start = end + 1;
  }
  return { lines, longest };
}

/** A range over a whole stream says that something is or is not there, not that each line was understood. */
function isWhole(range: Citation, output: ProbeOutput): boolean {
  return range.start === 0 && range.end === output[range.stream].length;
}

function citationOf(line: Line): Citation {
  return { stream: line.stream, start: line.start, end: line.end };
}

function blankLines(lines: readonly Line[]): Citation[] {
  return lines.filter((line) => line.text.trim() === '').map(citationOf);
}

/** The first line that no range touches. Lines of a stream stand in its order. */
function firstUncovered(lines: readonly Line[], ranges: readonly Citation[]): Line | null {
  const sorted = [...ranges].sort((one, other) => one.start - other.start);
  for (const stream of ['stdout', 'stderr'] as const) {
    const own = sorted.filter((range) => range.stream === stream);
    let next = 0;
    let furthest = -1;
    for (const line of lines) {
      if (line.stream !== stream || line.text.trim() === '') continue;
      for (let range = own[next]; range !== undefined && range.start < line.end; range = own[next]) {
        furthest = Math.max(furthest, range.end);
        next += 1;
      }
      if (furthest <= line.start) return line;
    }
  }
  return null;
}
