import { describe, expect, it } from 'vitest';
import { Unreadable, readingOf } from '../../../core/probes/reading.ts';
import { expectSections, readSections, sectioned } from '../../../core/probes/sections.ts';
import { outputOf } from './fixtures.ts';

const reading = (text: string) => readingOf(outputOf(text), 0);

describe('a command of several sections', () => {
  it('prints marks around each, with its exit status, and one at the end', () => {
    expect(sectioned([{ name: 'a b', run: '/bin/true' }])).toBe(
      "echo '=== a b'; { /bin/true; } 2>/dev/null; printf '\\n=== %s exit %d\\n' 'a b' $?; echo '=== end'",
    );
  });

  it('refuses a name that would break its mark', () => {
    expect(() => sectioned([{ name: "a'b", run: 'true' }])).toThrow(TypeError);
  });
});

describe('output of sections', () => {
  it('is taken apart, and tells a final line feed from none', () => {
    const sections = readSections(
      reading('=== a\none\n\n=== a exit 0\n=== b\ntwo\n=== b exit 1\n=== c\n\n=== c exit 127\n=== end\n'),
    );
    expect(sections.map(({ name, exit, lines, open }) => [name, exit.value, lines.map((line) => line.text), open])).toEqual([
      ['a', 0, ['one'], false],
      ['b', 1, ['two'], true],
      ['c', 127, [], false],
    ]);
  });

  it.each([
    ['without an end', '=== a\none\n\n=== a exit 0\n'],
    ['with an open section', '=== a\none\n'],
    ['with something after the end', '=== a\n\n=== a exit 0\n=== end\nmore\n'],
    ['with a section twice', '=== a\n\n=== a exit 0\n=== a\n\n=== a exit 0\n=== end\n'],
    ['without marks', 'one\n'],
    ['with a strange status', '=== a\n\n=== a exit x\n=== end\n'],
    ['that is empty', ''],
  ])('%s is refused', (_what, text) => {
    expect(() => readSections(reading(text))).toThrow(Unreadable);
  });

  it('is refused when other sections came than were asked for', () => {
    expect(() => expectSections(reading('=== a\n\n=== a exit 0\n=== end\n'), ['a', 'b'])).toThrow(
      /a, b were asked for, but a came/u,
    );
  });
});
