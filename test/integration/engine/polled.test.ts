import { afterEach, expect, it } from 'vitest';
import { check, checkUntil } from '../../../main/engine/check.ts';
import { findStep } from '../../../main/engine/find-step.ts';
import { Rig } from './rig.ts';

let rig: Rig;
afterEach(() => rig.dispose());

const first = (id: string) => {
  const step = findStep(rig.run, id);
  const [checkpoint] = step.checkpoints;
  if (checkpoint === undefined) throw new Error(`${id} has no checkpoint`);
  return { step, checkpoint };
};

it('a machine of ours that is slow uses up an interval a look, not the time of the hosts', async () => {
  // Each look takes our side so long that ten minutes of these hosts pass in it.
  let late = 0;
  rig = await Rig.open({ clock: (clock) => ({ ...clock, monotonic: () => clock.monotonic() + (late += 1000) }) });
  await rig.begin();
  await check(rig.run, first('look').step, 'xenhost', first('look').checkpoint, 'later');
  const { step, checkpoint } = first('waited');
  const word = await checkUntil(rig.run, step, 'xenhost', checkpoint, 'after');
  // Every 20 s within 10 min: the last look is when they are over.
  expect(word).toMatchObject({ outcome: 'fail', polls: 16 });
});

it('what hints alone need is asked with the last word', async () => {
  rig = await Rig.open();
  await rig.begin();
  await check(rig.run, first('look').step, 'xenhost', first('look').checkpoint, 'later');
  const { step, checkpoint } = first('waited');
  rig.machine().files.write('/root/begun', '');
  const word = await checkUntil(rig.run, step, 'xenhost', checkpoint, 'after');
  expect(word).toMatchObject({ outcome: 'fail', hint: { id: 'nearly' } });
  const asked = (await rig.eventsOf('probed')).flatMap(({ results }) =>
    results.map(({ parameters }) => JSON.stringify(parameters)),
  );
  expect(asked.filter((one) => one.includes('/root/ready'))).toHaveLength(word.polls ?? 0);
  expect(asked.filter((one) => one.includes('/root/begun'))).toHaveLength(1);
});
