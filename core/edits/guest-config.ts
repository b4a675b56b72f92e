import { failure, success, type Result } from '../result.ts';
import { shown } from './grub-conf.ts';

/**
 * Configuration files of Xen guests (/etc/xen/NAME). They are Python to `xm`; what is understood here is what virt-install writes
 * and people edit: `name = value` at the beginning of a line, a value being a number, a quoted text or a list of quoted texts,
 * which may go over several lines.
 */
export interface Assignment {
  readonly name: string;
  /** Where the value stands in the file: characters from `start` up to `end`. */
  readonly start: number;
  readonly end: number;
  readonly value: GuestValue;
}
export type GuestValue =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string; readonly quote: string }
  | { readonly kind: 'list'; readonly items: readonly ListItem[] };
export interface ListItem {
  readonly value: string;
  readonly quote: string;
  /** With its quotes. */
  readonly start: number;
  readonly end: number;
}

/** Assignments of the file; a line that is neither assignment, comment nor blank is refused. */
export function readGuestConfig(text: string): Result<readonly Assignment[]> {
  const assignments: Assignment[] = [];
  let at = 0;
  while (at < text.length) {
    const lineStop = endOfLine(text, at);
    const line = text.slice(at, lineStop);
    if (/^\s*(#|$)/u.test(line)) {
      at = lineStop + 1;
      continue;
    }
    const head = /^([A-Za-z_][A-Za-z0-9_]*)[ \t]*=[ \t]*/u.exec(line);
    if (head === null) return refused(text, at, line);
    const start = at + head[0].length;
    const parsed = readValue(text, start);
    if (parsed === undefined) return refused(text, at, line);
    const rest = text.slice(parsed.end, endOfLine(text, parsed.end));
    if (!/^[ \t]*(;[ \t]*)?(#.*)?\r?$/u.test(rest)) return refused(text, at, line);
    assignments.push({ name: head[1] ?? '', start, end: parsed.end, value: parsed.value });
    at = endOfLine(text, parsed.end) + 1;
  }
  return success(assignments);
}

function refused(text: string, at: number, line: string): Result<readonly Assignment[]> {
  const number = text.slice(0, at).split('\n').length;
  return failure(
    'guest-config',
    `Line ${number} of the guest's configuration is not understood: ${shown(line)}.`,
    'Edit the file by hand; its checkpoints prove it.',
  );
}

function endOfLine(text: string, from: number): number {
  const found = text.indexOf('\n', from);
  return found < 0 ? text.length : found;
}

function readValue(text: string, at: number): { readonly end: number; readonly value: GuestValue } | undefined {
  if (text[at] === '[') return readList(text, at);
  const quoted = readQuoted(text, at);
  if (quoted !== undefined) return { end: quoted.end, value: { kind: 'text', value: quoted.value, quote: quoted.quote } };
  const number = /^-?[0-9]+(?![0-9A-Za-z_.])/u.exec(text.slice(at, at + 24));
  return number === null ? undefined : { end: at + number[0].length, value: { kind: 'number', value: Number(number[0]) } };
}

function readList(text: string, from: number): { readonly end: number; readonly value: GuestValue } | undefined {
  const items: ListItem[] = [];
  let at = skipBlanks(text, from + 1);
  while (text[at] !== ']') {
    const item = readQuoted(text, at);
    if (item === undefined) return undefined;
    items.push(item);
    at = skipBlanks(text, item.end);
    if (text[at] === ',') at = skipBlanks(text, at + 1);
    else if (text[at] !== ']') return undefined;
  }
  return { end: at + 1, value: { kind: 'list', items } };
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (/\s/u.test(text[at] ?? '')) at += 1;
  return at;
}

/** A text in one kind of quotes without escapes; Python's other forms are not written by anybody here. */
function readQuoted(text: string, at: number): ListItem | undefined {
  const quote = text[at];
  if (quote !== '"' && quote !== "'") return undefined;
  const end = text.indexOf(quote, at + 1);
  if (end < 0) return undefined;
  const value = text.slice(at + 1, end);
  return /[\\\r\n]/u.test(value) ? undefined : { value, quote, start: at, end: end + 1 };
}

/** The one assignment of a name; none is undefined, several are refused. */
export function assignmentOf(all: readonly Assignment[], name: string): Result<Assignment | undefined> {
  const own = all.filter((one) => one.name === name);
  if (own.length > 1)
    return failure('guest-config', `\`${name}\` is set ${own.length} times in the guest's configuration.`, 'Leave one of them.');
  return success(own[0]);
}

/** The text with a part of it replaced. */
export function splice(text: string, start: number, end: number, by: string): string {
  return text.slice(0, start) + by + text.slice(end);
}
