import { expect, it } from 'vitest';
import { leaf, split } from '../../../core/probes/cited.ts';
import type { Citation } from '../../../core/probes/probe.ts';

const at = (start: number): Citation => ({ stream: 'stdout', start, end: start + 1 });

it('takes facts and the bytes of each leaf apart', () => {
  const cited = { 'a/b': leaf('x', at(1)), list: [{ n: leaf(1, at(2)) }, { n: leaf(null, at(3)) }], none: [] };
  expect(split<{ 'a/b': string; list: { n: number | null }[]; none: string[] }>(cited)).toEqual({
    facts: { 'a/b': 'x', list: [{ n: 1 }, { n: null }], none: [] },
    citations: { '/a~1b': at(1), '/list/0/n': at(2), '/list/1/n': at(3) },
  });
});
