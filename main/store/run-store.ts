import { randomInt } from 'node:crypto';
import { failure, success, type Problem, type Result } from '../../core/result.ts';
import type { StoredEvent } from '../../core/run/events.ts';
import { reduceAll } from '../../core/run/reducer.ts';
import type { RunState } from '../../core/run/state.ts';
import { summarize } from '../../core/run/summary.ts';
import { readBundle, writeBundle } from './bundle.ts';
import type { Connection } from './connection.ts';
import type { Derived } from './derived.ts';
import type { EventLog } from './event-log.ts';
import { liftEvent, rawEvent, readRows, type RawEvent } from './event-row.ts';
import { insertBundle } from './insert-bundle.ts';
import { ownRun } from './own-run.ts';
import { newPseudonyms, openPseudonyms, type KeptPseudonyms } from './pseudonym-map.ts';
import { chooseRun, runName } from './run-name.ts';
import { searchRuns } from './search.ts';
import type { RunListing, Store, Verification } from './store.ts';
import { storeProblem } from './store-problem.ts';
import { verifyEvidence } from './verify.ts';
import { wholeChains } from './whole-chain.ts';

export interface StoreParts {
  readonly folder: string;
  readonly now: () => Date;
  readonly warnings: readonly string[];
  readonly reader: Connection;
  readonly derived: Derived;
  /** Null in a process that only reads. */
  readonly log: EventLog | null;
  readonly listeners: Set<(event: StoredEvent) => void>;
  readonly close: () => Promise<void>;
}

/** A kept state that is this many events behind is replaced. */
const KEEP_EVERY = 100;

