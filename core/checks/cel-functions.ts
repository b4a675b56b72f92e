import type { Environment } from '@marcbachmann/cel-js';
import { RE2JS } from 're2js';
import { valueKey } from './cel-value.ts';
import { compareVersions } from './version-order.ts';

/** Counts what an evaluation does; throws when it does too much. */
export interface Meter {
  /** One unit is about one value looked at. */
  readonly charge: (units: number) => void;
}

function field(row: unknown, key: string): unknown {
  if (row instanceof Map) return (row as ReadonlyMap<string, unknown>).get(key);
  if (row === null || typeof row !== 'object' || !Object.hasOwn(row, key)) return undefined;
  return (row as Readonly<Record<string, unknown>>)[key];
}

function items(list: unknown, meter: Meter): readonly unknown[] {
  const all = list instanceof Set ? [...list] : Array.isArray(list) ? list : undefined;
  if (all === undefined) throw new TypeError('a list was expected');
  meter.charge(all.length);
  return all;
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : valueKey(value);
}

/** Integers one after the other without a gap or a double; with `from`, starting there. An empty list is not contiguous. */
function contiguous(numbers: readonly unknown[], from?: bigint): boolean {
  if (numbers.length === 0) return false;
  if (!numbers.every((one): one is bigint => typeof one === 'bigint'))
    throw new TypeError('contiguous() wants a list of integers');
  const sorted = [...numbers].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return sorted.every((one, index) => one === (from ?? sorted[0] ?? 0n) + BigInt(index));
}

/** No two neighbours are alike, and no more than two values take turns. An empty list does not alternate. */
function alternates(list: readonly unknown[]): boolean {
  const keys = list.map(valueKey);
  return keys.length > 0 && new Set(keys).size <= 2 && keys.every((key, index) => index === 0 || key !== keys[index - 1]);
}

