import { expect, test } from 'vitest';
import { wrapLine } from '../../../main/cli/wrap-line.ts';

test('a text that fits, and any text where there is no width, is one line as it is', () => {
  expect(wrapLine('  a  b', 10, 4)).toEqual(['  a  b']);
  expect(wrapLine('word '.repeat(500), Infinity, 4)).toHaveLength(1);
});

test('it is broken at blanks, what goes on is set in, and nothing is lost', () => {
  expect(wrapLine('  one two three four', 10, 4)).toEqual(['  one two', '    three', '    four']);
});

test('a word that is longer than the line stays whole', () => {
  expect(wrapLine('see /a/very/long/path now', 10, 2)).toEqual(['see', '  /a/very/long/path', '  now']);
});

test('colour takes no room', () => {
  const green = '\u001b[32mfour\u001b[0m';
  expect(wrapLine(`${green} four`, 9, 2)).toEqual([`${green} four`]);
});
