import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationText } from '../../../core/run/duration.ts';

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  days: 86_400_000,
  years: 31_556_952_000,
};
/** What a unit may not reach when the next one stands before it, or could. */
const LIMITS: Readonly<Record<string, number>> = { ms: 1000, s: 60, min: 60 };

interface Part {
  readonly text: string;
  readonly value: number;
  readonly unit: string;
}

function partsOf(said: string): readonly Part[] {
  expect(said).toMatch(/^(?:\d+(?:\.\d)? (?:ms|s|min|h|days|years)(?: |$))+$/u);
  return [...said.matchAll(/(\d+(?:\.\d)?) (\w+)/gu)].map(([, text = '', unit = '']) => ({ text, value: Number(text), unit }));
}

const heard = (said: string): number => partsOf(said).reduce((sum, { value, unit }) => sum + value * UNITS[unit]!, 0);
/** Half of what its last digit stands for. */
const half = (said: string): number => {
  const { text, unit } = partsOf(said).at(-1)!;
  return (UNITS[unit]! * (text.includes('.') ? 0.1 : 1)) / 2;
};

// Every size is met as often as the others, and the moments right before a unit is full are among them.
const milliseconds = fc.oneof(
  fc.double({ min: 0, max: 1e12, noNaN: true }),
  fc.double({ min: 0, max: 12, noNaN: true }).map((power) => 10 ** power),
  fc
    .tuple(
      fc.constantFrom(1000, 60_000, 90_000, 3_600_000, 5_400_000, 172_800_000),
      fc.nat(2000),
      fc.integer({ min: -600, max: 600 }),
    )
    .map(([unit, count, by]) => Math.max(0, unit * count + by)),
);
const exactness = fc.constantFrom('measured' as const, 'about' as const);

describe('a duration for a person', () => {
  it('has no part that reaches its next unit', () => {
    fc.assert(
      fc.property(milliseconds, exactness, (ms, how) => {
        for (const [index, { value, unit }] of partsOf(durationText(ms, how)).entries()) {
          if (index === 0 && how === 'about') continue;
          expect(value).toBeLessThan(LIMITS[unit] ?? Number.POSITIVE_INFINITY);
        }
      }),
    );
  });

  it('is as near as its last digit', () => {
    fc.assert(
      fc.property(milliseconds, exactness, (ms, how) => {
        const said = durationText(ms, how);
        expect(Math.abs(heard(said) - ms)).toBeLessThanOrEqual(half(said) * (1 + 1e-9));
      }),
    );
  });

  it('never says less of a longer time', () => {
    fc.assert(
      fc.property(milliseconds, milliseconds, exactness, (one, other, how) => {
        const [less, more] = [Math.min(one, other), Math.max(one, other)];
        const [said, also] = [durationText(less, how), durationText(more, how)];
        expect(heard(said)).toBeLessThanOrEqual(heard(also) + (said === also ? 0 : half(said) + half(also)));
      }),
    );
  });

  it.each([
    [null, '–', '–'],
    [0, '0 ms', '0 s'],
    [999.7, '1.0 s', '1 s'],
    [4200, '4.2 s', '4 s'],
    [59_960, '1 min 0 s', '60 s'],
    [179_600, '3 min 0 s', '3 min'],
    [3_599_700, '1 h 0 min', '60 min'],
    [4_800_000, '1 h 20 min', '80 min'],
    [7_199_000, '2 h 0 min', '2 h 0 min'],
    [172_800_000, '2 days', '2 days'],
    [94_670_856_000, '3.0 years', '3.0 years'],
  ])('%s ms is %s measured and %s as an estimate', (ms, measured, about) => {
    expect([durationText(ms), durationText(ms, 'about')]).toEqual([measured, about]);
  });
});
