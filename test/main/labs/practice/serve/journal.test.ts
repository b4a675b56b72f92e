import { appendFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Journal, readJournal } from '../../../../../main/labs/practice/serve/journal.ts';
import { smallWorld } from '../small-world.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'journal-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

it('gives back every commit, and of a cut line nothing', async () => {
  const { world, machine } = smallWorld();
  const journal = await Journal.create(folder, world, { name: 'x' });
  const lengths: number[] = [];
  for (let commit = 0; commit < 4; commit += 1) {
    machine.files.write(`/root/f${String(commit)}`, `${String(commit)} é`);
    await journal.commit();
    lengths.push((await readFile(join(folder, 'journal'))).length);
  }
  const names = async (): Promise<readonly string[]> => Object.keys((await readJournal(folder))?.state.trees['root']?.nodes ?? {}).filter((path) => /^\/root\/f/u.test(path)).sort(); // prettier-ignore
  expect(await names()).toEqual(['/root/f0', '/root/f1', '/root/f2', '/root/f3']);
  // Cut anywhere inside the last line (its newline alone does not matter), the last commit has not happened; the others have.
  const [, , third = 0, fourth = 0] = lengths;
  for (const length of [fourth - 2, Math.floor((third + fourth) / 2), third + 1]) {
    await truncate(join(folder, 'journal'), length);
    expect(await names()).toEqual(['/root/f0', '/root/f1', '/root/f2']);
  }
  await appendFile(join(folder, 'journal'), 'garbage');
  expect(await names()).toEqual(['/root/f0', '/root/f1', '/root/f2']);
  expect((await readJournal(folder))?.about).toEqual({ name: 'x' });
});

it('starts from a new snapshot without losing or repeating what the journal holds', async () => {
  const { world, machine } = smallWorld();
  const journal = await Journal.create(folder, world, null);
  machine.files.write('/root/a', '1');
  await Promise.all([journal.commit(), journal.commit(), journal.commit()]);
  await journal.close();
  const before = await readJournal(folder);
  const old = await readFile(join(folder, 'journal'));
  expect(before?.state.trees['root']?.nodes['/root/a']).toMatchObject({ text: '1' });
  const next = await Journal.create(folder, world, null, before?.sequence);
  machine.files.remove('/root/a');
  await next.commit();
  await next.close();
  // The old journal left behind, as by a crash between the snapshot and the emptying of the journal: it is older than the snapshot.
  await writeFile(join(folder, 'journal'), Buffer.concat([old, await readFile(join(folder, 'journal'))]));
  const after = await readJournal(folder);
  expect(after?.state.trees['root']?.nodes['/root/a']).toBeUndefined();
  expect(after?.sequence).toBe((before?.sequence ?? 0) + 1);
});

it('has nothing to continue in an empty folder', async () => {
  expect(await readJournal(folder)).toBeNull();
});
