import { keyedCycle, permuteNumber } from './permutation.ts';

/** Which way: from what a host said to its pseudonym, or back. */
export type Direction = 'conceal' | 'reveal';

/** Puts digits in the place of digits, as the key says: as many, of the same kind, always the same in the same context. */
export interface DigitPseudonyms {
  /**
   * Hexadecimal digits, lower case. What has letters keeps having some and what has none gets none, so that the case of a text can be
   * carried over. With `significant` the first is not 0 and does not become it.
   */
  readonly hex: (context: string, digits: string, direction: Direction, significant?: boolean) => string;
  /** One of a few values for another of them; the value itself when it is none of them. */
  readonly among: <Value>(context: string, values: readonly Value[], value: Value, direction: Direction) => Value;
}

/** Up to this many digits all values are laid out, and none stays what it is. */
const FEW_DIGITS = 2;

/** Pseudonyms of digits under a key of 32 bytes; what was moved once is remembered. */
export function createDigitPseudonyms(key: Uint8Array): DigitPseudonyms {
  const cycles = new Map<string, ReadonlyMap<unknown, unknown>>();
  const known = new Map<string, string>();

  function cycle<Value>(name: string, direction: Direction, values: () => readonly Value[]): ReadonlyMap<Value, Value> {
    const kept = cycles.get(`${direction} ${name}`);
    if (kept !== undefined) return kept as ReadonlyMap<Value, Value>;
    const forth = keyedCycle(key, name, values());
    const made = direction === 'conceal' ? forth : new Map([...forth].map(([from, to]) => [to, from]));
    cycles.set(`${direction} ${name}`, made);
    return made;
  }

  function hex(context: string, digits: string, direction: Direction, significant = false): string {
    const { length } = digits;
    const lettered = /[a-f]/u.test(digits);
    const base = lettered ? 16 : 10;
    const member = (text: string): boolean => lettered === /[a-f]/u.test(text) && (!significant || !text.startsWith('0'));
    const write = (value: bigint): string => value.toString(base).padStart(length, '0');
    const name = `${context} ${String(length)} ${String(base)} ${significant ? 's' : ''}`;
    if (length <= FEW_DIGITS) {
      const all = (): readonly string[] =>
        Array.from({ length: base ** length }, (_, value) => write(BigInt(value))).filter(member);
      return cycle(name, direction, all).get(digits) ?? digits;
    }
    const remembered = known.get(`${direction} ${name} ${digits}`);
    if (remembered !== undefined) return remembered;
    const value = BigInt(lettered ? `0x${digits}` : digits);
    const size = BigInt(base) ** BigInt(length);
    const moved = write(permuteNumber(key, name, size, value, direction === 'reveal', (number) => member(write(number))));
    known.set(`${direction} ${name} ${digits}`, moved);
    return moved;
  }

  return {
    hex,
    among: (context, values, value, direction) => cycle(context, direction, () => values).get(value) ?? value,
  };
}
