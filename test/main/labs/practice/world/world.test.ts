import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { insertItem } from '../../../../../main/labs/practice/world/agenda.ts';
import { applyChanges, ChangeLog, keptState } from '../../../../../main/labs/practice/world/changes.ts';
import { Killed } from '../../../../../main/labs/practice/world/killed.ts';
import { Random } from '../../../../../main/labs/practice/world/random.ts';
import type { AgendaItem } from '../../../../../main/labs/practice/world/state.ts';
import { smallWorld } from '../small-world.ts';

describe('the agenda', () => {
  it('is ordered by time, and by coming within one moment', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 })), (times) => {
        const agenda: AgendaItem[] = [];
        times.forEach((at, id) => { insertItem(agenda, { id, at, event: { type: 'x' } }); }); // prettier-ignore
        const expected = times.map((at, id) => ({ at, id })).sort((left, right) => left.at - right.at || left.id - right.id);
        expect(agenda.map(({ at, id }) => ({ at, id }))).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  });

  it('executes what is due at its own time, also what was put in meanwhile', async () => {
    const seen: [string, number][] = [];
    const { world } = smallWorld([
      {
        name: 'test',
        events: {
          tick: (of, event) => {
            seen.push([String(event['label']), of.now()]);
            if (event['label'] === 'a') of.schedule(of.now() + 5, { type: 'tick', label: 'b' });
          },
        },
      },
    ]);
    const start = world.now();
    world.schedule(start + 10, { type: 'tick', label: 'a' });
    world.schedule(start + 20, { type: 'tick', label: 'c' });
    const waited = world.wait(12).then(() => { seen.push(['waited', world.now()]); }); // prettier-ignore
    await world.advance(100);
    await waited;
    expect(seen).toEqual([['a', start + 10], ['waited', start + 12], ['b', start + 15], ['c', start + 20]]); // prettier-ignore
    expect(world.now()).toBe(start + 100);
  });
});

describe('a machine', () => {
  it('loses what runs, what is mounted and what was to happen when power goes, and boots anew', async () => {
    const { world, machine } = smallWorld([
      { name: 'boot', boot: (_world, of) => of.sleep(1_000), events: { later: () => undefined } },
    ]);
    const before = machine.state.bootId;
    machine.startProcess({ parent: 1, user: 'root', command: 'x', tty: '?' });
    const sleeping = machine.sleep(1_000_000).catch((problem: unknown) => problem);
    world.schedule(world.now() + 500_000, { type: 'later', machine: 'xenhost' });
    machine.files.write('/kept', 'x');
    machine.shutDown('reboot');
    expect(machine.state.power).toBe('stopping');
    await world.advance(10_000);
    expect(await sleeping).toBeInstanceOf(Killed);
    expect([machine.state.power, machine.state.processes, machine.state.mounts]).toEqual(['booting', [], []]);
    expect(world.state.agenda.map((item) => item.event.type)).toEqual(['machine.boot']);
    await world.advance(60_000);
    expect(machine.state.power).toBe('up');
    expect(machine.state.bootId).not.toBe(before);
    expect(machine.files.readText('/kept')).toBe('x');
  });

  it('that panics stays dead until it is reset', async () => {
    const { world, machine } = smallWorld([{ name: 'boot', boot: (_world, of) => { if (world.now() % 2 === 0 && !of.files.exists('/good')) of.panic(['Kernel panic - not syncing']); return null; } }]); // prettier-ignore
    machine.reset();
    await world.advance(600_000);
    expect([machine.state.power, machine.state.console]).toEqual(['panic', ['Kernel panic - not syncing']]);
    world.tree('root').set('/good', { kind: 'file', mode: 0o644, uid: 0, gid: 0, mtime: 0 });
    machine.reset();
    await world.advance(600_000);
    expect(machine.state.power).toBe('up');
  });
});

describe('random numbers', () => {
  it('repeat with the seed and fill their range', () => {
    const one = new Random({ random: 7 });
    const two = new Random({ random: 7 });
    const drawn = Array.from({ length: 1_000 }, () => one.integer(1, 6));
    expect(Array.from({ length: 1_000 }, () => two.integer(1, 6))).toEqual(drawn);
    expect([...new Set(drawn)].sort()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(one.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u);
  });
});

describe('changes', () => {
  it('bring an old copy of a state to what it is now, and are none when only time passed', async () => {
    const { world, machine } = smallWorld();
    const log = new ChangeLog(world);
    const copy = structuredClone(keptState(world.state));
    await world.advance(5_000);
    machine.startProcess({ parent: 1, user: 'root', command: 'x', tty: '?' });
    expect(log.take()).toEqual([]);
    machine.files.write('/root/new', 'text');
    machine.files.remove('/bin/ls');
    machine.files.rename('/var', '/moved');
    machine.state.hostname = 'other';
    const tree = world.createTree();
    tree.set('/f', { kind: 'file', mode: 0o644, uid: 0, gid: 0, mtime: 1, text: 'on' });
    const lost = world.createTree();
    world.removeTree(lost.id);
    world.state.agenda.push({ id: 99, at: world.now() + 1, event: { type: 'x' } });
    applyChanges(copy, JSON.parse(JSON.stringify(log.take())) as ReturnType<ChangeLog['take']>);
    expect({ ...copy, now: 0 }).toEqual({ ...keptState(world.state), now: 0 });
    expect(log.take()).toEqual([]);
  });
});
