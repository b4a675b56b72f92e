import { afterEach, describe, expect, it } from 'vitest';
import type { Answer } from '../../../main/engine/ports.ts';
import { begun, FINISHED, Rig, work } from './rig.ts';

let rig: Rig;
afterEach(() => rig.dispose());

const GOOD = 'echo x >> begun; echo done > worked';
const STEPS = ['look', 'work', 'built'];

async function two(rest: () => Answer['answer'] = () => 'yes'): Promise<void> {
  rig = await Rig.open({ world: { hosts: 2 }, consent: { rest: async () => ({ answer: rest(), by: 'person' }) } });
  work(rig, GOOD);
  work(rig, GOOD, 'xenhost2');
}

describe('a change on two hosts', () => {
  it('is made on the first, and on the other when that is refused not, until it is allowed', async () => {
    let answer: Answer['answer'] = 'no';
    await two(() => answer);
    expect(await rig.execute(STEPS)).toEqual({
      reason: 'declined',
      sentence: 'Not allowed, or waiting for what was not: “The work is done”, “Something stands on the work”.',
    });
    expect(rig.step('work')?.status).toBe('done');
    expect(begun(rig, 'xenhost2')).toBe(0);
    // What does not depend on the other host goes on, and asks for itself.
    expect(rig.step('built')?.status).toBe('done');
    answer = 'yes';
    await rig.resume();
    expect(await rig.execute(STEPS)).toEqual(FINISHED);
    expect(begun(rig, 'xenhost2')).toBe(1);
    expect(begun(rig)).toBe(1);
  });

  it('that is not allowed on the first is declined, not failed: nothing is established, and it is asked for again', async () => {
    let answer: Answer['answer'] = 'no';
    rig = await Rig.open({ world: { hosts: 2 }, consent: { step: async () => ({ answer, by: 'person' }) } });
    work(rig, GOOD);
    work(rig, GOOD, 'xenhost2');
    expect(await rig.execute(STEPS)).toEqual({
      reason: 'declined',
      sentence: 'Not allowed, or waiting for what was not: “The work is done”.',
    });
    expect(rig.step('work')?.status).toBe('declined');
    expect(rig.step('work', 'xenhost2')).toBeUndefined();
    expect(rig.verdict().verdict).toBe('not-established');
    answer = 'yes';
    await rig.resume();
    expect(await rig.execute(STEPS)).toEqual(FINISHED);
    expect(begun(rig)).toBe(1);
  });

  it('ends when the operator says stop instead of yes or no', async () => {
    await two(() => 'stop');
    expect((await rig.execute(STEPS)).reason).toBe('interrupted');
    expect(begun(rig, 'xenhost2')).toBe(0);
    // That is no refusal: nothing was said of whether it may be done.
    const asked = (await rig.eventsOf('asked')).filter(({ about }) => about === 'rest');
    expect(asked).toEqual([expect.objectContaining({ answer: 'stop', by: 'person' })]);
    expect(asked[0]).not.toHaveProperty('granted');
    expect(rig.step('work')?.rest).toBeNull();
  });

  it('that fails on the first is held on the other, until a person puts a word in its place', async () => {
    await two();
    work(rig, 'echo x >> begun; echo "no such thing" >&2; exit 4');
    expect(await rig.execute(STEPS)).toEqual({
      reason: 'failed',
      sentence: 'Not at their end: “The work is done”. The command ended with exit status 4: no such thing',
    });
    expect(begun(rig, 'xenhost2')).toBe(0);
    await rig.run.emit({
      type: 'waived',
      version: 1,
      place: { step: 'work', host: 'xenhost' },
      check: 'worked',
      reason: 'It is not wanted there.',
    });
    await rig.resume();
    expect(await rig.execute(STEPS)).toEqual(FINISHED);
    expect(begun(rig)).toBe(1);
    expect(begun(rig, 'xenhost2')).toBe(1);
    expect(rig.verdict().counts).toMatchObject({ waived: 1, fail: 0 });
  });

  it('that fails on the first goes on with the other when it is skipped there', async () => {
    await two();
    work(rig, 'exit 4');
    await rig.execute(STEPS);
    await rig.run.emit({ type: 'step-skipped', version: 1, place: { step: 'work', host: 'xenhost' }, reason: 'Not there.' });
    await rig.resume();
    expect(await rig.execute(STEPS)).toEqual(FINISHED);
    expect(begun(rig, 'xenhost2')).toBe(1);
    expect(rig.verdict().verdict).toBe('not-established');
  });

  it('that fails on the second leaves the first done, and later steps go on there', async () => {
    await two();
    work(rig, 'echo x >> begun; exit 4', 'xenhost2');
    expect((await rig.execute(STEPS)).reason).toBe('failed');
    expect(rig.step('work')?.status).toBe('done');
    expect(rig.step('work', 'xenhost2')?.status).toBe('failed');
    expect(rig.step('built')?.status).toBe('done');
    expect(rig.step('built', 'xenhost2')).toBeUndefined();
    expect(rig.verdict().verdict).toBe('failed');
    // Mended, it is done there alone.
    work(rig, GOOD, 'xenhost2');
    await rig.resume();
    expect(await rig.execute(STEPS)).toEqual(FINISHED);
    expect(begun(rig)).toBe(1);
    expect(begun(rig, 'xenhost2')).toBe(2);
  });

  it('acts again where it is already so only when it is told to', async () => {
    await two();
    await rig.execute(STEPS);
    await rig.resume();
    expect(await rig.execute(STEPS, { redo: new Set(['work']) })).toEqual(FINISHED);
    expect([begun(rig), begun(rig, 'xenhost2')]).toEqual([2, 2]);
  });
});

describe('a step that needs another', () => {
  it('does not start when what it needs broke since', async () => {
    await two();
    await rig.execute(['look', 'work']);
    // What a step in its middle may have broken is not asked at the beginning, but right before what needs it.
    work(rig, 'exit 4');
    rig.machine().files.remove('/root/worked');
    await rig.execute(['ruled']);
    expect((await rig.execute(['built'])).reason).toBe('failed');
    expect(rig.step('built')?.problem).toEqual({
      code: 'need-broke',
      sentence:
        '“The work left its file” of the earlier step “The work is done” does not hold any more on xenhost: The file of the work is not in /root.',
      next: 'The work was not done. Look into /root.',
    });
    expect(rig.machine().files.exists('/root/built')).toBe(false);
  });

  it('says so when what it needs cannot be asked again', async () => {
    await two();
    await rig.execute(['look', 'work', 'line']);
    rig.machine().cutPower();
    await rig.execute(['built']);
    expect(rig.step('built')?.problem?.sentence).toMatch(
      /^“The work left its file” of the earlier step “The work is done” passed, something was changed since, and it could not be asked again on xenhost: xenhost could not be reached: xenhost \(192\.168\.1\.11 port 22\) did not answer in time\.$/u,
    );
  });

  it('goes on where a person attests what could not be asked', async () => {
    await two();
    await rig.begin();
    const place = { step: 'work', host: 'xenhost' };
    await rig.execute(['look']);
    await rig.run.emit({ type: 'attested', version: 1, place, check: 'worked', statement: 'I did it by hand.' });
    expect((await rig.execute(['built'], { hosts: new Set(['xenhost']) })).reason).toBe('finished');
    expect(rig.step('built')?.status).toBe('done');
  });

  it('that was asked for without what it needs is not called done', async () => {
    await two();
    expect(await rig.execute(['built'])).toEqual({
      reason: 'failed',
      sentence: 'Not at their end: “Something stands on the work”. “The work is done” on xenhost is still to be done.',
    });
  });
});
