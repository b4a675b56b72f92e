import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Task } from '../../../core/contract/work.ts';
import { failure, type Result } from '../../../core/result.ts';
import { Questions } from '../../../main/app/desk/questions.ts';
import { Works } from '../../../main/app/desk/works.ts';
import type { Lab } from '../../../main/app/lab.ts';
import { Bench, openWorkshop, type Workshop } from '../../support/practice-bench.ts';

const ALL: Task = { kind: 'go', steps: null, hosts: null, redo: [] };
let workshop: Workshop;
let run: string;

beforeAll(async () => {
  workshop = await openWorkshop();
  const bench = await Bench.open(workshop);
  run = bench.run.id;
  await bench.execute({ steps: new Set() });
  await bench.dispose();
});

afterAll(async () => {
  await workshop.dispose();
});

/** Works on the run of the workshop, whose hosts are found as the test says. */
function worksWith(labOf: () => Promise<Result<Lab>>): Works {
  return new Works({
    application: workshop.application,
    questions: new Questions(() => new Date().toISOString()),
    labOf,
    report: (what, thrown) => {
      throw new Error(what, { cause: thrown });
    },
  });
}

it('tells at once that work began, while its hosts are still looked for, and why it could not go on', async () => {
  const looking: ((found: Result<Lab>) => void)[] = [];
  const works = worksWith(() => new Promise((resolve) => looking.push(resolve)));
  const begun = works.begin(run, ALL);
  expect(works.now.value).toMatchObject([{ run, task: ALL, stopping: false }]);
  expect(await works.begin(run, ALL)).toMatchObject({ ok: false, problem: { code: 'busy' } });
  await expect.poll(() => looking.length).toBe(1);
  looking[0]?.(failure('lab-gone', 'The lab is gone.'));
  expect(await begun).toMatchObject({ ok: false, problem: { code: 'lab-gone' } });
  expect(works.now.value).toMatchObject([
    { run, task: null, since: null, stopping: false, last: { sentence: 'The lab is gone.' } },
  ]);
  expect(works.isWorking(run)).toBe(false);
  await works.dispose();
});

it('is free for the next task after hosts that could not be looked for', async () => {
  const works = worksWith(() => Promise.reject(new Error('The lab ended while it was asked.')));
  await expect(works.begin(run, ALL)).rejects.toThrow('while it was asked');
  expect(works.now.value).toMatchObject([{ run, task: null, last: { problem: { code: 'internal' } } }]);
  await expect(works.begin(run, ALL)).rejects.toThrow('while it was asked');
});
