import { mkdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { failure, success, type Result } from '../../core/result.ts';
import type { StoredEvent } from '../../core/run/events.ts';
import { openConnection, SqliteFailure, type Connection } from './connection.ts';
import { networkWarning } from './data-folder.ts';
import { NOTHING_DERIVED, openDerived } from './derived.ts';
import { openEventLog } from './event-log.ts';
import { lockFolder } from './folder-lock.ts';
import { checkIdentity, migrate } from './migrate.ts';
import { setAside } from './reserve.ts';
import { assembleStore } from './run-store.ts';
import type { Store } from './store.ts';
import { storeProblem } from './store-problem.ts';

export interface OpenOptions {
  /** Reads beside whoever writes. */
  readonly readOnly?: boolean;
  readonly now?: () => Date;
}

const DATABASE = 'evidence.db';
const SETTINGS = `
  PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;
  PRAGMA mmap_size = 0;`;
/** FULL: with NORMAL the last commits may be lost when the power goes. The two fullfsync settings act on macOS alone. */
const WRITER_SETTINGS = `
  PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = 1; PRAGMA checkpoint_fullfsync = 1;`;

/**
 * Opens a data folder, made when it is not there. One process writes; others open it with `readOnly`. Problems: `data-folder-in-use`,
 * `no-data` (reading a folder without any), `store-foreign`, `store-newer`, `store-damaged`, `store-io`, `disk-full`.
 */
export async function openStore(folder: string, options: OpenOptions = {}): Promise<Result<Store>> {
  const place = resolve(folder);
  const now = options.now ?? (() => new Date());
  /** Closed in reverse when opening fails half-way, and by dispose. */
  const closers: (() => Promise<void>)[] = [];
  const closeAll = async (): Promise<void> => {
    for (let close = closers.pop(); close !== undefined; close = closers.pop()) await close();
  };
  try {
    const opening = options.readOnly === true ? openToRead(place, now, closers) : openToWrite(place, now, closers);
    const opened = await opening;
    if (!opened.ok) await closeAll();
    return opened.ok ? success(opened.value(closeAll)) : opened;
  } catch (error) {
    await closeAll();
    return { ok: false, problem: await storeProblem(error, place) };
  }
}

/** A store that only lacks what is to be done when it is disposed of. */
type Unfinished = Result<(close: () => Promise<void>) => Store>;

async function openToWrite(folder: string, now: () => Date, closers: (() => Promise<void>)[]): Promise<Unfinished> {
  // What a run recorded is its user's alone.
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const lock = await lockFolder(folder, now().toISOString());
  if (!lock.ok) return lock;
  closers.push(lock.value.release);
  const connection = await openConnection(join(folder, DATABASE), 'create');
  closers.push(connection.close);
  await connection.script(SETTINGS);
  const sound = await quickCheck(connection, folder);
  if (!sound.ok) return sound;
  const migrated = await migrate(connection, folder);
  if (!migrated.ok) return migrated;
  await connection.script(WRITER_SETTINGS);
  closers.push(() => moveLogIntoDatabase(connection));
  const reader = await openReader(folder, closers);
  const derived = await openDerived(folder);
  closers.push(derived.close);
  const listeners = new Set<(event: StoredEvent) => void>();
  const committed = (event: StoredEvent): void => listeners.forEach((listener) => listener(event));
  const log = await openEventLog({ connection, folder, now, reserve: await setAside(folder), committed });
  closers.push(log.close);
  const network = await networkWarning(folder);
  const copied =
    migrated.value === null
      ? []
      : [`The data were brought to the shape of this version; as they were before: ${migrated.value}.`];
  const warnings = [...(network === null ? [] : [network]), ...copied];
  return success((close) => assembleStore({ folder, now, warnings, reader, derived, log, listeners, close }));
}

/** Leaves one file behind instead of three. A wish: what is in the log is stored, and the next opening reads it there. */
async function moveLogIntoDatabase(connection: Connection): Promise<void> {
  try {
    await connection.script('PRAGMA wal_checkpoint(TRUNCATE)');
  } catch (error) {
    if (!(error instanceof SqliteFailure)) throw error;
  }
}

async function openToRead(folder: string, now: () => Date, closers: (() => Promise<void>)[]): Promise<Unfinished> {
  if (!(await isFile(join(folder, DATABASE)))) {
    return failure(
      'no-data',
      `There are no runs in ${folder}.`,
      'Start one with `xenpath run`, or name another folder with --data.',
    );
  }
  const reader = await openReader(folder, closers);
  const known = await checkIdentity(reader, folder);
  if (!known.ok) return known;
  return success((close) =>
    assembleStore({ folder, now, warnings: [], reader, derived: NOTHING_DERIVED, log: null, listeners: new Set(), close }),
  );
}

async function openReader(folder: string, closers: (() => Promise<void>)[]): Promise<Connection> {
  const reader = await openConnection(join(folder, DATABASE), 'read');
  closers.push(reader.close);
  await reader.script(SETTINGS);
  return reader;
}

async function quickCheck(connection: Connection, folder: string): Promise<Result<null>> {
  const rows = await connection.all<{ quick_check: string }>('PRAGMA quick_check(3)');
  const faults = rows.map((row) => row.quick_check).filter((text) => text !== 'ok');
  if (faults.length === 0) return success(null);
  return failure(
    'store-damaged',
    `The data in ${folder} are damaged: ${faults.join('; ')}.`,
    'Restore the folder from a copy, or name another one with --data.',
  );
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
