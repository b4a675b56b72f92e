import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CommandEnd } from '../../../main/cli/problems.ts';
import { reportCanBeWritten } from '../../../main/cli/report-file.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xenpath-report-'));
  await writeFile(join(folder, 'file'), 'x');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function refused(name: string): Promise<string> {
  const thrown: unknown = await reportCanBeWritten(join(folder, name)).catch((error: unknown) => error);
  if (!(thrown instanceof CommandEnd)) throw new Error(`It was not refused: ${String(thrown)}`);
  expect(thrown.exit).toBe(2);
  expect(thrown.problems[0]?.next).toBeDefined();
  return thrown.problems[0]?.sentence ?? '';
}

it('a folder that is not there, a folder, and what is no folder are refused before anything begins', async () => {
  expect(await refused('none/report.html')).toBe(
    `The report could not be written to ${folder}/none/report.html: there is no folder ${folder}/none.`,
  );
  expect(await refused('.')).toContain('it is a folder.');
  expect(await refused('file/report.html')).toContain(`${folder}/file is no folder.`);
});

it.skipIf(process.platform !== 'linux')('a folder that takes no files is refused', async () => {
  await expect(reportCanBeWritten('/sys/report.html')).rejects.toThrow('could not be written');
});

it('a new file, one that is there, standard output and none at all are fine, and nothing is left or changed', async () => {
  for (const file of [join(folder, 'report.html'), join(folder, 'file'), '-', undefined]) await reportCanBeWritten(file);
  expect(await readdir(folder)).toEqual(['file']);
  expect(await readFile(join(folder, 'file'), 'utf8')).toBe('x');
});
