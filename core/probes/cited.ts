import type { Citation, FactPointer } from './probe.ts';

/** What a leaf of facts may be. */
export type Scalar = string | number | boolean | null;

/** A value and the bytes that it came from. A value that stands for something absent cites the heading, or the whole. */
export class Leaf<T extends Scalar> {
  readonly value: T;
  readonly at: Citation;
  constructor(value: T, at: Citation) {
    this.value = value;
    this.at = at;
  }
}

/** Facts in which every leaf carries its bytes. */
export type Cited<T> = [T] extends [Scalar] ? Leaf<T & Scalar> : CitedBranch<T>;
type CitedBranch<T> = T extends Scalar
  ? Leaf<T>
  : T extends readonly (infer Element)[]
    ? readonly Cited<Element>[]
    : { readonly [Key in keyof T]: Cited<T[Key]> };

/** A value with the bytes that it came from. */
export function leaf<T extends Scalar>(value: T, at: Citation): Leaf<T> {
  return new Leaf(value, at);
}

/** One token of an RFC 6901 pointer. */
export function pointerToken(token: string): string {
  return token.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** Takes cited facts apart: plain facts, and the byte range of each leaf by its RFC 6901 pointer. */
export function split<T>(cited: Cited<T>): { readonly facts: T; readonly citations: Readonly<Record<FactPointer, Citation>> } {
  const citations: Record<FactPointer, Citation> = {};
  const facts = plain(cited, '', citations);
  return { facts: facts as T, citations };
}

function plain(tree: unknown, pointer: FactPointer, citations: Record<FactPointer, Citation>): unknown {
  if (tree instanceof Leaf) {
    const { value, at } = tree as Leaf<Scalar>;
    citations[pointer] = at;
    return value;
  }
  if (Array.isArray(tree)) return tree.map((item, index) => plain(item, `${pointer}/${index}`, citations));
  const facts: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(tree as Record<string, unknown>)) {
    facts[key] = plain(item, `${pointer}/${pointerToken(key)}`, citations);
  }
  return facts;
}
