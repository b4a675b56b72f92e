import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitsHostPattern } from '../../../core/hosts/host-pattern.ts';

/** The same by a regular expression; only for short patterns, where backtracking costs nothing. */
function fitsByExpression(pattern: string, name: string): boolean {
  const expression = pattern.replace(/[*?]/gu, (one) => (one === '*' ? '.*' : '.'));
  return new RegExp(`^${expression}$`, 'iu').test(name);
}

describe('fitsHostPattern', () => {
  it.each([
    ['*', '', true],
    ['?', '', false],
    ['xen?', 'xen1', true],
    ['xen?', 'xen12', false],
    ['*.lab', 'XEN1.LAB', true],
    ['*.lab', 'xen1.lab.example', false],
    ['10.0.*.1', '10.0.7.1', true],
    ['', 'xen1', false],
  ])('%j for %j: %j', (pattern, name, fits) => {
    expect(fitsHostPattern(pattern, name)).toBe(fits);
  });

  it('fits as the regular expression does', () => {
    const letters = (alphabet: readonly string[]) => fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 8 });
    fc.assert(
      fc.property(
        letters(['a', 'b', '*', '?']),
        letters(['a', 'b', 'A']),
        (pattern, name) => fitsHostPattern(pattern, name) === fitsByExpression(pattern, name),
      ),
    );
  });

  it('takes no time for a pattern made to backtrack', () => {
    expect(fitsHostPattern(`${'*a'.repeat(500)}b`, 'a'.repeat(2000))).toBe(false);
  });
});
