import { join } from 'node:path';
import type { RunEvent } from '../../../core/run/events.ts';
import { openConnection } from '../../../main/store/connection.ts';
import type { Site } from './site.ts';

type Intent = Extract<RunEvent, { type: 'intent' }>;

/** What a store holds of a run at a moment, read beside the process that writes it. */
export class Account {
  readonly #file: string;
  readonly #run: string;
  #sequence = 0;
  last: RunEvent | null = null;
  /** Acts of the procedure whose intent is stored and whose outcome is not. */
  readonly open = new Map<string, Intent>();
  readonly #faults = new Map<string, Intent>();
  /** What was taken away and is not given back, as far as is stored. */
  readonly taken = new Set<string>();

  constructor(site: Site, run: string) {
    this.#file = join(site.data, 'evidence.db');
    this.#run = run;
  }

  /** Reads what was committed since. The connection does not stay: what comes after a kill must find the log as the kill left it. */
  async read(): Promise<this> {
    const connection = await openConnection(this.#file, 'read');
    try {
      const rows = await connection.all<{ sequence: number; event: string }>(
        'SELECT sequence, event FROM events WHERE run = (SELECT id FROM runs WHERE name = ?) AND sequence > ? ORDER BY sequence',
        [this.#run, this.#sequence],
      );
      for (const { sequence, event } of rows) {
        this.#sequence = sequence;
        this.#take(JSON.parse(event) as RunEvent);
      }
    } finally {
      await connection.close();
    }
    return this;
  }

  /** The act that is in flight, of a kind. */
  inFlight(kind: Intent['kind']): Intent | undefined {
    return [...this.open.values()].find((intent) => intent.kind === kind && intent.class !== 'read');
  }

  #take(event: RunEvent): void {
    this.last = event;
    if (event.type === 'intent' && event.kind !== 'lease') {
      this.open.set(event.intent, event);
      if (event.fault !== undefined) this.#faults.set(event.intent, event);
      return;
    }
    if (event.type !== 'act-done' && event.type !== 'act-settled') return;
    this.open.delete(event.intent);
    const fault = this.#faults.get(event.intent)?.fault;
    const happened = event.type === 'act-done' ? event.succeeded : event.verdict === 'happened';
    if (fault === undefined || !happened) return;
    if (fault.does === 'take') this.taken.add(fault.what);
    else this.taken.delete(fault.what);
  }
}
