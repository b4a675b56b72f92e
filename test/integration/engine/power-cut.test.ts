import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { begun, FINISHED, Rig, work } from './rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.open({ procedure: 'power-cut.yaml' });
});
afterEach(() => rig.dispose());

async function powerCut(): Promise<void> {
  rig.practice.power('xenhost', 'off');
  rig.practice.power('xenhost', 'on');
  await rig.practice.settled();
}

describe('a power cut in the middle of a step', () => {
  it('while the run lives, which ends without its host: a plain resume finishes it', async () => {
    work(rig, 'while :; do sleep 1; done');
    const executed = rig.execute(null, { recheck: true });
    await rig.until(() => begun(rig) === 1 && rig.machine().state.processes.some(({ command }) => command.includes('./work')));
    rig.practice.power('xenhost', 'off');
    expect((await executed).reason).toBe('failed');
    expect(rig.step('started')?.status).toBe('unknown');
    expect(rig.verdict().verdict).toBe('unreachable');
    rig.practice.power('xenhost', 'on');
    await rig.practice.settled();
    work(rig, 'echo done > worked');
    await rig.resume();
    expect(await rig.execute(['look', 'started'], { recheck: true })).toEqual(FINISHED);
    expect(rig.step('started')?.status).toBe('done');
    expect(rig.verdict().verdict).toBe('not-established');
  });

  it('what went with the boot is done again by its own rule; what has none, and what stays, is not', async () => {
    work(rig, 'echo done > worked');
    await rig.begin();
    const frozen = rig.freezeAt((event) => event.type === 'intent' && event.place.action === 'do');
    void rig.execute(['look', 'started']);
    await frozen;
    await powerCut();
    await rig.resume();
    expect(await rig.execute(['look', 'started'])).toEqual(FINISHED);
    expect(begun(rig)).toBe(2);
    expect(rig.machine().files.readText('/root/counted')).toBe('x\n');
  });

  it('no boot in between: nothing is done again, whatever its rule says', async () => {
    work(rig, 'echo up > /var/run/started; echo done > worked');
    await rig.begin();
    const frozen = rig.freezeAt((event) => event.type === 'intent' && event.place.action === 'do');
    void rig.execute(['look', 'started']);
    await frozen;
    rig.machine().files.remove('/var/run/started');
    await rig.resume();
    expect(await rig.execute(['look', 'started'])).toEqual(FINISHED);
    expect(begun(rig)).toBe(1);
  });

  it('what went with the reboot of the step itself is not done again', async () => {
    work(rig, 'echo done > worked');
    await rig.begin();
    const frozen = rig.freezeAt((event) => event.type === 'intent' && event.place.action === 'do');
    void rig.execute(['look', 'quiet']);
    await frozen;
    expect(rig.machine().files.exists('/var/run/quiet')).toBe(false);
    await rig.resume();
    expect(await rig.execute(['look', 'quiet'])).toEqual(FINISHED);
    expect(begun(rig)).toBe(1);
  });
});
