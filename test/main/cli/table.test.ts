import { expect, it } from 'vitest';
import { runLines } from '../../../main/cli/commands/runs.ts';
import { table } from '../../../main/cli/data-output.ts';
import { emptyRun } from '../../../core/run/reducer.ts';
import { summarize } from '../../../core/run/summary.ts';

const ROWS = [
  ['LUN', 'a name', 'A long explanation of what it is connected to'],
  ['host', 'another name', 'short'],
];

it('stands whole where nothing says how wide it may be, as into a pipe', () => {
  expect(table(ROWS)).toEqual(['LUN   a name        A long explanation of what it is connected to', 'host  another name  short']);
});

it('fits the terminal: the widest columns are cut, with an ellipsis', () => {
  const lines = table(ROWS, { width: 40 });
  expect(lines).toEqual(['LUN   a name        A long explanation …', 'host  another name  short']);
});

it('what is typed again is never cut', () => {
  expect(table(ROWS, { width: 30, whole: [1] })).toEqual(['LUN   a name        A long ex…', 'host  another name  short']);
  expect(table(ROWS, { width: 10, whole: [1] })).toEqual(['LUN   a name        A l…', 'host  another name  sho…']);
});

it('runs fit 80 columns, each with its whole name and its numbers', () => {
  const name = '20261123-1536-rhel5-rdac-yvsv';
  const summary = {
    ...summarize(emptyRun(name), '2026-11-23T15:36:00.000Z'),
    lab: { kind: 'practice', name: 'practice lab of the article', simulated: true, scale: 60 },
  };
  const runs = [{ run: name, summary, problem: null }];
  const [, narrow = ''] = runLines(runs, 80);
  expect(narrow.length).toBeLessThanOrEqual(80);
  expect(narrow).toMatch(new RegExp(`^${name} .*0/0 .*0/0 .*…$`, 'u'));
  expect(runLines(runs, Infinity)[1]).toContain('practice lab of the article (simulated)');
});
