import { expect, it } from 'vitest';
import type { Command } from '../../../renderer/commands.ts';
import { matching } from '../../../renderer/screens/palette/matching.ts';

const command = (title: string, remark?: string): Command => ({
  id: title,
  group: 'steps',
  title,
  ...(remark === undefined ? {} : { remark }),
  run: () => undefined,
});
const ALL = [command('Undo the step on xen1'), command('Zone each port', 'locked'), command('The step that makes zones', 'done')];

it('finds what has every word, those first that begin with it', () => {
  expect(matching(ALL, 'zone').map(({ title }) => title)).toEqual(['Zone each port', 'The step that makes zones']);
  expect(matching(ALL, 'step zone').map(({ title }) => title)).toEqual(['The step that makes zones']);
  expect(matching(ALL, '  LOCKED ').map(({ title }) => title)).toEqual(['Zone each port']);
});

it('gives everything in its order for nothing typed, and nothing for words that are nowhere', () => {
  expect(matching(ALL, ' ')).toEqual(ALL);
  expect(matching(ALL, 'zone undo')).toEqual([]);
});

it('takes the apostrophe of the keyboard for that of the title, and the other way round', () => {
  const all = [command('Take this run’s lock off xen1'), command("Ask for ada's word")];
  expect(matching(all, "this run's lock")).toEqual([all[0]]);
  expect(matching(all, 'ada’s')).toEqual([all[1]]);
});
