import { leaf } from './cited.ts';
import type { Leaf } from './cited.ts';
import { unreadable } from './reading.ts';
import type { Reading } from './reading.ts';
import { visible } from './text.ts';

/** A value of the part of Python that guest configurations use. Text keeps its bytes without quotes; escapes stay as written. */
export type PythonValue =
  | { readonly kind: 'text'; readonly text: Leaf<string> }
  | { readonly kind: 'number'; readonly text: Leaf<string> }
  | { readonly kind: 'list'; readonly items: readonly Leaf<string>[] };

export interface Assignment {
  readonly name: Leaf<string>;
  readonly value: PythonValue;
}

/** Blanks and comments, then one of: text in single or double quotes, a number or word, a mark. */
const token = /[ \t]*(?:#[^\n]*)?(?:"((?:[^"\\\n]|\\[^\n])*)"|'((?:[^'\\\n]|\\[^\n])*)'|([A-Za-z0-9_.-]+)|([[\],=\n]))/duy;

interface Token {
  readonly kind: 'text' | 'word' | 'mark';
  readonly leaf: Leaf<string>;
}

function tokensOf(reading: Reading): readonly Token[] {
  const bytes = reading.raw.stdout;
  const tokens: Token[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < bytes.length) {
    const from = token.lastIndex;
    const found = token.exec(bytes);
    const group = [1, 2, 3, 4].find((index) => found?.indices?.[index] !== undefined) ?? 0;
    const range = found?.indices?.[group];
    if (found === null || range === undefined)
      return unreadable(
        'This is no assignment',
        reading.stdout.find((line) => line.end >= from),
      );
    const content = leaf(visible(found[group] ?? ''), { stream: 'stdout', start: range[0], end: range[1] });
    tokens.push({ kind: group <= 2 ? 'text' : group === 3 ? 'word' : 'mark', leaf: content });
  }
  return tokens;
}

/**
 * Reads lines `NAME = VALUE`, where a value is text, a number, or a list of texts and numbers over one or more lines. Comments hold
 * nothing. The file is Python in truth: what goes beyond this ends the parse.
 */
export function readAssignments(reading: Reading): readonly Assignment[] {
  for (const line of reading.stdout) {
    if (/^(#.*|(?:[A-Za-z_][A-Za-z0-9_]*\s*=)?[[\],\s]*)$/u.test(line.text.trim())) reading.ignore(line);
  }
  const assignments: Assignment[] = [];
  const tokens = tokensOf(reading);
  let at = 0;
  const isMark = (mark: string): boolean =>
    tokens[at]?.kind === 'mark' && reading.raw.stdout[tokens[at]?.leaf.at.start ?? 0] === mark;
  const wrong = (): never => {
    const start = tokens[at]?.leaf.at.start ?? reading.raw.stdout.length;
    return unreadable(
      'This is no assignment',
      reading.stdout.findLast((line) => line.start <= start),
    );
  };
  while (at < tokens.length) {
    if (isMark('\n')) {
      at += 1;
      continue;
    }
    const name = tokens[at];
    if (name?.kind !== 'word' || !/^[A-Za-z_][A-Za-z0-9_]*$/u.test(name.leaf.value)) return wrong();
    at += 1;
    if (!isMark('=')) return wrong();
    at += 1;
    if (isMark('[')) {
      at += 1;
      const items: Leaf<string>[] = [];
      let separated = true;
      while (!isMark(']')) {
        const item = tokens[at];
        if (item === undefined) return wrong();
        if (isMark(',')) {
          if (separated) return wrong();
          separated = true;
        } else if (!isMark('\n')) {
          if (item.kind === 'mark' || !separated) return wrong();
          items.push(item.leaf);
          separated = false;
        }
        at += 1;
      }
      assignments.push({ name: name.leaf, value: { kind: 'list', items } });
    } else {
      const value = tokens[at];
      if (value === undefined || value.kind === 'mark') return wrong();
      assignments.push({ name: name.leaf, value: { kind: value.kind === 'text' ? 'text' : 'number', text: value.leaf } });
    }
    at += 1;
    if (!isMark('\n')) return wrong();
    at += 1;
  }
  return assignments;
}
