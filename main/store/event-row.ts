import { success, type Result } from '../../core/result.ts';
import type { StoredEvent } from '../../core/run/events.ts';
import { lift } from '../../core/run/lift.ts';
import type { Connection } from './connection.ts';

/** A row of the events table. */
export interface EventRow {
  readonly sequence: number;
  readonly at: string;
  readonly operator: string;
  readonly event: string;
  readonly previous: string;
  readonly hash: string;
}

/** An event as it was hashed, of whatever version it is. */
export interface RawEvent extends Omit<StoredEvent, 'event'> {
  readonly event: unknown;
}

export async function readRows(connection: Connection, run: string, after: number): Promise<EventRow[]> {
  return connection.all<EventRow>(
    `SELECT sequence, at, operator, event, previous, hash FROM events
     WHERE run = (SELECT id FROM runs WHERE name = ?) AND sequence > ? ORDER BY sequence`,
    [run, after],
  );
}

/** The event as its hash is over it. Null when the row's text is no JSON, which we never wrote. */
export function rawEvent(run: string, row: EventRow): RawEvent | null {
  try {
    const event: unknown = JSON.parse(row.event);
    return { run, sequence: row.sequence, at: row.at, operator: row.operator, event, previous: row.previous, hash: row.hash };
  } catch {
    return null;
  }
}

/** The event in the current version. */
export function liftEvent(raw: RawEvent): Result<StoredEvent> {
  const event = lift(raw.event);
  return event.ok ? success({ ...raw, event: event.value }) : event;
}
