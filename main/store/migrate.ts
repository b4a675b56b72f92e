import { join } from 'node:path';
import { failure, success, type Result } from '../../core/result.ts';
import type { Connection } from './connection.ts';
import { MIGRATIONS, type Migration } from './migrations/migrations.ts';

/** `XnPt` in ASCII: what `file` and SQLite show this database to be. */
export const APPLICATION_ID = 0x586e5074;

/**
 * Brings a database to the shape that this version knows. A database with something in it is copied beside itself first. Gives the
 * copy's path, or null. Problems: `store-foreign` (another program's file), `store-newer`.
 */
export async function migrate(
  connection: Connection,
  folder: string,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<Result<string | null>> {
  const version = await pragma(connection, 'user_version');
  const checked = await checkIdentity(connection, folder, migrations.length);
  if (!checked.ok) return checked;
  if (version === migrations.length) return success(null);
  let copy: string | null = null;
  if (version > 0) {
    copy = join(folder, `evidence-before-version-${migrations.length}.db`);
    await connection.run('VACUUM INTO ?', [copy]);
  }
  for (const [index, migration] of migrations.entries()) {
    if (index < version) continue;
    await connection.script('BEGIN IMMEDIATE');
    try {
      await migration(connection);
      // PRAGMA takes no parameters; both values are numbers of ours.
      await connection.script(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${index + 1}; COMMIT`);
    } catch (error) {
      await connection.script('ROLLBACK');
      throw error;
    }
  }
  return success(copy);
}

/** Whether a database is ours and not of a later version. An empty file is ours to fill. */
export async function checkIdentity(
  connection: Connection,
  folder: string,
  known: number = MIGRATIONS.length,
): Promise<Result<null>> {
  const id = await pragma(connection, 'application_id');
  const version = await pragma(connection, 'user_version');
  const tables = await connection.get<{ count: number }>('SELECT count(*) AS count FROM sqlite_schema');
  const empty = id === 0 && version === 0 && tables?.count === 0;
  if (!empty && id !== APPLICATION_ID) {
    return failure(
      'store-foreign',
      `The database in ${folder} is not one of Xenpath's.`,
      'Name another data folder with --data.',
    );
  }
  if (version > known) {
    return failure(
      'store-newer',
      `The data in ${folder} was written by a later version of Xenpath (${version}, this one knows ${known}).`,
      'Use that version, or name another data folder with --data.',
    );
  }
  return success(null);
}

async function pragma(connection: Connection, name: 'user_version' | 'application_id'): Promise<number> {
  const row = await connection.get<Record<string, number>>(`PRAGMA ${name}`);
  return row?.[name] ?? 0;
}
