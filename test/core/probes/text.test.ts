import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { excerpt, latin1, linesOf, visible } from '../../../core/probes/text.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('lines of a stream', () => {
  it('keep the byte offsets of what they hold, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = latin1(bytes);
        expect(text.length).toBe(bytes.length);
        for (const line of linesOf(bytes, 'stdout')) expect(text.slice(line.start, line.end)).toBe(line.text);
      }),
      { numRuns: 100 },
    );
  });

  it('end at a line feed, with or without a carriage return', () => {
    expect(linesOf(bytesOf('one\r\ntwo\n\nthree'), 'stderr')).toEqual([
      { stream: 'stderr', text: 'one', start: 0, end: 3 },
      { stream: 'stderr', text: 'two', start: 5, end: 8 },
      { stream: 'stderr', text: '', start: 9, end: 9 },
      { stream: 'stderr', text: 'three', start: 10, end: 15 },
    ]);
  });
});

describe('visible text', () => {
  const shown = (text: string | number[]): string =>
    visible(latin1(typeof text === 'string' ? bytesOf(text) : Uint8Array.from(text)));

  it('decodes UTF-8', () => {
    expect(shown('Größe 漢字 🙂')).toBe('Größe 漢字 🙂');
  });

  it('shows each byte that is not UTF-8', () => {
    expect(shown([0x61, 0xff, 0xc3, 0x28, 0x62])).toBe('a\\xff\\xc3(b');
    expect(shown([0xc0, 0x80])).toBe('\\xc0\\x80');
    expect(shown([0xed, 0xa0, 0x80])).toBe('\\xed\\xa0\\x80');
    expect(shown([0xf4, 0x90, 0x80, 0x80])).toBe('\\xf4\\x90\\x80\\x80');
  });

  it('shows what would act on a terminal or reorder text', () => {
    expect(shown('\x1b[2J\ttab\r\n\x07\0')).toBe('\\x1b[2J\\ttab\\r\\n\\x07\\x00');
    expect(shown('a\u202eb\u200fc\u2066d\ufeffe')).toBe('a\\u{202e}b\\u{200f}c\\u{2066}d\\u{feff}e');
    expect(shown('\u009b31m\u{e0041}')).toBe('\\u{9b}31m\\u{e0041}');
  });

  it('never holds a control or hidden character, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(visible(latin1(bytes))).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      }),
      { numRuns: 100 },
    );
  });

  it('is clipped in a sentence', () => {
    expect(excerpt('  abcdef  ', 4)).toBe('abcd...');
    expect(excerpt('x'.repeat(500)).length).toBeLessThan(110);
    expect(excerpt('  abc  ')).toBe('abc');
  });
});
