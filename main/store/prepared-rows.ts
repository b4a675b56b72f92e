import type { Connection, SqlValue } from './connection.ts';

export type SqlRow = readonly SqlValue[];

/** Inserts into one table or view, many rows a statement: each statement is a wait for the thread pool. */
export interface PreparedRows {
  readonly insert: (rows: readonly SqlRow[]) => Promise<void>;
  readonly finish: () => Promise<void>;
}

/** Rows that one statement takes, which alone is a transaction of its own. */
export const ROWS_AT_ONCE = 8;

export async function prepareRows(connection: Connection, table: string, columns: readonly string[]): Promise<PreparedRows> {
  const row = `(${columns.map(() => '?').join(', ')})`;
  const prepare = (count: number) =>
    connection.prepare(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${Array.from({ length: count }, () => row).join(', ')}`,
    );
  const prepared = await Promise.all(Array.from({ length: ROWS_AT_ONCE }, (_, index) => prepare(index + 1)));
  return {
    insert: async (rows) => {
      for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
        const some = rows.slice(at, at + ROWS_AT_ONCE);
        await prepared[some.length - 1]?.run(some.flat());
      }
    },
    finish: async () => {
      for (const statement of prepared) await statement.finish();
    },
  };
}
