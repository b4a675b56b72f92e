import type { Citation } from './probe.ts';
import { leaf } from './cited.ts';
import type { Leaf } from './cited.ts';
import { visible } from './text.ts';

/** An atom with its bytes (without its quotes), or a list with the bytes from its opening to its closing parenthesis. */
export type SExpression = { readonly atom: Leaf<string> } | { readonly list: readonly SExpression[]; readonly at: Citation };

/** Deeper nesting than any domain has. */
const deepest = 32;

/**
 * Reads the S-expressions that xend writes: parentheses, bare atoms, atoms in single or double quotes with backslash escapes.
 * `bytes` is Latin-1 of standard output. Null when it is not balanced, nested too deeply, or an atom is not closed.
 */
export function readSExpressions(bytes: string): readonly SExpression[] | null {
  const stack: { readonly items: SExpression[]; readonly start: number }[] = [{ items: [], start: 0 }];
  const token = /\s+|(\()|(\))|'((?:[^'\\]|\\[\s\S])*)'|"((?:[^"\\]|\\[\s\S])*)"|([^\s()'"]+)/duy;
  while (token.lastIndex < bytes.length) {
    const start = token.lastIndex;
    const found = token.exec(bytes);
    const top = stack[stack.length - 1];
    if (found === null || top === undefined) return null;
    if (found[1] !== undefined) {
      if (stack.length > deepest) return null;
      stack.push({ items: [], start });
    } else if (found[2] !== undefined) {
      stack.pop();
      const parent = stack[stack.length - 1];
      if (parent === undefined) return null;
      parent.items.push({ list: top.items, at: { stream: 'stdout', start: top.start, end: token.lastIndex } });
    } else {
      const group = found[3] !== undefined ? 3 : found[4] !== undefined ? 4 : 5;
      const range = found.indices?.[group];
      const content = found[group];
      if (range !== undefined && content !== undefined) {
        top.items.push({ atom: leaf(visible(content), { stream: 'stdout', start: range[0], end: range[1] }) });
      }
    }
  }
  const [root] = stack;
  return stack.length === 1 && root !== undefined ? root.items : null;
}
