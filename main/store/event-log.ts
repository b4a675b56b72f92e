import { canonicalJson } from '../../core/evidence/canonical.ts';
import { CHAIN_START, linkHash } from '../../core/evidence/chain.ts';
import { sha256Hex } from '../../core/evidence/hash.ts';
import type { Redactor } from '../../core/evidence/redactor.ts';
import { success, type Problem, type Result } from '../../core/result.ts';
import type { RunEvent, StoredEvent } from '../../core/run/events.ts';
import { pseudonymEvent } from '../../core/run/pseudonym-event.ts';
import { redactEvent } from '../../core/run/redact-event.ts';
import type { Connection } from './connection.ts';
import type { KeptPseudonyms } from './pseudonym-map.ts';
import { prepareRows, ROWS_AT_ONCE, type SqlRow } from './prepared-rows.ts';
import type { Reserve } from './reserve.ts';
import { storeProblem } from './store-problem.ts';
import type { KeptOutput, RunWriter } from './store.ts';

/** The end of a run's chain. */
interface Head {
  readonly id: number;
  sequence: number;
  hash: string;
}

interface Waiting {
  readonly run: string;
  readonly operator: string;
  readonly events: readonly RunEvent[];
  /** For the first append of a run: makes it. */
  readonly creates: boolean;
  readonly artefacts: ReadonlyMap<string, Uint8Array>;
  readonly resolve: (result: Result<readonly StoredEvent[]>) => void;
  readonly reject: (error: unknown) => void;
}

interface Linked {
  readonly stored: StoredEvent[][];
  readonly rows: readonly SqlRow[];
}

const APPENDED_COLUMNS = ['run', 'sequence', 'at', 'operator', 'event', 'previous', 'hash', 'bytes'];

/**
 * Outputs and events go in by one INSERT, which is a transaction of its own: BEGIN, a statement for each table and COMMIT are as many waits more.
 * A row without `bytes` is an event. View and trigger are this connection's alone.
 */
const APPENDED = `
  PRAGMA temp_store = MEMORY;
  CREATE TEMP VIEW appended AS SELECT run, sequence, at, operator, event, previous, hash, NULL AS bytes FROM main.events;
  CREATE TEMP TRIGGER append INSTEAD OF INSERT ON appended BEGIN
    INSERT INTO artefacts (hash, size, bytes) SELECT NEW.hash, length(NEW.bytes), NEW.bytes
      WHERE NEW.bytes IS NOT NULL AND NOT EXISTS (SELECT 1 FROM artefacts WHERE hash = NEW.hash);
    INSERT INTO events (run, sequence, at, operator, event, previous, hash)
      SELECT NEW.run, NEW.sequence, NEW.at, NEW.operator, NEW.event, NEW.previous, NEW.hash WHERE NEW.bytes IS NULL;
  END`;

/** Hashes that are remembered: outputs of a run repeat themselves, most of all the empty one. */
const KNOWN_HASHES = 10_000;

export interface EventLogParts {
  /** The one connection that writes; nobody else has it. */
  readonly connection: Connection;
  readonly folder: string;
  readonly now: () => Date;
  readonly reserve: Reserve;
  readonly committed: (event: StoredEvent) => void;
}

export interface EventLog {
  readonly create: (
    run: string,
    operator: string,
    event: RunEvent,
    redactor: Redactor,
    kept: KeptPseudonyms | null,
  ) => Promise<Result<readonly StoredEvent[]>>;
  /** `kept`: null for a run without pseudonyms. */
  readonly writer: (run: string, redactor: Redactor, kept: KeptPseudonyms | null) => RunWriter;
  /** Does something with the connection while no append is under way. */
  readonly alone: <Value>(work: (connection: Connection) => Promise<Value>) => Promise<Value>;
  /** Settles what is under way and ends. */
  readonly close: () => Promise<void>;
}

/**
 * Appends events of all runs, one transaction after the other. What comes in while one is being committed goes into the next together, so
 * one wait for the disk serves all of it.
 */