/** Puts a store together from its opened parts: see {@link Store} for what each call does. */
export function assembleStore(parts: StoreParts): Store {
  const { folder, reader, derived, log, now } = parts;
  const chains = wholeChains();

  /** Expected failures of reading become a problem. */
  async function reading<Value>(work: () => Promise<Result<Value>>): Promise<Result<Value>> {
    try {
      return await work();
    } catch (error) {
      return { ok: false, problem: await storeProblem(error, folder) };
    }
  }

  async function names(): Promise<string[]> {
    const rows = await reader.all<{ name: string }>('SELECT name FROM runs ORDER BY id DESC');
    return rows.map((row) => row.name);
  }

  async function artefact(hash: string): Promise<Uint8Array | null> {
    const row = await reader.get<{ bytes: Uint8Array }>('SELECT bytes FROM artefacts WHERE hash = ?', [hash]);
    return row?.bytes ?? null;
  }

  async function events(run: string, after = 0): Promise<Result<readonly StoredEvent[]>> {
    return reading(async () => {
      const known = await mustExist(run);
      if (!known.ok) return known;
      const raw = chains.read(run, await readRows(reader, run, Math.max(after - 1, 0)));
      if (!raw.ok) return raw;
      const list: StoredEvent[] = [];
      for (const one of raw.value) {
        if (one.sequence <= after) continue;
        const lifted = liftEvent(one);
        if (!lifted.ok) return lifted;
        list.push(lifted.value);
      }
      return success(list);
    });
  }

  async function mustExist(run: string): Promise<Result<null>> {
    const row = await reader.get('SELECT id FROM runs WHERE name = ?', [run]);
    return row === undefined
      ? failure('run-unknown', `There is no run “${run}” in ${folder}.`, 'See `xenpath runs` for their names.')
      : success(null);
  }

  /** Null for a run that has none. */
  async function pseudonymsOf(run: string): Promise<Result<KeptPseudonyms | null>> {
    const stored = await state(run);
    if (!stored.ok) return stored;
    const { header } = stored.value;
    return header?.pseudonyms === true ? openPseudonyms(folder, run, header.procedure.text) : success(null);
  }

  async function state(run: string): Promise<Result<RunState>> {
    return reading(async () => {
      const kept = await keptState(run);
      const since = await events(run, kept?.sequence ?? 0);
      if (!since.ok) return since;
      const reduced = reduceAll(run, since.value, kept ?? undefined);
      if (since.value.length >= KEEP_EVERY || (kept === null && reduced.stopped !== null)) await derived.keep(reduced);
      return success(reduced);
    });
  }

  /** A kept state counts only if the event that it ends with is the one that is stored. */
  async function keptState(run: string): Promise<RunState | null> {
    const kept = await derived.state(run);
    if (kept === null || kept.sequence === 0) return null;
    const [row] = await readRows(reader, run, kept.sequence - 1);
    return row?.sequence === kept.sequence && row.hash === kept.head ? kept : null;
  }

  async function runs(): Promise<readonly RunListing[]> {
    const listings: RunListing[] = [];
    for (const run of await names()) {
      const reduced = await state(run);
      listings.push(
        reduced.ok
          ? { run, summary: summarize(reduced.value, now().toISOString()), problem: null }
          : { run, summary: null, problem: reduced.problem },
      );
    }
    return listings;
  }

  async function rawEvents(run: string): Promise<{ readonly raw: RawEvent[]; readonly faults: string[] }> {
    const raw: RawEvent[] = [];
    const faults: string[] = [];
    for (const row of await readRows(reader, run, 0)) {
      const event = rawEvent(run, row);
      if (event === null) faults.push(`Event ${row.sequence} is no JSON.`);
      else raw.push(event);
    }
    return { raw, faults };
  }

  async function verifyWhole(run: string): Promise<Result<Verification & { raw: RawEvent[]; hashes: readonly string[] }>> {
    return reading(async () => {
      const known = await mustExist(run);
      if (!known.ok) return known;
      const { raw, faults } = await rawEvents(run);
      const verified = await verifyEvidence(run, raw, artefact);
      return success({ ...verified, problems: [...faults, ...verified.problems], raw });
    });
  }

  const store: Store = {
    folder,
    readOnly: log === null,
    warnings: parts.warnings,
    createRun: async (operator, event, redactor, names = []) => {
      if (log === null) return readOnlyProblem(folder);
      const run = runName(event.procedure.id, now(), (below) => randomInt(below));
      const pseudonyms = await reading(async () =>
        success(event.pseudonyms === true ? newPseudonyms(folder, run, [operator, ...names], event.procedure.text) : null),
      );
      if (!pseudonyms.ok) return pseudonyms;
      const created = await log.create(run, operator, event, redactor, pseudonyms.value);
      if (!created.ok) return created;
      const [first] = created.value;
      if (first === undefined) throw new Error('A run was created without its first event.');
      return success({ writer: log.writer(run, redactor, pseudonyms.value), created: first });
    },
    writeRun: async (run, redactor) => {
      if (log === null) return readOnlyProblem(folder);
      const pseudonyms = await pseudonymsOf(run);
      return pseudonyms.ok ? success(log.writer(run, redactor, pseudonyms.value)) : pseudonyms;
    },
    own: async (run) => {
      const pseudonyms = await pseudonymsOf(run);
      return pseudonyms.ok ? success(ownRun(store, run, pseudonyms.value)) : pseudonyms;
    },
    events,
    state,
    artefact,
    runs,
    findRun: async (asked) => reading(async () => chooseRun(await names(), asked)),
    verify: async (run) => {
      const verified = await verifyWhole(run);
      if (!verified.ok) return verified;
      const { raw: _raw, hashes: _hashes, ...verification } = verified.value;
      return success(verification);
    },
    exportRun: async (run, target) =>
      reading(async () => {
        const verified = await verifyWhole(run);
        if (!verified.ok) return verified;
        const { raw, hashes, ...verification } = verified.value;
        const artefacts = new Map<string, Uint8Array>();
        for (const hash of hashes) {
          const bytes = await artefact(hash);
          if (bytes !== null) artefacts.set(hash, bytes);
        }
        const written = await writeBundle(target, { run, head: verification.head, events: raw, artefacts });
        return written.ok ? success({ ...verification, manifest: written.value }) : written;
      }),
    importRun: async (source) => {
      if (log === null) return readOnlyProblem(folder);
      const bundle = await reading(() => readBundle(source));
      if (!bundle.ok) return bundle;
      return reading(() => log.alone((connection) => insertBundle(connection, bundle.value)));
    },
    search: async (text, limit = 100) => reading(() => searchRuns(reader, text, limit)),
    forgetDerived: () => derived.forget(),
    watch: (listener) => {
      parts.listeners.add(listener);
      return { dispose: () => parts.listeners.delete(listener) };
    },
    dispose: parts.close,
  };
  return store;
}

function readOnlyProblem(folder: string): { readonly ok: false; readonly problem: Problem } {
  return failure(
    'read-only',
    `The data folder ${folder} was opened for reading only.`,
    'Wait for the process that writes there to end.',
  );
}