function without(list: readonly unknown[], others: readonly unknown[]): readonly unknown[] {
  const there = new Set(others.map(valueKey));
  const seen = new Set<string>();
  return list.filter((one) => {
    const key = valueKey(one);
    if (there.has(key) || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function sortedBy(list: readonly unknown[], key: string): readonly unknown[] {
  const keyed = list.map((row, index) => ({ row, index, by: field(row, key) }));
  if (keyed.some(({ by }) => by === undefined)) throw new TypeError(`sortedBy(): not every item has '${key}'`);
  const order = (a: unknown, b: unknown): number => {
    if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
    const [x, y] = [Number(a), Number(b)];
    return x < y ? -1 : x > y ? 1 : 0;
  };
  return keyed.sort((a, b) => order(a.by, b.by) || a.index - b.index).map(({ row }) => row);
}

function matching(list: readonly unknown[], key: string, value: unknown): readonly unknown[] {
  const wanted = valueKey(value);
  return list.filter((row) => {
    const found = field(row, key);
    return found !== undefined && valueKey(found) === wanted;
  });
}

const PATTERN_LIMIT = 500;
const patterns = new Map<string, RE2JS>();

/** RE2: linear in the text's length, so that no pattern can hold up a run. Finds the pattern anywhere in the text. */
function like(text: string, pattern: string): boolean {
  let compiled = patterns.get(pattern);
  if (compiled === undefined) {
    if (pattern.length > PATTERN_LIMIT) throw new RangeError(`like(): the pattern has more than ${PATTERN_LIMIT} characters`);
    compiled = RE2JS.compile(pattern);
    if (patterns.size > 500) patterns.clear();
    patterns.set(pattern, compiled);
  }
  return compiled.matcher(text).find();
}

/** 0 is `a`, 25 is `z`, 26 is `aa`: the letters of disk names. */
function letter(index: bigint): string {
  if (index < 0n || index > 10_000n) throw new RangeError('letter() wants 0 to 10000');
  let rest = Number(index);
  let text = '';
  do {
    text = String.fromCharCode(97 + (rest % 26)) + text;
    rest = Math.floor(rest / 26) - 1;
  } while (rest >= 0);
  return text;
}

/** What a rule may call beyond CEL's own functions: signature and what it answers, for help and documentation. */
export const OWN_FUNCTIONS: readonly { readonly signature: string; readonly about: string }[] = [
  { signature: 'contiguous(list<int>): bool', about: 'integers without gap or double; false for an empty list' },
  { signature: 'contiguous(list<int>, int): bool', about: 'the same, starting at a number' },
  { signature: 'alternates(list<T>): bool', about: 'two values take turns; false for an empty list' },
  { signature: 'sameSet(list<T>, list<T>): bool', about: 'the same values in any order' },
  { signature: 'missing(list<T>, list<T>): list<T>', about: 'what is expected (first) and not actual (second)' },
  { signature: 'extra(list<T>, list<T>): list<T>', about: 'what is actual (second) and not expected (first)' },
  { signature: 'sortedBy(list<T>, string): list<T>', about: 'sorted by a field' },
  { signature: 'unique(list<T>): list<T>', about: 'each value once, in order of first appearance' },
  { signature: 'flatten(list<list<T>>): list<T>', about: 'lists joined to one' },
  { signature: 'first(list<T>, string, dyn): T', about: 'first item whose field has the value; an error when there is none' },
  {
    signature: 'only(list<T>, string, dyn): T',
    about: 'the one item whose field has the value; an error when there is none or several',
  },
  { signature: 'versionAtLeast(string, string): bool', about: "the first version is the second or newer, in rpm's order" },
  { signature: 'like(string, string): bool', about: 'an RE2 pattern is found in the text' },
  { signature: 'basename(string): string', about: 'what follows the last slash' },
  { signature: 'dirname(string): string', about: 'what stands before the last slash' },
  { signature: 'string.replace(string, string): string', about: 'every occurrence replaced' },
  { signature: 'letter(int): string', about: '0 is a, 1 is b: letters of disk names' },
  { signature: 'range(int): list<int>', about: '0, 1, ... up to the number, which is left out' },
  { signature: 'values(map<K, V>): list<V>', about: 'values of a map' },
  { signature: 'sum(list<int>): int', about: 'sum of integers' },
  { signature: 'lines(string): list<string>', about: 'lines of a text without their ends' },
];

/** Registers the functions above. All are total or throw; a throw becomes outcome `error`. */
export function registerFunctions(environment: Environment, meter: Meter): void {
  const list = (value: unknown): readonly unknown[] => items(value, meter);
  const text = (value: string): string => {
    meter.charge(Math.ceil(value.length / 64));
    return value;
  };
  environment
    .registerFunction('contiguous(list<int>): bool', (a: unknown) => contiguous(list(a)))
    .registerFunction('contiguous(list<int>, int): bool', (a: unknown, from: bigint) => contiguous(list(a), from))
    .registerFunction('alternates(list<T>): bool', (a: unknown) => alternates(list(a)))
    .registerFunction('sameSet(list<T>, list<T>): bool', (a: unknown, b: unknown) => {
      const [one, other] = [list(a), list(b)];
      return without(one, other).length === 0 && without(other, one).length === 0;
    })
    .registerFunction('missing(list<T>, list<T>): list<T>', (expected: unknown, actual: unknown) =>
      without(list(expected), list(actual)),
    )
    .registerFunction('extra(list<T>, list<T>): list<T>', (expected: unknown, actual: unknown) =>
      without(list(actual), list(expected)),
    )
    .registerFunction('sortedBy(list<T>, string): list<T>', (a: unknown, key: string) => sortedBy(list(a), key))
    .registerFunction('unique(list<T>): list<T>', (a: unknown) => without(list(a), []))
    .registerFunction('flatten(list<list<T>>): list<T>', (a: unknown) => list(a).flatMap((one) => list(one)))
    .registerFunction('first(list<T>, string, dyn): T', (a: unknown, key: string, value: unknown) => {
      const found = matching(list(a), key, value);
      if (found[0] === undefined) throw new RangeError(`first(): nothing has ${key} ${shown(value)}`);
      return found[0];
    })
    .registerFunction('only(list<T>, string, dyn): T', (a: unknown, key: string, value: unknown) => {
      const found = matching(list(a), key, value);
      if (found[0] === undefined) throw new RangeError(`only(): nothing has ${key} ${shown(value)}`);
      if (found.length > 1) throw new RangeError(`only(): ${found.length} items have ${key} ${shown(value)}`);
      return found[0];
    })
    .registerFunction('versionAtLeast(string, string): bool', (a: string, b: string) => compareVersions(text(a), text(b)) >= 0)
    .registerFunction('like(string, string): bool', (value: string, pattern: string) => like(text(value), pattern))
    .registerFunction('basename(string): string', (value: string) => value.slice(value.lastIndexOf('/') + 1))
    .registerFunction('dirname(string): string', (value: string) => value.slice(0, Math.max(value.lastIndexOf('/'), 0)))
    .registerFunction('string.replace(string, string): string', (value: string, old: string, fresh: string) => {
      const result = old === '' ? value : text(value).replaceAll(old, () => fresh);
      return text(result);
    })
    .registerFunction('letter(int): string', letter)
    .registerFunction('range(int): list<int>', (count: bigint) => {
      if (count < 0n || count > 10_000n) throw new RangeError('range() wants 0 to 10000');
      meter.charge(Number(count));
      return Array.from({ length: Number(count) }, (_, index) => BigInt(index));
    })
    .registerFunction('values(map<K, V>): list<V>', (map: unknown) => {
      const all = map instanceof Map ? [...(map as ReadonlyMap<unknown, unknown>).values()] : Object.values(map as object);
      meter.charge(all.length);
      return all as unknown[];
    })
    .registerFunction('sum(list<int>): int', (a: unknown) =>
      list(a).reduce<bigint>((total, one) => {
        if (typeof one !== 'bigint') throw new TypeError('sum() wants a list of integers');
        return total + one;
      }, 0n),
    )
    .registerFunction('lines(string): list<string>', (value: string) => {
      const all = text(value).split(/\r?\n/u);
      meter.charge(all.length);
      return all.at(-1) === '' ? all.slice(0, -1) : all;
    });
  for (const operator of ['+', '-', '*', '/'] as const) {
    const compute = (a: number | bigint, b: number | bigint): number => {
      const [x, y] = [Number(a), Number(b)];
      if (operator === '+') return x + y;
      if (operator === '-') return x - y;
      return operator === '*' ? x * y : x / y;
    };
    environment.registerOperator(`double ${operator} int: double`, compute);
    environment.registerOperator(`int ${operator} double: double`, compute);
  }
}