export async function openEventLog(parts: EventLogParts): Promise<EventLog> {
  const { connection } = parts;
  await connection.script(APPENDED);
  const appended = await prepareRows(connection, 'appended', APPENDED_COLUMNS);
  const heads = new Map<string, Head>();
  /** Artefacts that are known to be stored, the latest last: what is there is never deleted, and need not be offered again. */
  const known = new Set<string>();
  let queue: Waiting[] = [];
  let work: Promise<void> = Promise.resolve();
  let busy = false;

  /** One thing at a time on the connection, in the order asked for. */
  function inTurn<Value>(task: () => Promise<Value>): Promise<Value> {
    const done = work.then(task);
    work = done.then(
      () => undefined,
      () => undefined,
    );
    return done;
  }

  function enqueue(waiting: Waiting): void {
    queue.push(waiting);
    if (busy) return;
    busy = true;
    void inTurn(async () => {
      while (queue.length > 0) {
        const batch = queue;
        queue = [];
        await commit(batch);
      }
      busy = false;
    });
  }

  async function commit(batch: readonly Waiting[]): Promise<void> {
    try {
      const results = await write(batch);
      for (const { artefacts } of batch) remember(artefacts.keys());
      batch.forEach((waiting, index) => waiting.resolve(success(results[index] ?? [])));
      for (const stored of results.flat()) parts.committed(stored);
    } catch (error) {
      // Heads are read again: nothing of this batch is stored.
      for (const waiting of batch) heads.delete(waiting.run);
      await settleFailure(batch, error);
    }
  }

  function remember(hashes: Iterable<string>): void {
    for (const hash of hashes) {
      known.delete(hash);
      known.add(hash);
    }
    for (const oldest of known) {
      if (known.size <= KNOWN_HASHES) break;
      known.delete(oldest);
    }
  }

  async function settleFailure(batch: readonly Waiting[], error: unknown): Promise<void> {
    let problem: Problem;
    try {
      problem = await storeProblem(error, parts.folder);
    } catch (unexpected) {
      for (const waiting of batch) waiting.reject(unexpected);
      return;
    }
    if (problem.code === 'disk-full') await parts.reserve.giveUp();
    for (const waiting of batch) waiting.resolve({ ok: false, problem });
  }

  async function write(batch: readonly Waiting[]): Promise<StoredEvent[][]> {
    const at = parts.now().toISOString();
    const artefacts = new Map<string, Uint8Array>();
    for (const waiting of batch) for (const [hash, bytes] of waiting.artefacts) if (!known.has(hash)) artefacts.set(hash, bytes);
    const outputs = [...artefacts].map(([hash, bytes]): SqlRow => [null, null, null, null, null, null, hash, buffer(bytes)]);
    if (batch.some(({ creates }) => creates)) {
      return inTransaction(async () => {
        for (const { creates, run } of batch) if (creates) await connection.run('INSERT INTO runs (name) VALUES (?)', [run]);
        return insert(await linked(batch, at), outputs);
      });
    }
    const links = await linked(batch, at);
    return outputs.length + links.rows.length <= ROWS_AT_ONCE
      ? insert(links, outputs)
      : inTransaction(() => insert(links, outputs));
  }

  async function inTransaction<Value>(work: () => Promise<Value>): Promise<Value> {
    await connection.script('BEGIN IMMEDIATE');
    try {
      const value = await work();
      await connection.script('COMMIT');
      return value;
    } catch (error) {
      await rollBack(connection);
      throw error;
    }
  }

  async function insert({ stored, rows }: Linked, outputs: readonly SqlRow[]): Promise<StoredEvent[][]> {
    await appended.insert([...outputs, ...rows]);
    return stored;
  }

  /** The events of a batch as links of their chains, and as rows. */
  async function linked(batch: readonly Waiting[], at: string): Promise<Linked> {
    const stored: StoredEvent[][] = [];
    const rows: SqlRow[] = [];
    for (const { run, operator, events } of batch) {
      const head = await headOf(run);
      const own: StoredEvent[] = [];
      for (const event of events) {
        const link = { run, sequence: head.sequence + 1, at, operator, event, previous: head.hash };
        const whole: StoredEvent = { ...link, hash: linkHash(link) };
        rows.push([head.id, whole.sequence, at, operator, canonicalJson(event), whole.previous, whole.hash, null]);
        head.sequence = whole.sequence;
        head.hash = whole.hash;
        own.push(whole);
      }
      stored.push(own);
    }
    return { stored, rows };
  }

  async function headOf(run: string): Promise<Head> {
    const known = heads.get(run);
    if (known !== undefined) return known;
    const row = await connection.get<{ id: number; sequence: number | null; hash: string | null }>(
      `SELECT runs.id, events.sequence, events.hash FROM runs LEFT JOIN events ON events.run = runs.id
       WHERE runs.name = ? ORDER BY events.sequence DESC LIMIT 1`,
      [run],
    );
    if (row === undefined) throw new Error(`There is no run ${run} to write to.`);
    const head = { id: row.id, sequence: row.sequence ?? 0, hash: row.hash ?? CHAIN_START };
    heads.set(run, head);
    return head;
  }

  async function append(
    given: Pick<Waiting, 'run' | 'operator' | 'creates' | 'artefacts'>,
    events: readonly RunEvent[],
    redactor: Redactor,
    kept: KeptPseudonyms | null,
  ): Promise<Result<readonly StoredEvent[]>> {
    const redacted = events.map((event) => redactEvent(event, redactor));
    try {
      kept?.save();
    } catch (error) {
      return { ok: false, problem: await storeProblem(error, parts.folder) };
    }
    const clean = kept === null ? redacted : redacted.map((event) => pseudonymEvent(event, kept.pseudonyms, 'conceal'));
    const signed = redactor.text(given.operator);
    const operator = kept === null ? signed : kept.pseudonyms.text(signed, 'conceal');
    return new Promise((resolve, reject) => enqueue({ ...given, operator, events: clean, resolve, reject }));
  }

  function writer(run: string, redactor: Redactor, kept: KeptPseudonyms | null): RunWriter {
    let pending = new Map<string, Uint8Array>();
    return {
      run,
      keep: (bytes, cut = 0): KeptOutput => {
        const redacted = redactor.bytes(bytes);
        const stored = kept === null ? redacted.bytes : kept.conceal(redacted.bytes, cut === 0);
        const hash = sha256Hex(stored);
        pending.set(hash, stored);
        const reference = {
          hash,
          bytes: stored.length,
          cut,
          ...(redacted.count > 0 ? { redacted: redacted.count } : {}),
        };
        return { reference, bytes: redacted.bytes };
      },
      redacted: redactor.text,
      pseudonymous: kept !== null,
      learn: (names) => kept?.learn(names),
      own: (event) => (kept === null ? event : pseudonymEvent(event, kept.pseudonyms, 'reveal')),
      concealed: (value) => (kept === null ? value : kept.pseudonyms.value(value, 'conceal')),
      append: async (operator, events) => {
        const artefacts = pending;
        pending = new Map();
        const list = 'type' in events ? [events] : events;
        const result = await append({ run, operator, creates: false, artefacts }, list, redactor, kept);
        // What could not be stored is still to be stored, before what was kept meanwhile.
        if (!result.ok) pending = new Map([...artefacts, ...pending]);
        return result;
      },
    };
  }

  return {
    create: (run, operator, event, redactor, kept) =>
      append({ run, operator, creates: true, artefacts: new Map() }, [event], redactor, kept),
    writer,
    alone: (task) =>
      inTurn(async () => {
        heads.clear();
        return task(connection);
      }),
    close: () =>
      inTurn(async () => {
        await appended.finish();
      }),
  };
}

/** SQLite may have rolled back by itself, as it does when the disk is full. */
export async function rollBack(connection: Connection): Promise<void> {
  try {
    await connection.script('ROLLBACK');
  } catch {
    return;
  }
}

/** The driver binds Buffers; this one shares the bytes. */
export function buffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
