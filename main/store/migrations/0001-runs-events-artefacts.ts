import { CHAIN_START } from '../../../core/evidence/chain.ts';
import type { Connection } from '../connection.ts';

/**
 * Runs, their events and the outputs that these refer to. Nothing can be changed or deleted, and an event only goes in behind the one that
 * it names; an artefact that is there already is passed over. The rules stand in the file itself, for every program that opens it.
 * (Triggers on INSERT also stop INSERT OR REPLACE, whose deletes fire no trigger.)
 */
export async function createTables(connection: Connection): Promise<void> {
  await connection.script(`
    CREATE TABLE runs (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE
    ) STRICT;
    CREATE TABLE events (
      run INTEGER NOT NULL REFERENCES runs (id),
      sequence INTEGER NOT NULL,
      at TEXT NOT NULL,
      operator TEXT NOT NULL,
      event TEXT NOT NULL,
      previous TEXT NOT NULL,
      hash TEXT NOT NULL,
      PRIMARY KEY (run, sequence)
    ) STRICT;
    CREATE TABLE artefacts (
      hash TEXT PRIMARY KEY,
      size INTEGER NOT NULL,
      bytes BLOB NOT NULL
    ) STRICT;
    CREATE TRIGGER events_follow BEFORE INSERT ON events
      WHEN NEW.sequence <> 1 + COALESCE((SELECT max(sequence) FROM events WHERE run = NEW.run), 0)
        OR NEW.previous <> COALESCE((SELECT hash FROM events WHERE run = NEW.run ORDER BY sequence DESC LIMIT 1), '${CHAIN_START}')
      BEGIN SELECT RAISE(ABORT, 'chain-broken'); END;
    CREATE TRIGGER artefacts_once BEFORE INSERT ON artefacts
      WHEN EXISTS (SELECT 1 FROM artefacts WHERE hash = NEW.hash)
      BEGIN SELECT RAISE(IGNORE); END;
    CREATE TRIGGER runs_once BEFORE INSERT ON runs
      WHEN EXISTS (SELECT 1 FROM runs WHERE name = NEW.name OR id = NEW.id)
      BEGIN SELECT RAISE(ABORT, 'a run of this name is there'); END;
    ${['runs', 'events', 'artefacts'].map(appendOnly).join('\n')}
  `);
}

function appendOnly(table: string): string {
  return `
    CREATE TRIGGER ${table}_keep BEFORE UPDATE ON ${table} BEGIN SELECT RAISE(ABORT, '${table} are append-only'); END;
    CREATE TRIGGER ${table}_stay BEFORE DELETE ON ${table} BEGIN SELECT RAISE(ABORT, '${table} are append-only'); END;`;
}
