import { expect, it } from 'vitest';
import { table } from '../../../main/cli/data-output.ts';
import { collectNames, collectWords } from '../../../main/cli/option-lists.ts';

it('names come one by one or with commas between; other words as they stand', () => {
  expect(collectNames('b, c,', collectNames('a'))).toEqual(['a', 'b', 'c']);
  expect(collectWords('x=1,2', collectWords('y=3'))).toEqual(['y=3', 'x=1,2']);
});

it('a table has columns as wide as what is in them, and no blanks at the end', () => {
  expect(
    table([
      ['a', 'bb', 'c'],
      ['aaa', '', ''],
    ]),
  ).toEqual(['a    bb  c', 'aaa']);
});
