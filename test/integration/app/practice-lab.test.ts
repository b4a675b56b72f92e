import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunHeader } from '../../../core/run/state.ts';
import { PRACTICE, practiceLab, practiceLabOfRun, type PracticeHome } from '../../../main/app/practice-lab.ts';
import { childLabs } from '../../../main/labs/practice/child-labs.ts';
import type { PracticeLabClient } from '../../../main/labs/practice/client.ts';

let folder: string;
let home: PracticeHome;
const before = process.env['XDG_RUNTIME_DIR'];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xenpath-lab-'));
  process.env['XDG_RUNTIME_DIR'] = folder;
  home = { folder: join(folder, 'data'), labs: childLabs };
});

afterAll(async () => {
  for (const { name } of await childLabs.registrations()) await (await childLabs.find(name))?.stop();
  if (before === undefined) delete process.env['XDG_RUNTIME_DIR'];
  else process.env['XDG_RUNTIME_DIR'] = before;
  await rm(folder, { recursive: true, force: true });
});

it('a run that is gone on with after its lab died finds the hosts up, not still on their way', async () => {
  // At a pace at which a boot takes seconds: whoever did not wait for it would find the hosts down.
  const begun = await practiceLab(home, PRACTICE, { world: {}, speed: 60 });
  if (!begun.ok) throw new Error(begun.problem.sentence);
  const { name, scale, simulated } = begun.value;
  process.kill((await running(name)).registration.pid, 'SIGKILL');
  const header = { lab: { kind: 'practice', name, simulated, scale } } as RunHeader;
  const again = await practiceLabOfRun(home, header);
  if (!again.ok) throw new Error(again.problem.sentence);
  const status = await (await running(name)).status();
  expect(status.startedFrom).toBe('journal');
  expect(status.hosts.map(({ power }) => power)).toEqual(['up', 'up', 'up', 'up']);

  // Who does not want to wait gets them as they are.
  process.kill((await running(name)).registration.pid, 'SIGKILL');
  const impatient = await practiceLabOfRun(home, header, AbortSignal.abort());
  expect(impatient.ok).toBe(true);
  expect((await (await running(name)).status()).hosts.map(({ power }) => power)).toContain('booting');
});

it('two who want the lab at a time get the same one', async () => {
  await (await running((await childLabs.registrations())[0]?.name ?? '')).stop();
  let starts = 0;
  const counted: PracticeHome = {
    folder: join(folder, 'data'),
    labs: {
      ...childLabs,
      start: (options) => {
        starts += 1;
        return childLabs.start(options);
      },
    },
  };
  const both = await Promise.all([1, 2].map(() => practiceLab(counted, PRACTICE, { world: {} })));
  expect(both.map(({ ok }) => ok)).toEqual([true, true]);
  expect(starts).toBe(1);
});

async function running(name: string): Promise<PracticeLabClient> {
  const client = await childLabs.find(name);
  if (client === undefined) throw new Error(`No lab called ${name} runs.`);
  return client;
}
