import { leaf } from './cited.ts';
import type { Leaf } from './cited.ts';
import type { Citation } from './probe.ts';
import { unreadable } from './reading.ts';
import { excerpt, visible } from './text.ts';

/** JSON in which every value knows where it stands. Offsets are bytes of standard output. */
export type JsonNode =
  | { readonly kind: 'object'; readonly at: Citation; readonly members: ReadonlyMap<string, JsonNode> }
  | { readonly kind: 'array'; readonly at: Citation; readonly items: readonly JsonNode[] }
  /** `raw`: a string without its quotes and with its escapes as they are; else the word itself. */
  | { readonly kind: 'string' | 'number' | 'word'; readonly at: Citation; readonly raw: string };

const deepest = 32;

/** Reads standard output, or a part of it, as one JSON value. Ends the parse on anything else, on a key that comes twice and on nesting beyond 32. */
export function readJson(stdout: string, from = 0, to = stdout.length): JsonNode {
  const cursor = { text: stdout.slice(0, to), at: from };
  const value = valueAt(cursor, 0);
  blanks(cursor);
  if (cursor.at !== cursor.text.length) expected('the end', cursor);
  return value;
}

interface Cursor {
  readonly text: string;
  at: number;
}

function expected(what: string, cursor: Cursor): never {
  unreadable(`JSON: ${what} was expected at byte ${cursor.at}: "${excerpt(cursor.text.slice(cursor.at, cursor.at + 60))}"`);
}

function take(cursor: Cursor, shape: RegExp): string | null {
  shape.lastIndex = cursor.at;
  const found = shape.exec(cursor.text)?.[0];
  if (found === undefined) return null;
  cursor.at += found.length;
  return found;
}

function blanks(cursor: Cursor): void {
  take(cursor, /[ \t\r\n]*/uy);
}

function valueAt(cursor: Cursor, depth: number): JsonNode {
  if (depth > deepest) expected('less nesting', cursor);
  blanks(cursor);
  const start = cursor.at;
  const at = (): Citation => ({ stream: 'stdout', start, end: cursor.at });
  if (take(cursor, /\{/uy) !== null) {
    const members = membersAt(cursor, depth);
    return { kind: 'object', at: at(), members };
  }
  if (take(cursor, /\[/uy) !== null) {
    const items = itemsAt(cursor, depth);
    return { kind: 'array', at: at(), items };
  }
  const string = take(cursor, /"(?:[^"\\\x00-\x1f]|\\["\\/bfnrtu])*"/uy);
  if (string !== null) {
    return { kind: 'string', at: { stream: 'stdout', start: start + 1, end: cursor.at - 1 }, raw: string.slice(1, -1) };
  }
  const number = take(cursor, /-?[0-9]{1,15}(?:\.[0-9]{1,12})?(?![0-9.eE])/uy);
  if (number !== null) return { kind: 'number', at: at(), raw: number };
  const word = take(cursor, /true|false|null/uy);
  if (word !== null) return { kind: 'word', at: at(), raw: word };
  return expected('a value', cursor);
}

function membersAt(cursor: Cursor, depth: number): ReadonlyMap<string, JsonNode> {
  const members = new Map<string, JsonNode>();
  blanks(cursor);
  if (take(cursor, /\}/uy) !== null) return members;
  for (;;) {
    blanks(cursor);
    const key = take(cursor, /"[^"\\\x00-\x1f]*"/uy)?.slice(1, -1) ?? expected('a key', cursor);
    if (members.has(key)) expected('a key that did not come before', cursor);
    blanks(cursor);
    if (take(cursor, /:/uy) === null) expected('a colon', cursor);
    members.set(key, valueAt(cursor, depth + 1));
    blanks(cursor);
    if (take(cursor, /\}/uy) !== null) return members;
    if (take(cursor, /,/uy) === null) expected('a comma', cursor);
  }
}

function itemsAt(cursor: Cursor, depth: number): readonly JsonNode[] {
  const items: JsonNode[] = [];
  blanks(cursor);
  if (take(cursor, /\]/uy) !== null) return items;
  for (;;) {
    items.push(valueAt(cursor, depth + 1));
    blanks(cursor);
    if (take(cursor, /\]/uy) !== null) return items;
    if (take(cursor, /,/uy) === null) expected('a comma', cursor);
  }
}

/** A member of an object; null when it is missing or JSON's null. */
export function memberOf(node: JsonNode, key: string): JsonNode | null {
  if (node.kind !== 'object') return null;
  const member = node.members.get(key);
  return member === undefined || (member.kind === 'word' && member.raw === 'null') ? null : member;
}

/** Items of an array; none where it is missing or no array. */
export function itemsOf(node: JsonNode | null): readonly JsonNode[] {
  return node?.kind === 'array' ? node.items : [];
}

/** A string or number as text, as printed; null where it is missing. */
export function jsonText(node: JsonNode, key: string): Leaf<string | null> {
  const member = memberOf(node, key);
  if (member === null) return leaf(null, node.at);
  if (member.kind === 'object' || member.kind === 'array') unreadable(`JSON: ${key} is no text`);
  return leaf(visible(member.raw), member.at);
}

/** As jsonText; a value that is missing ends the parse. */
export function jsonMustText(node: JsonNode, key: string): Leaf<string> {
  const found = jsonText(node, key);
  if (found.value === null) unreadable(`JSON: ${key} is missing`);
  return leaf(found.value, found.at);
}

/** A whole number, written as a number or in a string; null where it is missing. */
export function jsonInteger(node: JsonNode, key: string): Leaf<number | null> {
  const found = jsonText(node, key);
  if (found.value === null) return leaf(null, found.at);
  if (!/^-?[0-9]{1,15}$/u.test(found.value)) unreadable(`JSON: ${key} is no whole number`);
  return leaf(Number(found.value), found.at);
}

/** As jsonInteger; a value that is missing ends the parse. */
export function jsonMustInteger(node: JsonNode, key: string): Leaf<number> {
  const found = jsonInteger(node, key);
  if (found.value === null) unreadable(`JSON: ${key} is missing`);
  return leaf(found.value, found.at);
}
