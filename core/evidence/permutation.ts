import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';

const encoder = new TextEncoder();

/** Thirty-two bytes that only who has the key can tell, of a text. */
function keyed(key: Uint8Array, text: string): Uint8Array {
  return hmac(sha256, key, encoder.encode(text));
}

/** A number below `limit` (at most 2^48) that the key and the text decide. */
export function keyedNumber(key: Uint8Array, text: string, limit: number): number {
  const bytes = keyed(key, text);
  let value = 0;
  for (const byte of bytes.subarray(0, 6)) value = value * 256 + byte;
  return value % limit;
}

/**
 * Where each of a few values goes: one cycle through all of them (Sattolo's shuffle), so that none stays where it is. A single value
 * cannot move.
 */
export function keyedCycle<Value>(key: Uint8Array, context: string, values: readonly Value[]): ReadonlyMap<Value, Value> {
  const order = [...values];
  for (let last = order.length - 1; last > 0; last--) {
    const other = keyedNumber(key, `${context} ${String(last)}`, last);
    [order[last], order[other]] = [order[other] as Value, order[last] as Value];
  }
  return new Map(values.map((value, index) => [value, order[index] as Value]));
}

/** Rounds of the Feistel network; four make a pseudorandom permutation of both directions (Luby and Rackoff), the rest is for small widths. */
const ROUNDS = 8;

/**
 * Moves `value` among the numbers below `size` that `member` accepts (it must accept `value`): a permutation that the key and the
 * context decide, and its inverse with `back`. A Feistel network over the next even number of bits, walked until it is inside.
 */
export function permuteNumber(
  key: Uint8Array,
  context: string,
  size: bigint,
  value: bigint,
  back: boolean,
  member: (value: bigint) => boolean = () => true,
): bigint {
  const half = BigInt(Math.ceil((size - 1n).toString(2).length / 2));
  const mask = (1n << half) - 1n;
  const round = (number: number, input: bigint): bigint => {
    const bytes = keyed(key, `${context} ${String(number)} ${input.toString(16)}`);
    return bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n) & mask;
  };
  let now = value;
  do {
    let left = now >> half;
    let right = now & mask;
    for (let index = 0; index < ROUNDS; index++) {
      if (back) [left, right] = [right ^ round(ROUNDS - 1 - index, left), left];
      else [left, right] = [right, left ^ round(index, right)];
    }
    now = (left << half) | right;
  } while (now >= size || !member(now));
  return now;
}
