import type { Connection } from '../connection.ts';
import { createTables } from './0001-runs-events-artefacts.ts';

/** One step of the database's shape. Runs inside a transaction; touches tables and indexes only, never an event. */
export type Migration = (connection: Connection) => Promise<void>;

/** In order: the first makes version 1 of an empty file. A migration that was released is never changed. */
export const MIGRATIONS: readonly Migration[] = [createTables];
