import sqlite3 from 'sqlite3';

export type SqlValue = string | number | null | Uint8Array;

/** What SQLite refused; `code` as SQLITE_FULL, SQLITE_BUSY. */
export class SqliteFailure extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'SqliteFailure';
    this.code = code;
  }
}

/**
 * One SQLite connection with promises. Statements of several callers on one connection get mixed, so a transaction may only be begun by
 * whoever has the connection to himself.
 */
export interface Connection {
  /** Rows that the statement changed. */
  readonly run: (sql: string, parameters?: readonly SqlValue[]) => Promise<number>;
  readonly get: <Row>(sql: string, parameters?: readonly SqlValue[]) => Promise<Row | undefined>;
  readonly all: <Row>(sql: string, parameters?: readonly SqlValue[]) => Promise<Row[]>;
  /** Several statements, without parameters. */
  readonly script: (sql: string) => Promise<void>;
  /** A statement that is parsed once. */
  readonly prepare: (sql: string) => Promise<Prepared>;
  readonly close: () => Promise<void>;
}

export interface Prepared {
  readonly run: (parameters: readonly SqlValue[]) => Promise<number>;
  readonly finish: () => Promise<void>;
}

export type OpenMode = 'read' | 'write' | 'create';

const MODES: Readonly<Record<OpenMode, number>> = {
  read: sqlite3.OPEN_READONLY,
  write: sqlite3.OPEN_READWRITE,
  create: sqlite3.OPEN_READWRITE | sqlite3.OPEN_CREATE,
};

/** Opens a database file. Rejects with {@link SqliteFailure}, as every call on the connection does. */
export async function openConnection(file: string, mode: OpenMode): Promise<Connection> {
  const database = await new Promise<sqlite3.Database>((resolve, reject) => {
    const opened = new sqlite3.Database(file, MODES[mode], (error) =>
      error === null ? resolve(opened) : reject(asFailure(error)),
    );
  });
  const settle =
    <Value>(resolve: (value: Value) => void, reject: (error: Error) => void) =>
    (error: Error | null, value: Value): void =>
      error === null ? resolve(value) : reject(asFailure(error));
  return {
    run: (sql, parameters = []) =>
      new Promise((resolve, reject) => {
        database.run(sql, parameters, function (this: sqlite3.RunResult, error: Error | null) {
          if (error === null) resolve(this.changes);
          else reject(asFailure(error));
        });
      }),
    get: (sql, parameters = []) => new Promise((resolve, reject) => database.get(sql, parameters, settle(resolve, reject))),
    all: (sql, parameters = []) => new Promise((resolve, reject) => database.all(sql, parameters, settle(resolve, reject))),
    script: (sql) =>
      new Promise((resolve, reject) => {
        database.exec(sql, (error) => (error === null ? resolve() : reject(asFailure(error))));
      }),
    prepare: (sql) =>
      new Promise((resolve, reject) => {
        const statement = database.prepare(sql, (error: Error | null) =>
          error === null ? resolve(prepared(statement)) : reject(asFailure(error)),
        );
      }),
    close: () =>
      new Promise((resolve, reject) => database.close((error) => (error === null ? resolve() : reject(asFailure(error))))),
  };
}

function prepared(statement: sqlite3.Statement): Prepared {
  return {
    run: (parameters) =>
      new Promise((resolve, reject) => {
        statement.run(parameters, function (this: sqlite3.RunResult, error: Error | null) {
          if (error === null) resolve(this.changes);
          else reject(asFailure(error));
        });
      }),
    finish: () => new Promise((resolve) => statement.finalize(() => resolve())),
  };
}

function asFailure(error: Error): SqliteFailure {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'SQLITE_ERROR';
  return new SqliteFailure(code, error.message);
}
