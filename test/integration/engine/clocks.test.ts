import { afterEach, describe, expect, it, vi } from 'vitest';
import { summarize } from '../../../core/run/summary.ts';
import { begun, FINISHED, isAct, Rig, work } from './rig.ts';

let rig: Rig;
afterEach(async () => {
  vi.useRealTimers();
  await rig.dispose();
});

const STEPS = ['look', 'work', 'built', 'line', 'file', 'boot'];
const HOUR_MS = 3_600_000;

/** Sets the clock of this machine; timers and the monotonic clock go on. */
function setClock(byMs: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + byMs });
}

describe.each([
  ['forward', HOUR_MS],
  ['back', -HOUR_MS],
])('our clock is set %s an hour in the middle of a run', (_how, byMs) => {
  it('and everything comes to the same end', async () => {
    rig = await Rig.open();
    work(rig, 'echo x >> begun; echo done > worked');
    void rig.at(isAct, () => setClock(byMs));
    expect(await rig.execute(STEPS)).toEqual(FINISHED);
    await rig.resume();
    expect(await rig.execute([...STEPS], { recheck: true })).toEqual(FINISHED);
    expect(begun(rig)).toBe(1);
    expect(rig.verdict().counts).toMatchObject({ pass: 6, fail: 0, error: 0, unreachable: 0, stale: 0 });
    for (const { durationMs } of await rig.eventsOf('probed')) expect(durationMs).toBeLessThan(60_000);
    for (const { durationMs } of await rig.eventsOf('act-done')) {
      expect(durationMs).toBeGreaterThanOrEqual(0);
      expect(durationMs).toBeLessThan(60_000);
    }
    for (const { roundTripMs } of await rig.eventsOf('host-connected')) expect(roundTripMs).toBeGreaterThanOrEqual(0);
    expect(await rig.application.store.verify(rig.run.id)).toMatchObject({ ok: true, value: { problems: [] } });
    expect(summarize(rig.run.state, new Date().toISOString()).counts.pass).toBe(6);
  });

  it('while something is waited for: the waiting is as long as it was to be', async () => {
    rig = await Rig.open();
    void rig.at(
      (event) => event.type === 'probed' && event.step === 'waited',
      () => setClock(byMs),
    );
    const executed = rig.execute(['look', 'waited']);
    for (let asked = 0; asked < 3; asked += 1) await rig.at((event) => event.type === 'probed' && event.step === 'waited');
    rig.machine().files.write('/root/ready', '');
    expect(await executed).toEqual(FINISHED);
  });
});

it.each([86_400_000, -86_400_000])(
  'a host whose clock is off by a day (%i ms): that is recorded, and changes nothing',
  async (skew) => {
    rig = await Rig.open({ world: { clockSkewMs: { xenhost: skew } } });
    work(rig, 'echo x >> begun; echo done > worked');
    expect(await rig.execute(STEPS)).toEqual(FINISHED);
    expect(rig.verdict().counts).toMatchObject({ pass: expect.any(Number) as number, fail: 0, error: 0 });
    expect(rig.run.state.hosts['xenhost']?.skewMs).not.toBeNull();
  },
);
