import { afterEach, beforeEach, expect, it } from 'vitest';
import type { EditAhead } from '../../../main/engine/ports.ts';
import { FINISHED, Rig } from './rig.ts';

let rig: Rig;
let shown: readonly EditAhead[];
let look: () => boolean;

beforeEach(async () => {
  look = () => true;
  shown = [];
  rig = await Rig.open({
    consent: {
      step: async (question) => {
        if (look()) shown = await question.edits();
        return { answer: 'yes', by: 'person' };
      },
    },
  });
});
afterEach(() => rig.dispose());

it('who is asked sees what the edits would change in the files as they are; the same is done, and stands in the record', async () => {
  rig.machine().files.write('/root/list', 'theirs\n');
  expect(await rig.execute(['look', 'line'])).toEqual(FINISHED);
  expect(shown).toMatchObject([{ host: 'xenhost', path: '/root/list' }]);
  expect(shown[0]?.diff).toContain('+a line of this run');
  const [asked] = await rig.eventsOf('asked');
  expect(asked?.edits).toEqual(shown);
  const done = (await rig.eventsOf('act-done')).find(({ file }) => file !== undefined);
  expect(done?.file?.diff).toBe(shown[0]?.diff);
});

it('a secret that stands in the file is not shown', async () => {
  await rig.begin();
  rig.reach.redactor.add('password', 'correct horse');
  rig.machine().files.write('/root/list', 'pw correct horse\n');
  await rig.execute(['look', 'line']);
  expect(shown[0]?.diff).toContain(' pw [secret:password]');
});

it('nothing is read for who answers without looking', async () => {
  look = () => false;
  await rig.execute(['look', 'line']);
  expect((await rig.eventsOf('asked'))[0]).not.toHaveProperty('edits');
});
