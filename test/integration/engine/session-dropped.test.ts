import { afterEach, describe, expect, it } from 'vitest';
import { begun, FINISHED, isAct, Rig, work } from './rig.ts';

let rig: Rig;
afterEach(() => rig.dispose());

/** The command begins, and goes on until the test lets it. */
const UNTIL_LET = 'echo x >> begun; while test ! -e go; do sleep 1; done; rm -f go';

describe('undisturbed', () => {
  it('comes to its end and gives the lock back', async () => {
    rig = await Rig.open();
    work(rig, 'echo x >> begun; echo done > worked');
    const ending = await rig.execute(['look', 'work', 'built', 'line', 'file', 'boot']);
    expect(ending).toEqual(FINISHED);
    expect(rig.run.state.hosts['xenhost']?.lease).toBeNull();
    expect(rig.step('boot')?.status).toBe('done');
    expect(begun(rig)).toBe(1);
    expect(rig.machine().files.exists('/var/run/xenpath.lease')).toBe(false);
    expect(rig.machine().files.exists('/var/run/xenpath.marks')).toBe(false);
  });
});

describe('a session that is dropped', () => {
  it('before the intent: another is opened, and nothing is lost', async () => {
    rig = await Rig.open();
    work(rig, 'echo x >> begun; echo done > worked');
    void rig.at(
      ({ type }) => type === 'host-locked',
      () => rig.cut(),
    );
    expect(await rig.execute(['look', 'work'])).toEqual(FINISHED);
    expect(begun(rig)).toBe(1);
    expect((await rig.eventsOf('host-connected')).length).toBe(2);
  });

  it('between the intent and the sending: it is sent once, over another session', async () => {
    rig = await Rig.open();
    work(rig, 'echo x >> begun; echo done > worked');
    void rig.at(isAct, () => rig.cut());
    expect(await rig.execute(['look', 'work'])).toEqual(FINISHED);
    expect(begun(rig)).toBe(1);
  });

  it('while a command runs, which is waited for and ends well', async () => {
    rig = await Rig.open();
    work(rig, `${UNTIL_LET}; echo done > worked`);
    const executed = rig.execute(['look', 'work']);
    await rig.until(() => begun(rig) === 1);
    const back = rig.at(({ type }) => type === 'host-connected');
    rig.cut();
    await back;
    rig.machine().files.write('/root/go', '');
    expect(await executed).toEqual(FINISHED);
    expect(begun(rig)).toBe(1);
    const [settled] = await rig.eventsOf('act-settled');
    expect(settled).toMatchObject({
      verdict: 'happened',
      how: 'Its mark on xenhost says that it ended with exit status 0.',
    });
    expect(rig.verdict().verdict).toBe('not-established');
  });

  it('while a command runs, which ends badly', async () => {
    rig = await Rig.open();
    work(rig, `${UNTIL_LET}; exit 3`);
    const executed = rig.execute(['look', 'work']);
    await rig.until(() => begun(rig) === 1);
    rig.cut();
    rig.machine().files.write('/root/go', '');
    expect((await executed).reason).toBe('failed');
    expect(rig.step('work')?.problem?.sentence).toMatch(
      /^The connection to xenhost \(.*\) was lost.*\. Its mark on xenhost says that it ended with exit status 3\.$/u,
    );
    expect(rig.run.state.open).toEqual({});
    expect(begun(rig)).toBe(1);
    const [done] = await rig.ends();
    expect(done).toMatchObject({ succeeded: false, exit: 3 });
  });

  it('while a command runs, which is killed', async () => {
    rig = await Rig.open();
    work(rig, UNTIL_LET);
    const executed = rig.execute(['look', 'work']);
    await rig.until(() => begun(rig) === 1);
    const { processes } = rig.machine().state;
    rig.cut();
    for (const { pid, command } of [...processes]) if (/work|xenpath_status/u.test(command)) rig.machine().kill(pid, 9);
    expect((await executed).reason).toBe('failed');
    // How far it came nobody knows, and it has no rule that tells: it is not done again by itself.
    expect(rig.step('work')?.status).toBe('unknown');
    expect(rig.step('work')?.problem?.sentence).toMatch(
      /It began on xenhost and was ended before it could leave an exit status/u,
    );
    expect(Object.values(rig.run.state.open)).toMatchObject([{ kind: 'run', place: { action: 'do' } }]);
    work(rig, 'echo x >> begun; echo done > worked');
    await rig.resume();
    expect((await rig.execute(['look', 'work'])).reason).toBe('failed');
    expect(begun(rig)).toBe(1);
    // Once the checkpoint passes it is known.
    rig.machine().files.write('/root/worked', '');
    await rig.resume();
    expect(await rig.execute(['look', 'work'])).toEqual(FINISHED);
    expect(begun(rig)).toBe(1);
  });

  it('while a command runs, which is killed, and its own rule says that it is not done: it may be done again', async () => {
    rig = await Rig.open();
    work(rig, UNTIL_LET);
    const executed = rig.execute(['look', 'ruled']);
    await rig.until(() => begun(rig) === 1);
    const { processes } = rig.machine().state;
    rig.cut();
    for (const { pid, command } of [...processes]) if (/work|xenpath_status/u.test(command)) rig.machine().kill(pid, 9);
    expect((await executed).reason).toBe('failed');
    expect(rig.step('ruled')?.status).toBe('failed');
    expect(rig.run.state.open).toEqual({});
    work(rig, 'echo x >> begun; echo done > worked; echo done > told');
    await rig.resume();
    expect(await rig.execute(['look', 'ruled'])).toEqual(FINISHED);
    expect(begun(rig)).toBe(2);
  });

  it('while output arrives from a probe: it is asked once more', async () => {
    rig = await Rig.open();
    work(rig, 'echo x >> begun; echo done > worked');
    await rig.execute(['look']);
    // The next question is cut as its answer is on its way.
    void rig.at(
      ({ type }) => type === 'step-started',
      () => queueMicrotask(() => setTimeout(() => rig.cut(), 3)),
    );
    expect(await rig.execute(['work'])).toEqual(FINISHED);
    expect(begun(rig)).toBe(1);
  });

  it('while it is waited for something: the waiting goes on', async () => {
    rig = await Rig.open();
    const executed = rig.execute(['look', 'waited']);
    await rig.at(({ type, ...event }) => type === 'probed' && 'step' in event && event.step === 'waited');
    rig.cut();
    await rig.at(({ type }) => type === 'host-connected');
    rig.machine().files.write('/root/ready', '');
    expect(await executed).toEqual(FINISHED);
    expect((await rig.eventsOf('checked')).at(-1)).toMatchObject({ check: 'came', outcome: 'pass' });
  });

  it('between acts', async () => {
    rig = await Rig.open();
    work(rig, 'echo x >> begun; echo done > worked');
    void rig.at(
      ({ type }) => type === 'act-done',
      () => rig.cut(),
    );
    expect(await rig.execute(['look', 'work', 'built', 'line', 'file'])).toEqual(FINISHED);
    expect(rig.run.state.hosts['xenhost']?.lease).toBeNull();
    expect(rig.machine().files.exists('/var/run/xenpath.lease')).toBe(false);
  });

  it('during a reboot, which drops it anyway', async () => {
    rig = await Rig.open();
    void rig.at(isAct, () => setTimeout(() => rig.cut(), 5));
    expect(await rig.execute(['look', 'boot'])).toEqual(FINISHED);
    const done = (await rig.ends()).at(-1) ?? (await rig.eventsOf('act-settled')).at(-1);
    expect(done).toBeDefined();
  });

  it('at the end: the lock is given back over another', async () => {
    rig = await Rig.open();
    work(rig, 'echo x >> begun; echo done > worked');
    void rig.at(
      (event) => event.type === 'step-done' && event.place.step === 'work',
      () => rig.cut(),
    );
    expect(await rig.execute(['look', 'work'])).toEqual(FINISHED);
    expect(rig.machine().files.exists('/var/run/xenpath.lease')).toBe(false);
  });
});
