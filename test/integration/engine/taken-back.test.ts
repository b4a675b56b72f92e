import { afterEach, describe, expect, it } from 'vitest';
import { actInRun } from '../../../main/app/act-in-run.ts';
import { closingWords } from '../../../core/run/attest-acts.ts';
import { findStep } from '../../../main/engine/find-step.ts';
import type { OpenRun } from '../../../main/engine/open-run.ts';
import { restorePath } from '../../../main/engine/restore-path.ts';
import { undoStep } from '../../../main/engine/undo.ts';
import { FINISHED, Rig, work } from './rig.ts';

let rig: Rig;
afterEach(() => rig.dispose());

const LEASE = '/var/run/xenpath.lease';

/** As `xenpath undo` and `xenpath restore` do it, in a sitting of its own. */
async function inRun<Value>(act: (run: OpenRun) => Promise<Value>, signal = new AbortController().signal) {
  await rig.resume();
  const sat = await actInRun(rig.application, { run: rig.run.id, reach: rig.reach, signal }, act);
  if (!sat.ok) throw new Error(sat.problems[0]?.sentence);
  return sat.value;
}
const undo =
  (step: string) =>
  (run: OpenRun): ReturnType<typeof undoStep> =>
    undoStep(run, rig.application.store, findStep(run, step), 'xenhost');

describe('stopped while something is taken back', () => {
  it('an undo ends after the act in flight, gives the host back, and goes on later', async () => {
    rig = await Rig.open();
    const { files } = rig.machine();
    files.write('/root/list', 'one\n');
    await rig.execute(['look', 'line']);
    const stop = new AbortController();
    void rig.at(
      (event) => event.type === 'intent' && event.kind === 'restore',
      () => stop.abort(),
    );
    expect(await inRun(undo('line'), stop.signal)).toEqual({ ending: 'interrupted', standing: [] });
    expect(files.readText('/root/list')).toBe('one\n');
    expect(files.exists('/root/word')).toBe(false);
    expect(files.exists(LEASE)).toBe(false);
    expect((await rig.events()).at(-1)).toMatchObject({ type: 'run-stopped', reason: 'interrupted' });
    expect((await rig.eventsOf('undo-done')).at(-1)).toMatchObject({ outcome: 'failed', problem: { code: 'interrupted' } });
    expect(await inRun(undo('line'))).toMatchObject({ ending: 'done', value: { ok: true } });
    expect(files.readText('/root/word')).toBe('undone\n');
    expect((await rig.acts()).filter(({ kind }) => kind === 'restore')).toHaveLength(1);
  });

  it('before anything was done: a file is not put back, and no lock stands', async () => {
    rig = await Rig.open();
    const { files } = rig.machine();
    files.write('/root/list', 'one\n');
    await rig.execute(['look', 'line']);
    const stop = new AbortController();
    void rig.at(
      (event) => event.type === 'asked' && event.about === 'undo',
      () => stop.abort(),
    );
    const restore = (run: OpenRun) => restorePath(run, rig.application.store, 'xenhost', '/root/list');
    expect(await inRun(restore, stop.signal)).toMatchObject({ ending: 'interrupted' });
    expect(files.readText('/root/list')).toContain('a line of this run');
    expect(files.exists(LEASE)).toBe(false);
    expect(await inRun(restore)).toMatchObject({ ending: 'done', value: { ok: true, did: 'restored' } });
    expect(files.readText('/root/list')).toBe('one\n');
  });
});

describe('taken back', () => {
  it('a file that came into being with the run is not removed when somebody wrote to it in the meantime', async () => {
    rig = await Rig.open();
    const { files } = rig.machine();
    await rig.execute(['look', 'line']);
    void rig.at(
      (event) => event.type === 'intent' && event.kind === 'restore',
      () => files.write('/root/list', 'theirs\n'),
    );
    expect(await inRun(undo('line'))).toMatchObject({
      ending: 'done',
      value: {
        ok: false,
        problem: { sentence: '/root/list on xenhost is no longer what was left there. It was not removed.' },
      },
    });
    expect(files.readText('/root/list')).toBe('theirs\n');
  });

  it('nothing, while nobody knows what became of an act of the undo; a person who looked closes it', async () => {
    rig = await Rig.open();
    const { files } = rig.machine();
    work(rig, 'echo done > worked');
    await rig.execute(['look', 'work']);
    await rig.resume();
    const frozen = rig.freezeAt((event) => event.type === 'intent' && event.place.action === 'remove');
    void undo('work')(rig.run);
    await frozen;
    // Started anew, the host cannot say any more whether it began; that the step still holds does not mean that it was undone.
    rig.practice.power('xenhost', 'reset');
    await rig.practice.settled();
    const refused = await inRun(undo('work'));
    expect(refused).toMatchObject({ ending: 'done', value: { ok: false, problem: { code: 'act-in-flight' } } });
    if (refused.ending !== 'done' || refused.value.ok) throw new Error('undone');
    expect(refused.value.problem.sentence).toBe(
      'Nothing is taken back: what became of an act of “The work is done” is not known. xenhost was started anew since, and has forgotten. Nothing on xenhost says whether it did its work.',
    );
    expect((await rig.acts()).filter(({ place }) => place.action === 'remove')).toHaveLength(1);
    const run = await rig.resume();
    const word = closingWords(run.state, { step: 'work', host: 'xenhost' }, 'did-not-happen', 'The file was still there.');
    if (!word.ok) throw new Error(word.problem.sentence);
    await run.emit(...word.value);
    expect(run.state.open).toEqual({});
    expect(await inRun(undo('work'))).toMatchObject({ ending: 'done', value: { ok: true } });
    expect(files.exists('/root/worked')).toBe(false);
    expect(files.exists(LEASE)).toBe(false);
  });

  it('an act that nobody could tell about is closed by a word, and the run goes on from there', async () => {
    rig = await Rig.open();
    work(rig, 'echo x >> begun; echo done > worked');
    await rig.begin();
    const frozen = rig.freezeAt((event) => event.type === 'intent' && event.place.action === 'do');
    void rig.execute(['look', 'work']);
    await frozen;
    rig.practice.power('xenhost', 'reset');
    await rig.practice.settled();
    await rig.resume();
    expect((await rig.execute(['look', 'work'])).reason).toBe('failed');
    expect(rig.step('work')?.status).toBe('unknown');
    const run = await rig.resume();
    const word = closingWords(run.state, { step: 'work', host: 'xenhost' }, 'did-not-happen', 'Its history does not have it.');
    if (!word.ok) throw new Error(word.problem.sentence);
    await run.emit(...word.value);
    await rig.resume();
    expect(await rig.execute(['look', 'work'])).toEqual(FINISHED);
    expect(rig.machine().files.readText('/root/begun')).toBe('x\n');
    expect(rig.run.state.attestations).toMatchObject([{ statement: 'It did not happen: Its history does not have it.' }]);
  });
});
