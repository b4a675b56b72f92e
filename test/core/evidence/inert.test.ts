import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inert, inertBytes } from '../../../core/evidence/inert.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
/** Anything that acts on a terminal or on the order of what is read. */
const ACTIVE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]/u;

describe('inert', () => {
  test.each([
    ['plain text \\ with a backslash', 'plain text \\ with a backslash'],
    ['\u001b[31mred\u001b[0m', '\\x1b[31mred\\x1b[0m'],
    ['a\nb\tc\r', 'a\\nb\\tc\\r'],
    ['\u009b2J', '\\x9b2J'],
    ['abc\u202egpj.exe', 'abc\\u{202e}gpj.exe'],
    ['zero\u200bwidth', 'zero\\u{200b}width'],
    ['half \ud83d', 'half \\u{d83d}'],
    ['😀 stays', '😀 stays'],
    ['tag \u{e0041}', 'tag \\u{e0041}'],
  ])('%j', (text, expected) => {
    expect(inert(text)).toBe(expected);
  });

  test('cuts at the limit in whole characters and counts the rest', () => {
    expect(inert('😀'.repeat(5), { limit: 3 })).toBe('😀😀😀… (2 more characters)');
    expect(inert('abc', { limit: 3 })).toBe('abc');
  });

  test('keeps lines where a block is shown', () => {
    expect(inert('a\tb\nc\u0007', { lines: true })).toBe('a\tb\nc\\x07');
  });

  test('bytes that are no UTF-8 are seen', () => {
    expect(inertBytes(new Uint8Array([0x61, 0xff, 0xc3, 0xa9, 0xc3]))).toBe('a\\xffé\\xc3');
    // An overlong form, a surrogate and a value past the end of Unicode are none.
    expect(inertBytes(new Uint8Array([0xc0, 0xaf, 0xed, 0xa0, 0x80, 0xf4, 0x90, 0x80, 0x80]))).toBe(
      '\\xc0\\xaf\\xed\\xa0\\x80\\xf4\\x90\\x80\\x80',
    );
    expect(inertBytes(bytes('é'.repeat(4)), { limit: 2 })).toBe('éé… (4 more bytes)');
  });

  test('property: nothing active is left, of text or of bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (raw) => {
        expect(inertBytes(raw)).not.toMatch(ACTIVE);
        expect(inert(String.fromCharCode(...raw, ...raw.map((one) => one ^ 0xff)))).not.toMatch(ACTIVE);
      }),
      { numRuns: 100 },
    );
  });
});
