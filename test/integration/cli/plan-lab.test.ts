import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { practiceLab, PRACTICE } from '../../../main/app/practice-lab.ts';
import { main } from '../../../main/cli/main.ts';
import { childLabs } from '../../../main/labs/practice/child-labs.ts';
import { temporaryFolder } from '../store/folders.ts';

test('a lab that is started for a plan alone goes down with it; one that ran before stays', async () => {
  const folder = await temporaryFolder();
  vi.stubEnv('XDG_RUNTIME_DIR', folder);
  vi.stubEnv('XDG_STATE_HOME', folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  const data = join(folder, 'data');
  const plan = ['--data', data, 'plan', 'rhel5-rdac', '--lab', 'practice', '--markdown', join(folder, 'plan.md')];
  const running = async (): Promise<readonly string[]> => (await childLabs.registrations()).map(({ name }) => name);

  await main(plan);
  expect(process.exitCode ?? 0).toBe(0);
  expect(await running()).toEqual([]);

  const kept = await practiceLab({ folder: data, labs: childLabs }, PRACTICE, { world: {} });
  if (!kept.ok) throw new Error(kept.problem.sentence);
  onTestFinished(async () => (await childLabs.find(kept.value.name))?.stop());
  await main(plan);
  expect(await running()).toEqual([kept.value.name]);
});
