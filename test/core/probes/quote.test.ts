import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteFabric, quotePosix, quotePosixWords } from '../../../core/probes/quote.ts';

/** What a POSIX shell makes of a word of plain characters, single quotes and escaped single quotes (XCU 2.2). */
function unquoted(word: string): string {
  let text = '';
  for (const part of word.matchAll(/'([^']*)'|\\(.)|([A-Za-z0-9_./:=@%+,-]+)/gu)) text += part[1] ?? part[2] ?? part[3] ?? '';
  return text;
}

describe('a word for a POSIX shell', () => {
  it('is the same word after the shell has read it', () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !/[\0\r\n]/u.test(text)),
        (text) => {
          expect(unquoted(quotePosix(text))).toBe(text);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('is quoted unless it is plainly safe', () => {
    expect(quotePosixWords(['/boot/a-1.img', '', "it's", '$(reboot)', '~', '*'])).toBe(
      "/boot/a-1.img '' 'it'\\''s' '$(reboot)' '~' '*'",
    );
  });

  it('holds no NUL and no line end', () => {
    for (const text of ['a\0b', 'a\nb', 'a\rb']) expect(() => quotePosix(text)).toThrow(TypeError);
  });
});

describe('an argument for Fabric OS', () => {
  it('stands in double quotes', () => {
    expect(quoteFabric('zone_a; zone_b')).toBe('"zone_a; zone_b"');
  });

  it('holds nothing that its command line would act on', () => {
    for (const text of ['a"b', 'a\\b', 'a$b', 'a`b', 'a\nb', 'ä']) expect(() => quoteFabric(text)).toThrow(TypeError);
  });
});
