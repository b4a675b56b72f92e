import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { openConnection } from '../../../main/store/connection.ts';
import { openStore } from '../../../main/store/open-store.ts';
import { opened, startWriter, temporaryFolder } from './folders.ts';

const execute = promisify(execFile);

async function integrity(folder: string): Promise<unknown> {
  const connection = await openConnection(join(folder, 'evidence.db'), 'read');
  const row = await connection.get('PRAGMA integrity_check');
  await connection.close();
  return row;
}

test('kill -9 of the writer, five times: every acknowledged event is there, and the chain and the file are whole', async () => {
  const folder = await temporaryFolder();
  let run: string | undefined;
  const acknowledged = new Map<number, string>();
  for (let round = 0; round < 5; round++) {
    const writer = startWriter(folder, run);
    // Killed after another number of lines each time, without regard to what it is doing.
    await writer.printed(20 + round * 37);
    writer.child.kill('SIGKILL');
    await writer.ended;
    expect(writer.lines.filter((line) => line.startsWith('stderr') || line.startsWith('problem'))).toEqual([]);
    run = writer.lines[0]!.split(' ')[1]!;
    for (const line of writer.lines.slice(1)) {
      const [sequence, hash] = line.split(' ');
      // The last line may have been cut by the kill: it was then not heard by anybody.
      if (hash?.length === 64) acknowledged.set(Number(sequence), hash);
    }
    const store = await opened(folder);
    const events = await store.events(run);
    if (!events.ok) throw new Error(events.problem.sentence);
    const stored = new Map(events.value.map(({ sequence, hash }) => [sequence, hash]));
    for (const [sequence, hash] of acknowledged) expect(stored.get(sequence)).toBe(hash);
    expect(await store.verify(run)).toMatchObject({ ok: true, value: { problems: [], events: stored.size } });
    await store.dispose();
    expect(await integrity(folder)).toEqual({ integrity_check: 'ok' });
  }
  expect(acknowledged.size).toBeGreaterThan(300);
});

test('two processes on one data folder: the second may read, is told who writes, and may write when the first is gone', async () => {
  const folder = await temporaryFolder();
  const writer = startWriter(folder);
  await writer.printed(10);
  const second = await openStore(folder);
  expect(second).toMatchObject({ ok: false, problem: { code: 'data-folder-in-use' } });
  expect(second.ok ? '' : second.problem.sentence).toContain(`process ${String(writer.child.pid)}`);
  const reader = await opened(folder, { readOnly: true });
  const run = writer.lines[0]!.split(' ')[1]!;
  const before = await reader.events(run);
  expect(before.ok && before.value.length).toBeGreaterThanOrEqual(9);
  expect((await reader.runs())[0]).toMatchObject({ run, summary: { phase: 'open' } });
  await writer.printed(writer.lines.length + 5);
  const after = await reader.events(run);
  expect(after.ok && before.ok && after.value.length > before.value.length).toBe(true);
  writer.child.kill('SIGKILL');
  await writer.ended;
  const third = await opened(folder);
  expect(third.readOnly).toBe(false);
  // In one process too there is one writer.
  expect(await openStore(folder)).toMatchObject({ ok: false, problem: { code: 'data-folder-in-use' } });
});

const mayMount = process.platform === 'linux' && process.getuid?.() === 0;

test.skipIf(!mayMount)('a full disk stops a run in order: a sentence, a last event, and all that was acknowledged', async () => {
  const folder = join(await temporaryFolder(), 'small');
  await mkdir(folder);
  await execute('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder]);
  onTestFinished(async () => {
    await execute('umount', ['-l', folder]);
  });
  const writer = startWriter(folder);
  await writer.ended;
  const said = writer.lines.filter((line) => /^(problem|stopped|lost|stderr)/u.test(line));
  expect(said[0]).toMatch(/^problem disk-full The disk with the data folder .* is full/u);
  expect(said[1]).toMatch(/^stopped \d+ [0-9a-f]{64}$/u);
  const run = writer.lines[0]!.split(' ')[1]!;
  const reader = await opened(folder, { readOnly: true });
  const events = await reader.events(run);
  if (!events.ok) throw new Error(events.problem.sentence);
  const acknowledged = writer.lines.filter((line) => /^\d+ [0-9a-f]{64}$/u.test(line));
  expect(acknowledged.length).toBeGreaterThan(100);
  expect(events.value.slice(1, -1).map(({ sequence, hash }) => `${String(sequence)} ${hash}`)).toEqual(acknowledged);
  expect(events.value.at(-1)?.event).toMatchObject({ type: 'run-stopped', reason: 'failed' });
  expect(await reader.verify(run)).toMatchObject({ ok: true, value: { problems: [] } });
});
