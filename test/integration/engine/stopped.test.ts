import { afterEach, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../core/run/events.ts';
import { begun, FINISHED, Rig, work } from './rig.ts';

let rig: Rig;
afterEach(() => rig.dispose());

const UNTIL_LET = 'echo x >> begun; while test ! -e go; do sleep 1; done; rm -f go; echo done > worked';
const intentOf =
  (action: string) =>
  (event: RunEvent): boolean =>
    event.type === 'intent' && event.place.action === action;
const INTERRUPTED = { reason: 'interrupted', sentence: 'It was stopped before its end.' };

describe('the operator stops', () => {
  it('in the middle of a command, which comes to its end first', async () => {
    rig = await Rig.open();
    work(rig, UNTIL_LET);
    const executed = rig.execute(['look', 'work', 'built']);
    await rig.until(() => begun(rig) === 1);
    rig.stop();
    rig.machine().files.write('/root/go', '');
    expect(await executed).toEqual(INTERRUPTED);
    expect(rig.run.state.open).toEqual({});
    expect(rig.machine().files.exists('/root/worked')).toBe(true);
    expect(rig.machine().files.exists('/var/run/xenpath.lease')).toBe(false);
    await rig.resume();
    expect(await rig.execute(['look', 'work', 'built'])).toEqual(FINISHED);
    expect(begun(rig)).toBe(1);
  });

  it.each([
    ['an edit', 'add', 'line', '/root/list'],
    ['a file that is put', 'put', 'file', '/root/put'],
  ])('in the middle of %s, which comes to its end first', async (_what, action, step, path) => {
    rig = await Rig.open();
    void rig.at(intentOf(action), () => rig.stop());
    expect(await rig.execute(['look', step])).toEqual(INTERRUPTED);
    expect(rig.run.state.open).toEqual({});
    expect(rig.machine().files.exists(path)).toBe(true);
    await rig.resume();
    expect(await rig.execute(['look', step])).toEqual(FINISHED);
    expect((await rig.acts()).length).toBe(1);
  });

  it('while a host reboots: a resume finds it in another boot, and does not reboot it again', async () => {
    rig = await Rig.open();
    const machine = rig.machine();
    const before = machine.state.bootId;
    void rig.until(() => !machine.up).then(() => rig.stop());
    const ending = await rig.execute(['look', 'boot']);
    expect(ending.reason).toBe('interrupted');
    expect(Object.keys(rig.run.state.open)).toHaveLength(1);
    await rig.resume();
    expect(await rig.execute(['look', 'boot'])).toEqual(FINISHED);
    expect((await rig.acts()).length).toBe(1);
    expect((await rig.eventsOf('act-settled'))[0]).toMatchObject({
      verdict: 'happened',
      how: 'xenhost is in another boot than before.',
    });
    expect(machine.state.bootId).not.toBe(before);
  });

  it('while it connects: nothing is said about the host, and nothing failed', async () => {
    rig = await Rig.open();
    void rig.at(
      (event) => event.type === 'step-started',
      () => rig.stop(),
    );
    expect(await rig.execute(['look', 'work'])).toEqual(INTERRUPTED);
    expect(await rig.eventsOf('host-lost')).toEqual([]);
    expect(await rig.eventsOf('checked')).toEqual([]);
    expect(await rig.eventsOf('step-done')).toEqual([]);
    work(rig, 'echo done > worked');
    await rig.resume();
    expect(await rig.execute(['look', 'work'])).toEqual(FINISHED);
  });

  it('while it asks: no check counts as made', async () => {
    rig = await Rig.open();
    void rig.at(
      (event) => event.type === 'host-connected',
      () => setTimeout(() => rig.stop(), 1),
    );
    expect(await rig.execute(['look', 'work'])).toEqual(INTERRUPTED);
    for (const { outcome } of await rig.eventsOf('checked')) expect(outcome).toBe('pass');
    expect(await rig.eventsOf('host-lost')).toEqual([]);
  });

  it('while something is waited for', async () => {
    rig = await Rig.open();
    void rig.at(
      (event) => event.type === 'probed' && event.step === 'waited',
      () => rig.stop(),
    );
    expect(await rig.execute(['look', 'waited'])).toEqual(INTERRUPTED);
    rig.machine().files.write('/root/ready', '');
    await rig.resume();
    expect(await rig.execute(['look', 'waited'])).toEqual(FINISHED);
  });
});

describe('Xenpath is killed', () => {
  it('between an intent and its sending: the host says that it never began, and it is done once', async () => {
    rig = await Rig.open();
    work(rig, 'echo x >> begun; echo done > worked');
    await rig.begin();
    const frozen = rig.freezeAt(intentOf('do'));
    void rig.execute(['look', 'work']);
    await frozen;
    await rig.resume();
    expect(await rig.execute(['look', 'work'])).toEqual(FINISHED);
    expect(begun(rig)).toBe(1);
    expect((await rig.eventsOf('act-settled'))[0]).toMatchObject({
      verdict: 'did-not-happen',
      how: 'xenhost has no mark of it: it never began.',
    });
  });

  it('while a command runs that goes on: the resume waits for it, and it ran once', async () => {
    rig = await Rig.open();
    work(rig, UNTIL_LET);
    await rig.begin();
    void rig.execute(['look', 'work']);
    await rig.until(() => begun(rig) === 1);
    rig.freeze();
    await rig.resume();
    const executed = rig.execute(['look', 'work']);
    await rig.at((event) => event.type === 'host-connected');
    rig.machine().files.write('/root/go', '');
    expect(await executed).toEqual(FINISHED);
    expect(begun(rig)).toBe(1);
    expect(rig.machine().files.exists('/var/run/xenpath.lease')).toBe(false);
  });

  it('and stopped again while the command still runs: its mark and the lock are kept, and a third sitting ends it', async () => {
    rig = await Rig.open();
    work(rig, UNTIL_LET);
    await rig.begin();
    void rig.execute(['look', 'work']);
    await rig.until(() => begun(rig) === 1);
    rig.freeze();
    await rig.resume();
    void rig.at(
      (event) => event.type === 'host-connected',
      () => setTimeout(() => rig.stop(), 50),
    );
    expect(await rig.execute(['look', 'work'])).toEqual({
      reason: 'interrupted',
      sentence:
        'It was stopped before its end. The lock of this run on xenhost stands: what became of an act there is not known yet.',
    });
    expect(rig.machine().files.exists('/var/run/xenpath.lease')).toBe(true);
    rig.machine().files.write('/root/go', '');
    await rig.resume();
    expect(await rig.execute(['look', 'work'])).toEqual(FINISHED);
    expect(begun(rig)).toBe(1);
    expect(rig.machine().files.exists('/var/run/xenpath.lease')).toBe(false);
  });

  it('as a host was being locked: the lock says whose it is, and is given back', async () => {
    rig = await Rig.open();
    const { files } = rig.machine();
    work(rig, 'echo x >> begun; echo done > worked');
    await rig.begin();
    void rig.execute(['look', 'work']);
    const intent = await rig.at((event) => event.type === 'intent');
    rig.freeze();
    expect(intent.event).toMatchObject({ kind: 'lease', class: 'change', place: { step: 'work', host: 'xenhost' } });
    expect(intent.event.type === 'intent' && intent.event.command).toContain('mkdir "$d"');
    await rig.until(() => files.exists('/var/run/xenpath.lease/holder'));
    await rig.resume();
    // Nothing was done there: the step was interrupted, and what became of it is not in doubt.
    expect(rig.step('work')?.status).toBe('interrupted');
    await rig.execute(['look']);
    expect((await rig.eventsOf('act-settled'))[0]).toMatchObject({
      verdict: 'happened',
      how: "The lock on xenhost is this run's.",
    });
    expect(files.exists('/var/run/xenpath.lease')).toBe(false);
    expect(rig.run.state.open).toEqual({});
    await rig.resume();
    expect(await rig.execute(['look', 'work'])).toEqual(FINISHED);
    expect(begun(rig)).toBe(1);
  });

  it('as a host was being locked, and the host was started anew, which empties the lock: it counts as this run’s', async () => {
    rig = await Rig.open();
    const { files } = rig.machine();
    work(rig, 'echo x >> begun; echo done > worked');
    await rig.begin();
    const frozen = rig.freezeAt((event) => event.type === 'intent');
    void rig.execute(['look', 'work']);
    await frozen;
    // As the command and then the boot scripts of RHEL 5 leave it.
    files.makeDirectory('/var/run/xenpath.lease');
    await rig.resume();
    expect(await rig.execute(['look', 'work'])).toEqual(FINISHED);
    expect((await rig.eventsOf('act-settled'))[0]).toMatchObject({
      verdict: 'happened',
      how: "The lock on xenhost says nothing any more, and this run was taking it: it counts as this run's.",
    });
    expect(begun(rig)).toBe(1);
    expect(files.exists('/var/run/xenpath.lease')).toBe(false);
  });

  it('before a host was locked', async () => {
    rig = await Rig.open();
    work(rig, 'echo x >> begun; echo done > worked');
    await rig.begin();
    const frozen = rig.freezeAt((event) => event.type === 'intent');
    void rig.execute(['look', 'work']);
    await frozen;
    expect(rig.machine().files.exists('/var/run/xenpath.lease')).toBe(false);
    await rig.resume();
    expect(await rig.execute(['look', 'work'])).toEqual(FINISHED);
    expect((await rig.eventsOf('act-settled'))[0]).toMatchObject({
      verdict: 'did-not-happen',
      how: 'xenhost is not locked by this run.',
    });
  });

  it('after an edit was written and before that was stored: the file says so, and undo knows it', async () => {
    rig = await Rig.open();
    rig.machine().files.write('/root/list', 'one\n');
    await rig.begin();
    void rig.execute(['look', 'line']);
    await rig.at(intentOf('add'));
    rig.freeze();
    await rig.until(() => rig.machine().files.readText('/root/list') !== 'one\n');
    await rig.resume();
    expect(await rig.execute(['look', 'line'])).toEqual(FINISHED);
    expect((await rig.eventsOf('act-settled'))[0]).toMatchObject({
      verdict: 'happened',
      how: '/root/list on xenhost has the content that it was to have.',
    });
    expect((await rig.acts()).length).toBe(1);
  });

  it('before an edit was written', async () => {
    rig = await Rig.open();
    rig.machine().files.write('/root/list', 'one\n');
    await rig.begin();
    const frozen = rig.freezeAt(intentOf('add'));
    void rig.execute(['look', 'line']);
    await frozen;
    await rig.resume();
    expect(await rig.execute(['look', 'line'])).toEqual(FINISHED);
    expect((await rig.eventsOf('act-settled'))[0]).toMatchObject({
      verdict: 'did-not-happen',
      how: '/root/list on xenhost is as it was before.',
    });
    expect(rig.machine().files.readText('/root/list')).toBe('one\na line of this run\n');
  });

  it('before a reboot was sent: it is rebooted once', async () => {
    rig = await Rig.open();
    await rig.begin();
    const frozen = rig.freezeAt(intentOf('reboot'));
    void rig.execute(['look', 'boot']);
    await frozen;
    await rig.resume();
    expect(await rig.execute(['look', 'boot'])).toEqual(FINISHED);
    expect((await rig.eventsOf('act-settled'))[0]).toMatchObject({
      verdict: 'did-not-happen',
      how: 'xenhost still is in the boot that it was in, and has no mark of the command.',
    });
    expect(rig.run.state.hosts['xenhost']?.bootIds).toHaveLength(2);
  });

  it('right after a reboot was sent: the host is still on its way down, and is not told again', async () => {
    rig = await Rig.open();
    await rig.begin();
    void rig.execute(['look', 'boot']);
    await rig.at(intentOf('reboot'));
    rig.freeze();
    await rig.until(() => rig.machine().files.exists(`/var/run/xenpath.marks/${rig.run.id}`));
    await rig.resume();
    expect(await rig.execute(['look', 'boot'])).toEqual(FINISHED);
    expect((await rig.acts()).length).toBe(1);
    expect(rig.run.state.hosts['xenhost']?.bootIds).toHaveLength(2);
  });

  it('and the host was started anew meanwhile: it is not said that the command never began', async () => {
    rig = await Rig.open();
    work(rig, UNTIL_LET);
    await rig.begin();
    void rig.execute(['look', 'work']);
    await rig.until(() => begun(rig) === 1);
    rig.freeze();
    rig.practice.power('xenhost', 'reset');
    await rig.practice.settled();
    await rig.resume();
    const ending = await rig.execute(['look', 'work']);
    expect(ending.reason).toBe('failed');
    expect((await rig.eventsOf('act-settled'))[0]).toMatchObject({
      verdict: 'unknown',
      how: 'xenhost was started anew since, and has forgotten. Nothing else on xenhost says whether it did its work, and “The work left its file” is fail.',
    });
    expect(rig.step('work')?.status).toBe('unknown');
    // A person does what is missing; then the checkpoint says that it is done.
    rig.machine().files.write('/root/worked', '');
    await rig.resume();
    expect(await rig.execute(['look', 'work'])).toEqual(FINISHED);
    expect(begun(rig)).toBe(1);
  });
});
