import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { REDUCER_VERSION, type RunState } from '../../core/run/state.ts';
import { openConnection, SqliteFailure, type Connection } from './connection.ts';

/**
 * States kept so that a long run need not be reduced from its start: a file of its own that can be deleted at any moment. A kept state is
 * keyed by run, sequence, head and reducer version; one that does not fit is as good as none.
 */
export interface Derived {
  readonly state: (run: string) => Promise<RunState | null>;
  readonly keep: (state: RunState) => Promise<void>;
  readonly forget: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** What another process that only reads has: nothing is kept. */
export const NOTHING_DERIVED: Derived = {
  state: async () => null,
  keep: async () => undefined,
  forget: async () => undefined,
  close: async () => undefined,
};

const FILE = 'derived.db';

/** Opens the file, or makes it anew when it is damaged or of another shape. */
export async function openDerived(folder: string): Promise<Derived> {
  let connection = await openOrMakeAnew(folder);
  /** Whatever is wrong with what is kept, it is thrown away, and made again from the events. */
  async function orAnew<Value>(work: () => Promise<Value>, otherwise: Value): Promise<Value> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof SqliteFailure)) throw error;
      await connection.close();
      connection = await openOrMakeAnew(folder, true);
      return otherwise;
    }
  }
  return {
    state: (run) =>
      orAnew(async () => {
        const row = await connection.get<{ state: string }>('SELECT state FROM states WHERE run = ? AND reducer = ?', [
          run,
          REDUCER_VERSION,
        ]);
        return row === undefined ? null : (JSON.parse(row.state) as RunState);
      }, null),
    keep: (state) =>
      orAnew(async () => {
        await connection.run('INSERT OR REPLACE INTO states (run, sequence, reducer, state) VALUES (?, ?, ?, ?)', [
          state.run,
          state.sequence,
          REDUCER_VERSION,
          JSON.stringify(state),
        ]);
      }, undefined),
    forget: () => orAnew(() => connection.script('DELETE FROM states'), undefined),
    close: () => connection.close(),
  };
}

async function openOrMakeAnew(folder: string, anew = false): Promise<Connection> {
  const file = join(folder, FILE);
  if (anew) for (const end of ['', '-wal', '-shm', '-journal']) await rm(`${file}${end}`, { force: true });
  const connection = await openConnection(file, 'create');
  try {
    await connection.script(`
      PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA trusted_schema = OFF;
      CREATE TABLE IF NOT EXISTS states (run TEXT PRIMARY KEY, sequence INTEGER NOT NULL, reducer INTEGER NOT NULL, state TEXT NOT NULL) STRICT;
    `);
    return connection;
  } catch (error) {
    await connection.close();
    if (anew || !(error instanceof SqliteFailure)) throw error;
    return openOrMakeAnew(folder, true);
  }
}
