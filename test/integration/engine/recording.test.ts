import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RunEvent } from '../../../core/run/events.ts';
import { check, checkUntil } from '../../../main/engine/check.ts';
import { findStep } from '../../../main/engine/find-step.ts';
import { EvidenceLost, OpenRun } from '../../../main/engine/open-run.ts';
import type { RunWriter } from '../../../main/store/store.ts';
import { Rig } from './rig.ts';

let rig: Rig;
/** Types of the events of each transaction. */
let transactions: string[][];
let full: boolean;
let run: OpenRun;

beforeEach(async () => {
  rig = await Rig.open();
  await rig.begin();
  transactions = [];
  full = false;
  const { writer } = rig.run.parts;
  const append: RunWriter['append'] = (operator, given) => {
    const events: readonly RunEvent[] = 'type' in given ? [given] : given;
    transactions.push(events.map(({ type }) => type));
    return full
      ? Promise.resolve({ ok: false, problem: { code: 'disk-full', sentence: 'No room.' } })
      : writer.append(operator, events);
  };
  run = new OpenRun({ ...rig.run.parts, writer: { ...writer, append } }, rig.run.state);
  // The session is there before anything is counted.
  await check(run, first('look').step, 'xenhost', first('look').checkpoint, 'later');
  transactions = [];
});
afterEach(() => rig.dispose());

const first = (id: string) => {
  const step = findStep(run, id);
  return { step, checkpoint: step.checkpoints[0]! };
};

it('what a host answered and what is concluded from it are one transaction, the answer first', async () => {
  const { step, checkpoint } = first('look');
  const word = await check(run, step, 'xenhost', checkpoint, 'later');
  expect(word.outcome).toBe('pass');
  expect(transactions.at(-1)).toEqual(['probed', 'checked']);
  expect(transactions.filter((types) => types.includes('probed'))).toHaveLength(1);
  const events = await rig.events();
  expect(events.at(-2)).toMatchObject({ type: 'probed', batch: word.evidence[0]?.batch });
});

it('each answer to a question that is asked again is stored before the next wait', async () => {
  const { step, checkpoint } = first('waited');
  const asked = rig.at(
    ({ type }) => type === 'probed',
    () => rig.machine().files.write('/root/ready', ''),
  );
  const word = await checkUntil(run, step, 'xenhost', checkpoint, 'after');
  await asked;
  expect(word).toMatchObject({ outcome: 'pass', polls: 2 });
  expect(transactions).toEqual([['probed'], ['probed', 'checked']]);
});

it('an answer that could not be stored is not lost: it goes with the next event', async () => {
  const { step, checkpoint } = first('look');
  full = true;
  await expect(check(run, step, 'xenhost', checkpoint, 'later')).rejects.toThrow(EvidenceLost);
  full = false;
  await run.emit({ type: 'noted', version: 1, text: 'room again' });
  expect(transactions.at(-1)).toEqual(['probed', 'noted']);
  const verified = await rig.application.store.verify(run.id);
  expect(verified).toMatchObject({ ok: true, value: { problems: [] } });
});
