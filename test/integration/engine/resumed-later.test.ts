import { afterEach, describe, expect, it } from 'vitest';
import { begun, FINISHED, Rig, work } from './rig.ts';

let rig: Rig;
afterEach(() => rig.dispose());

const GOOD = 'echo x >> begun; echo done > worked';

/** What was asked of a check since the run was gone on with. */
async function outcomes(check: string, since: number): Promise<readonly string[]> {
  const events = await rig.application.store.events(rig.run.id, since);
  if (!events.ok) throw new Error(events.problem.sentence);
  return events.value.flatMap(({ event }) => (event.type === 'checked' && event.check === check ? [event.outcome] : []));
}

describe('a run that is gone on with', () => {
  it('asks again what had passed: what broke meanwhile is told, holds what needs it, and is let go on when it is mended by hand', async () => {
    rig = await Rig.open();
    const { files } = rig.machine();
    work(rig, GOOD);
    expect(await rig.execute(['look', 'work'])).toEqual(FINISHED);
    files.remove('/root/worked');
    await rig.resume();
    const since = rig.run.state.sequence;
    expect(await rig.execute(['look', 'work', 'built'])).toEqual({
      reason: 'failed',
      sentence:
        'Not at their end: “Something stands on the work”. The check “The work left its file” of “The work is done” on xenhost failed.',
    });
    expect(await outcomes('worked', since)).toEqual(['fail']);
    expect(await outcomes('linux', since)).toEqual(['pass']);
    expect((await rig.eventsOf('checked')).at(-1)).toMatchObject({ phase: 'later', hint: { id: 'not-done' } });
    expect(rig.verdict().verdict).toBe('failed');
    // Nothing is done anew by itself.
    expect(begun(rig)).toBe(1);
    expect(files.exists('/root/built')).toBe(false);
    files.write('/root/worked', 'by hand\n');
    await rig.resume();
    expect(await rig.execute(['look', 'work', 'built'])).toEqual(FINISHED);
    expect(rig.verdict().verdict).toBe('not-established');
    expect(begun(rig)).toBe(1);
    expect(files.exists('/root/built')).toBe(true);
  });

  it('asks again only what the chosen steps stand on', async () => {
    rig = await Rig.open();
    work(rig, GOOD);
    rig.machine().files.write('/root/list', 'one\n');
    await rig.execute(['look', 'work', 'line']);
    await rig.resume();
    const since = rig.run.state.sequence;
    expect(await rig.execute(['built'])).toEqual(FINISHED);
    expect(await outcomes('linux', since)).toEqual(['pass']);
    expect(await outcomes('worked', since)).toEqual(['pass']);
    expect(await outcomes('listed', since)).toEqual([]);
  });

  it('asks again although all that was chosen is done', async () => {
    rig = await Rig.open();
    work(rig, GOOD);
    await rig.execute(['look', 'work']);
    rig.machine().files.remove('/root/worked');
    await rig.resume();
    expect(await rig.execute(['look', 'work'])).toEqual(FINISHED);
    expect(rig.verdict().verdict).toBe('failed');
  });

  it('tells a host that is away once, and asks the others', async () => {
    rig = await Rig.open({ world: { hosts: 2 } });
    work(rig, GOOD);
    work(rig, GOOD, 'xenhost2');
    expect(await rig.execute(['look', 'work'])).toEqual(FINISHED);
    rig.practice.power('xenhost', 'off');
    await rig.practice.settled();
    await rig.resume();
    const since = rig.run.state.sequence;
    await rig.execute(['look', 'work']);
    expect(await outcomes('linux', since)).toEqual(['unreachable', 'pass']);
    expect(await outcomes('worked', since)).toEqual(['pass']);
    expect(rig.verdict().verdict).toBe('unreachable');
  });
});
