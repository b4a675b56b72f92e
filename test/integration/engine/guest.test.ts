import { afterEach, describe, expect, it } from 'vitest';
import { findProbe } from '../../../core/probes/registry.ts';
import { actJoin } from '../../../main/engine/act-join.ts';
import { askProbes } from '../../../main/engine/ask-probes.ts';
import { sessionOf } from '../../../main/engine/connection.ts';
import { Rig } from './rig.ts';

let rig: Rig;
afterEach(() => rig.dispose());

/** A run in which the guest test0 has been brought in over its dom0. */
async function withGuest(): Promise<void> {
  rig = await Rig.open({ world: { state: 'guests' } });
  const run = await rig.begin();
  const address = rig.machine('test0').state.address ?? '';
  const work = { kind: 'join', name: 'test0', role: 'guest', address, user: 'root', password: null } as const;
  const place = { step: 'look', host: 'xenhost', action: 'join' };
  await run.emit({ type: 'intent', version: 1, intent: 'joined', place, kind: 'join', class: 'read', command: 'join test0' });
  await actJoin(
    run,
    { action: 'join', item: null, itemValue: null, host: 'xenhost', class: 'read', title: 'Join', text: 'join test0', destroys: [], fault: null, timeoutMs: null, work },
    work,
    'joined',
  ); // prettier-ignore
}

async function askGuest() {
  const probe = findProbe('host.identity');
  if (probe === undefined) throw new Error('No such probe.');
  const [asked] = await askProbes(rig.run, [{ host: 'test0', probe, parameters: {} }]);
  return asked?.answer;
}

describe('a guest behind its dom0', () => {
  it("loses its session with its dom0's, and both come back", async () => {
    await withGuest();
    expect(await askGuest()).toMatchObject({ state: 'facts', facts: { kernel: 'Linux' } });
    const session = await sessionOf(rig.run, 'test0');
    if (!session.ok) throw new Error(session.problem.sentence);
    rig.cut('xenhost');
    await rig.until(() => session.value.ended() !== undefined);
    expect(session.value.ended()).toMatchObject({ code: 'session-lost' });
    expect(await askGuest()).toMatchObject({ state: 'facts', facts: { kernel: 'Linux' } });
    expect(rig.reach.sessions.kept('xenhost')?.ended()).toBeUndefined();
  });

  it('that is down: it is said of which host, and why', async () => {
    await withGuest();
    rig.machine('test0').cutPower();
    const answer = await askGuest();
    expect(answer).toMatchObject({ state: 'unreachable', problem: { code: 'forward-refused' } });
    expect(answer?.state === 'unreachable' && answer.problem.sentence).toMatch(
      /^test0 is reached through xenhost: xenhost \(192\.168\.1\.11 port 22\) could not reach [0-9.]+ port 22 for us: [A-Za-z].*[a-z]\.$/u,
    );
  });
});
