import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Desk, OpenQuestion } from '../../../core/contract/work.ts';
import { reduce } from '../../../core/run/reducer.ts';
import type { RunState } from '../../../core/run/state.ts';
import { must, serveOneWindow, type ServedWindow } from './served-window.ts';

let served: ServedWindow;

beforeAll(async () => {
  served = await serveOneWindow();
});

afterAll(async () => {
  await served.dispose();
});

it('plans, begins, asks, does, is watched and closed and opened again while the run goes on', async () => {
  const window = served.open();
  const wanted = { procedure: 'rhel5-rdac', hosts: { kind: 'practice', wish: {} }, set: {} } as const;
  const { plan, problems } = must(await window.call('runs.plan', wanted));
  expect(problems).toEqual([]);
  // As far as the first step that changes something.
  const planned = plan?.steps ?? [];
  const change = planned.findIndex((step) => step.class === 'change');
  const first = planned.slice(0, change + 1).map(({ id }) => id);
  const changing = first.at(-1)!;

  const { run } = must(await window.call('runs.create', wanted));

  const questions: OpenQuestion[] = [];
  let desk: Desk | null = null;
  const atDesk = window.stream('desk.watch', null, (now) => {
    desk = now;
    for (const one of now.questions) {
      if (!questions.some(({ id }) => id === one.id)) questions.push(one);
    }
  });
  must(await window.call('work.begin', { run, task: { kind: 'go', steps: first, hosts: null, redo: [] } }));
  expect(await window.call('work.begin', { run, task: { kind: 'go', steps: null, hosts: null, redo: [] } })).toMatchObject({
    ok: false,
    problem: { code: 'busy' },
  });
  await expect.poll(() => questions.length, { timeout: 60_000 }).toBe(1);
  expect(questions[0]).toMatchObject({ run, question: { kind: 'step', step: changing } });

  // The window goes away in the middle of the question, and another comes: the question stands there.
  window.dispose();
  await atDesk.ended;
  const again = served.open();
  let state: RunState | null = null;
  let events = 0;
  again.stream('runs.watch', { run, after: null }, (news) => {
    if (news.kind === 'state') state = news.state;
    else if (state !== null) state = reduce(state, news.stored);
    events += 1;
  });
  const answered = new Set<string>();
  again.stream('desk.watch', null, async (now) => {
    desk = now;
    for (const { id, question } of now.questions) {
      if (answered.has(id)) continue;
      answered.add(id);
      const answer = question.kind === 'destroy' ? `${question.host}:${question.device}` : 'yes';
      must(await again.call('work.answer', { question: id, answer }));
    }
  });
  await expect.poll(() => desk?.working.find((one) => one.run === run)?.last ?? null, { timeout: 60_000 }).not.toBeNull();
  const last = desk!.working.find((one) => one.run === run)?.last;
  expect(last).toMatchObject({ problem: null });
  expect(answered.size).toBeGreaterThan(0);
  expect(await again.call('work.answer', { question: questions[0]!.id, answer: 'yes' })).toMatchObject({
    ok: false,
    problem: { code: 'no-such-question' },
  });

  // What the window made of state and events is what is stored.
  const stored = must(await served.application.store.state(run));
  await expect.poll(() => state?.sequence).toBe(stored.sequence);
  expect(state).toEqual(stored);
  expect(events).toBeGreaterThan(10);
  expect(Object.values(stored.steps[changing] ?? {}).map(({ status }) => status)).toContain('done');

  must(await again.call('work.say', { run, word: { kind: 'note', step: changing, host: null, text: 'Looked at it.' } }));
  await expect.poll(() => state?.notes.length).toBe(1);
  expect(
    await again.call('work.say', {
      run,
      word: {
        kind: 'skip',
        step: changing,
        host: questions[0]!.question.kind === 'step' ? questions[0]!.question.host : '',
        reason: 'No need.',
      },
    }),
  ).toMatchObject({ ok: false, problem: { code: 'not-to-be-skipped' } });
  expect(must(await again.call('runs.verify', { run })).problems).toEqual([]);
  again.dispose();
  expect(served.unexpected).toEqual([]);
});

it('stops after the act in flight, also while it asks', async () => {
  const window = served.open();
  const { run } = must(
    await window.call('runs.create', { procedure: 'rhel5-rdac', hosts: { kind: 'practice', wish: {} }, set: {} }),
  );
  let desk: Desk = { working: [], questions: [] };
  window.stream('desk.watch', null, (now) => void (desk = now));
  must(await window.call('work.begin', { run, task: { kind: 'go', steps: null, hosts: null, redo: [] } }));
  await expect.poll(() => desk.questions.length, { timeout: 60_000 }).toBe(1);
  must(await window.call('work.stop', { run }));
  await expect
    .poll(() => desk.working.find((one) => one.run === run)?.last?.problem?.code, { timeout: 60_000 })
    .toBe('interrupted');
  expect(desk.questions).toEqual([]);
  const stored = must(await served.application.store.state(run));
  expect(stored.stopped?.reason).toBe('interrupted');
  window.dispose();
  expect(served.unexpected).toEqual([]);
});
