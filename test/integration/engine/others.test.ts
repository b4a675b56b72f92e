import { afterEach, describe, expect, it } from 'vitest';
import { actInRun } from '../../../main/app/act-in-run.ts';
import { openApplication } from '../../../main/app/open-application.ts';
import { breakOwnLease } from '../../../main/engine/break-lease.ts';
import { findStep } from '../../../main/engine/find-step.ts';
import { fileChanges } from '../../../main/engine/restore.ts';
import { undoStep } from '../../../main/engine/undo.ts';
import { yes } from '../../support/lab-in-process.ts';
import { begun, FINISHED, isAct, Rig, work } from './rig.ts';

let rig: Rig;
afterEach(() => rig.dispose());

const LEASE = '/var/run/xenpath.lease';

describe('somebody else', () => {
  it('holds the lock of a host: nothing is done there, and it is said by whom', async () => {
    rig = await Rig.open();
    const { files } = rig.machine();
    work(rig, 'echo x >> begun; echo done > worked');
    files.makeDirectory(LEASE);
    const holder = { run: 'other-run', operator: 'ada', machine: 'desk', at: '2008-03-01T10:00:00.000Z' };
    files.write(`${LEASE}/holder`, `${JSON.stringify(holder)}\n`);
    expect((await rig.execute(['look', 'work'])).reason).toBe('failed');
    expect(rig.step('work')?.problem).toEqual({
      code: 'host-leased',
      sentence: 'xenhost is locked by run other-run of ada on desk since 2008-03-01T10:00:00.000Z.',
      next: 'Wait for that run, or, if it is dead, break its lock by name: xenpath unlock xenhost --run other-run',
    });
    expect(begun(rig)).toBe(0);
    expect(await rig.acts()).toEqual([]);
    // It is theirs: it stands.
    expect(files.exists(`${LEASE}/holder`)).toBe(true);
    files.remove(LEASE, { recursive: true });
    await rig.resume();
    expect(await rig.execute(['look', 'work'])).toEqual(FINISHED);
  });

  it('changed a file between our reading and our writing: it is left alone', async () => {
    rig = await Rig.open();
    const { files } = rig.machine();
    files.write('/root/list', 'one\n');
    void rig.at(isAct, () => files.write('/root/list', 'theirs\n'));
    expect((await rig.execute(['look', 'line'])).reason).toBe('failed');
    expect(rig.step('line')?.problem?.sentence).toBe(
      '/root/list on xenhost is not what it was when it was read. Nothing was written.',
    );
    expect(files.readText('/root/list')).toBe('theirs\n');
    await rig.resume();
    expect(await rig.execute(['look', 'line'])).toEqual(FINISHED);
    expect(files.readText('/root/list')).toBe('theirs\na line of this run\n');
  });

  it('edited a file by hand after us: undo shows both differences and leaves it', async () => {
    rig = await Rig.open();
    const { files } = rig.machine();
    files.write('/root/list', 'one\n');
    await rig.execute(['look', 'line']);
    files.write('/root/list', 'one\na line of this run\nby hand\n');
    const undone = await undo('line');
    expect(undone).toMatchObject({
      ok: false,
      problem: {
        code: 'file-changed',
        sentence: '/root/list on xenhost is not what this run left there: somebody changed it since. It is left alone.',
      },
      conflicts: [{ path: '/root/list', host: 'xenhost' }],
    });
    if (undone.ok) throw new Error('undone');
    expect(undone.conflicts[0]?.ours).toContain('+a line of this run');
    expect(undone.conflicts[0]?.since).toContain('+by hand');
    expect(files.readText('/root/list')).toBe('one\na line of this run\nby hand\n');
    // Taken back by hand, it is undone.
    files.write('/root/list', 'one\na line of this run\n');
    expect(await undo('line')).toMatchObject({ ok: true });
    expect(files.readText('/root/list')).toBe('one\n');
  });

  it('an edit whose end was not seen is undone all the same', async () => {
    rig = await Rig.open();
    const { files } = rig.machine();
    files.write('/root/list', 'one\n');
    await rig.begin();
    void rig.execute(['look', 'line']);
    await rig.at(isAct);
    rig.freeze();
    await rig.until(() => files.readText('/root/list') !== 'one\n');
    await rig.resume();
    await rig.execute(['look', 'line']);
    // The step was already so when it was gone on with: what this run did to the file is known from the settled act.
    const events = await rig.application.store.events(rig.run.id);
    expect(events.ok && fileChanges(events.value)).toMatchObject([{ path: '/root/list', host: 'xenhost', step: 'line' }]);
  });

  it('works in the same data folder: it is said who, and nothing is begun', async () => {
    rig = await Rig.open();
    await rig.begin();
    const entry = { operator: 'tests', askSecret: null, askHostKey: null, consent: yes, say: () => undefined };
    const second = await openApplication({ dataFolder: rig.folder, entry, environment: {} });
    expect(second).toMatchObject({ ok: false, problem: { code: 'data-folder-in-use' } });
    if (second.ok) throw new Error('opened');
    expect(second.problem.sentence).toContain(`process ${String(process.pid)} on `);
    expect(second.problem.next).toMatch(/Wait for it to end/u);
  });
});

describe('a lock that says nothing', () => {
  const unlock = () =>
    actInRun(rig.application, { run: rig.run.id, reach: rig.reach, signal: new AbortController().signal }, (run) =>
      breakOwnLease(run, 'xenhost'),
    );

  it('is taken off by the run that had it when a power cut emptied it', async () => {
    rig = await Rig.open();
    work(rig, 'echo x >> begun; echo done > worked');
    await rig.begin();
    const frozen = rig.freezeAt((event) => event.type === 'intent' && event.place.action === 'do');
    void rig.execute(['look', 'work']);
    await frozen;
    rig.practice.power('xenhost', 'reset');
    await rig.practice.settled();
    const { files } = rig.machine();
    expect(files.exists(LEASE)).toBe(true);
    expect(files.exists(`${LEASE}/holder`)).toBe(false);
    await rig.resume();
    expect(await unlock()).toMatchObject({ ok: true, value: { ending: 'done', value: { ok: true, value: 'broken' } } });
    expect(files.exists(LEASE)).toBe(false);
    expect((await rig.eventsOf('host-unlocked')).at(-1)).toMatchObject({ host: 'xenhost', broken: true });
  });

  it('stands when it may be somebody else’s, and it is said how it goes away', async () => {
    rig = await Rig.open();
    await rig.execute(['look']);
    rig.machine().files.makeDirectory(LEASE);
    expect(await unlock()).toMatchObject({
      ok: true,
      value: { value: { ok: false, problem: { code: 'other-lock', next: expect.stringContaining(`rmdir ${LEASE}`) as string } } },
    });
    expect(rig.machine().files.exists(LEASE)).toBe(true);
  });
});

async function undo(step: string): Promise<Awaited<ReturnType<typeof undoStep>>> {
  await rig.resume();
  return undoStep(rig.run, rig.application.store, findStep(rig.run, step), 'xenhost');
}
