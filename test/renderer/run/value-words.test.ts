import { expect, it } from 'vitest';
import { valueWords } from '../../../renderer/screens/run/value-words.ts';

const words = (value: unknown): string => valueWords(value, (id) => `<${id}>`);

it('writes facts for a person: lists by commas, pairs by colons, the empty list by a word', () => {
  expect(words('xen_lun0')).toBe('xen_lun0');
  expect(words(4)).toBe('4');
  expect(words([0, 1, 2])).toBe('0, 1, 2');
  expect(words([])).toBe('<checks.nothing>');
  expect(
    words([
      ['xen_lun0', '0'],
      ['xen_lun1', '1'],
    ]),
  ).toBe('xen_lun0: 0, xen_lun1: 1');
  expect(
    words([
      ['sdb', 'A', 'B'],
      ['sdc', 'B'],
    ]),
  ).toBe('sdb: A, B; sdc: B');
  expect(words({ state: 'online', speed: 2 })).toBe('state: online, speed: 2');
});

it('leaves nothing out of what is deeper, and nothing for what was not told', () => {
  expect(words([{ a: [1] }])).toBe('{"a":[1]}');
  expect(words({ a: { b: 1 } })).toBe('a: {"b":1}');
  expect(words(undefined)).toBe('');
  expect(words(null)).toBe('');
});
