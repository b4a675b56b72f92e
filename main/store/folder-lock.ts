import { readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { inert } from '../../core/evidence/inert.ts';
import { failure, success, type Result } from '../../core/result.ts';
import { openConnection, SqliteFailure } from './connection.ts';

const holder = z.object({ pid: z.number(), since: z.string(), command: z.string(), machine: z.string() });
/** Who writes into a data folder. */
export type LockHolder = z.infer<typeof holder>;

export interface FolderLock {
  readonly release: () => Promise<void>;
}

/**
 * Makes this process the only writer of a data folder. The lock is SQLite's own exclusive lock on a small file beside the data, which the
 * operating system takes back when the process ends, however it ends. Problem: `data-folder-in-use`, with who holds it.
 */
export async function lockFolder(folder: string, since: string): Promise<Result<FolderLock>> {
  const note = join(folder, 'writer.json');
  const connection = await openConnection(join(folder, 'writer.lock'), 'create');
  try {
    await connection.script('PRAGMA journal_mode = MEMORY; PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
  } catch (error) {
    await connection.close();
    if (error instanceof SqliteFailure && error.code === 'SQLITE_BUSY') return inUse(folder, await lockHolder(folder));
    throw error;
  }
  const command = ['xenpath', ...process.argv.slice(2)].join(' ');
  const mine: LockHolder = { pid: process.pid, since, command, machine: hostname() };
  await writeFile(note, `${JSON.stringify(mine)}\n`, { mode: 0o600 });
  return success({
    release: async () => {
      await rm(note, { force: true });
      await connection.close();
    },
  });
}

/** Who says that he writes into the folder; null when nobody does. After a crash the note may be of one who is gone. */
export async function lockHolder(folder: string): Promise<LockHolder | null> {
  try {
    return holder.parse(JSON.parse(await readFile(join(folder, 'writer.json'), 'utf8')));
  } catch {
    return null;
  }
}

function inUse(folder: string, by: LockHolder | null): Result<FolderLock> {
  const who =
    by === null
      ? 'another process'
      : `process ${by.pid} on ${inert(by.machine)} (\`${inert(by.command)}\`, since ${inert(by.since)})`;
  return failure(
    'data-folder-in-use',
    `The data folder ${folder} is being written by ${who}.`,
    'Wait for it to end, or name another folder with --data. Reading it (`runs`, `show`, `report`, `verify`) works meanwhile.',
  );
}
